"""Odd input: what nobody types and somebody sends, and forms and bodies to send it by."""

import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

ODD = (
    *("", " ", "\x00", "a\x00b", "\ud800", "x\ud800y", "9" * 30, "-1", "0", "1e400", "NaN", "Infinity"),
    *("٣", "²", "1" * 18, str(2**63 - 1), str(2**63), "0001-01-01", "9999-12-31", "0000-00-00"),
    *("9999-12-31T23:59", "0001-01-01T00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
    *("2026-02-30", "=1+1", "<script>", "javascript:alert(1)", "a,b", "a:b:c", "assign:", "tag:" + "x" * 41),
    *("assign:" + "9" * 18, "x" * 5_000, "é" * 401, "a@b\r\nBcc: c@d", "%00", "../..", "'", '"', "\\"),
    *("\u202e", "🙂" * 300, "null", "[]"),
)
ODD_IN_JSON: tuple[Any, ...] = (
    *ODD,
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("inf"),
    [],
    {},
    [[]],
    {"": ""},
    ["\ud800"],
    [10**30],
)
ODD_IN_PATH = ("9" * 30, "0", "%00", "%ed%a0%80", "x" * 600, "%0d%0aX-A:b", "%F0%9F%99%82", "%D9%A3")
ODD_KINDS = (
    *("multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain"),
    *(f"application/x-www-form-urlencoded; charset={name}" for name in ("utf-16", "nope")),
)
PLAIN = {
    "email": "someone@example.org",
    "number": "1",
    "date": "2026-03-04",
    "datetime-local": "2099-03-04T10:00",
    "url": "https://example.org/",
    "checkbox": "on",
}


@dataclass
class Form:
    """A form of a page: where it goes, how, and what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """What two forms have in common that are tried once."""
        return (self.action, *sorted(self.fields))


class _Forms(HTMLParser):
    """The forms of a page, each field filled with something that fits."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.select = here, ""
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told.get("action") or self.here, told.get("method", "get").lower()))
        elif self.forms and tag in {"input", "textarea", "button", "select"} and told.get("name"):
            self._field(tag, told)
        elif self.forms and tag == "option" and self.select and not self.forms[-1].fields[self.select]:
            self.forms[-1].fields[self.select] = told.get("value", "")

    def _field(self, tag: str, told: dict[str, str]) -> None:
        self.select = told["name"] if tag == "select" else self.select
        fits = "" if tag == "select" else told.get("value") or PLAIN.get(told.get("type", ""), "some words")
        self.forms[-1].fields.setdefault(told["name"], fits)

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select


def forms_in(page: str, here: str) -> list[Form]:
    """Return the forms of a page that change something."""
    found = _Forms(here)
    found.feed(page)
    return [form for form in found.forms if form.method == "post"]


def with_one_odd(
    fields: dict[str, Any], odd: Sequence[Any], chance: Random, *, most: int
) -> Iterator[dict[str, Any]]:
    """Yield fields as they stand, and then with one of them odd, drawn by chance."""
    yield fields
    tries = [(name, value) for name in fields if name != "csrfmiddlewaretoken" for value in odd]
    for name, value in chance.sample(tries, min(most, len(tries))):
        yield {**fields, name: value}


class Asker:
    """Somebody who asks odd things, undoes whatever came of it, and keeps what broke and where."""

    def __init__(self, client: Client) -> None:
        self.client, self.asked, self._broke = client, 0, ""
        self.faults: dict[str, str] = {}

    def __enter__(self) -> "Asker":
        got_request_exception.connect(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        got_request_exception.disconnect(self._hear)

    def _hear(self, **_: Any) -> None:
        kind, value, trace = sys.exc_info()
        ours = [one for one in traceback.extract_tb(trace) if "/rapport/" in one.filename]
        where = f"{ours[-1].filename.rpartition('/rapport/')[2]}:{ours[-1].lineno}" if ours else "Django"
        self._broke = f"{getattr(kind, '__name__', '')} in {where}: {str(value)[:100]}"

    def send(self, method: str, address: str, body: bytes, kind: str, **headers: str) -> None:
        """Send bytes as they are."""
        self._ask(method, address, data=body, content_type=kind, headers=headers)

    def get(self, address: str, **words: str) -> None:
        """Ask for a page by words."""
        self._ask("GET", address, query_params=_encoded(words))

    def post(self, address: str, fields: dict[str, Any]) -> None:
        """Send a form."""
        self._ask("POST", address, **_form_of(_encoded(fields)))

    def _ask(self, method: str, address: str, **names: Any) -> None:
        self.asked, self._broke = self.asked + 1, ""
        with transaction.atomic():
            answer = self.client.generic(method, address, **names)
            if getattr(answer, "streaming", False):
                b"".join(answer)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            said = self._broke or f"status {answer.status_code}"
            self.faults.setdefault(said, f"{method} {address} {str(names)[:300]}")


def _encoded(words: dict[str, Any]) -> dict[str, bytes]:
    return {name: str(value).encode("utf-8", "surrogatepass") for name, value in words.items()}


def _form_of(fields: dict[str, bytes]) -> dict[str, Any]:
    return {"data": urlencode(fields), "content_type": "application/x-www-form-urlencoded"}

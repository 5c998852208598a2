"""The reference of the API as a page in Markdown, made from its own description."""

from collections.abc import Iterator, Mapping
from typing import Any

from rapport.site.api import DESCRIPTION, api
from rapport.staff.tokens.door import HIGHEST

Schema = Mapping[str, Any]
HEAD = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"
PROBLEMS = """\
Every operation may also answer 400, 401, 403, 404, 405, 409, 422 or 429 with a problem: `code`, `text` and
sometimes `facts`.
"""


def api_reference() -> str:
    """Return the page: every operation with what it takes and answers, and the parts they are made of."""
    described = api.get_openapi_schema()
    parts = ["# The API", HEAD, DESCRIPTION, PROBLEMS]
    for path, operations in described["paths"].items():
        parts += [_operation(method, path, told) for method, told in operations.items()]
    parts.append("# Parts")
    parts += [_part(name, schema) for name, schema in sorted(described["components"]["schemas"].items())]
    return "\n".join(parts).rstrip() + "\n"


def _operation(method: str, path: str, told: Schema) -> str:
    """Return one operation: what it is for, what it takes, what it answers."""
    lines = [f"## `{method.upper()} {path}`\n", told.get("description", told["summary"]), ""]
    lines += [_row(one["name"], one["schema"], one["in"]) for one in told.get("parameters", [])]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    lines += [f"- body: {_kind(body)}"] if body else []
    lines += [f"- answers {status}: {_answer(answer)}" for status, answer in _good(told["responses"])]
    return "\n".join([*lines, ""])


def _good(responses: Schema) -> Iterator[tuple[str, Schema]]:
    yield from ((str(status), answer) for status, answer in responses.items() if str(status).startswith("2"))


def _answer(answer: Schema) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return _kind(schema) if schema else "nothing"


def _part(name: str, schema: Schema) -> str:
    """Return one part: its fields, or its words."""
    said = " ".join(schema.get("description", "").split())
    required = schema.get("required", [])
    fields = schema.get("properties", {}).items()
    rows = [_row(field, kind, "required" if field in required else "") for field, kind in fields]
    words = [f"One of: {', '.join(f'`{word}`' for word in schema['enum'])}."] if "enum" in schema else []
    return "\n".join([f"## `{name}`\n", said, "", *rows, *words, ""])


def _row(name: str, schema: Schema, place: str) -> str:
    bounds = {"minimum": "from", "maximum": "to", "maxLength": "up to this many characters:"}
    said = [f"{word} {schema[key]}" for key, word in bounds.items() if schema.get(key, HIGHEST) < HIGHEST]
    return f"- `{name}`: {', '.join(filter(None, [_kind(schema), place, *said]))}"


def _kind(schema: Schema) -> str:
    """Return what a value is, in a word or two."""
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "anything").replace("null", "nothing")

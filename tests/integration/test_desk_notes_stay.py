"""Test 46: a note never leaves in any outgoing mail, page of the portal, page for all, or message.

A property, over notes of every shape and everything that leaves after them; and over all templates that
customers read: none of them, and none of the modules that feed them, asks for what colleagues note.
"""

import ast
import re
from pathlib import Path

import pytest
from django.core import mail
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, Said, open_case, receive_message, write_note, write_reply
from rapport.desk.chores import portal as chores
from rapport.desk.models import Message
from rapport.desk.rules import CaseKind
from tests.cast import client_of, make_dana, make_person
from tests.portal_world import visit

ROOT = Path(__file__).resolve().parents[2]
FOR_CUSTOMERS = [
    *(ROOT / "rapport/desk/templates/desk/portal").glob("*.html"),
    *(ROOT / "rapport/desk/templates/desk/public").glob("*.html"),
]
FEEDS = [
    *(ROOT / "rapport/desk/views/portal").glob("*.py"),
    ROOT / "rapport/desk/queries/portal.py",
    ROOT / "rapport/desk/views/public.py",
    ROOT / "rapport/desk/views/requests.py",
    ROOT / "rapport/desk/queries/requests.py",
]
KEPT_AMONG_COLLEAGUES = {
    *(
        "entries",
        "entry",
        "Entry",
        "entries_visible_to",
        "drafts",
        "Draft",
        "tags",
        "Tag",
        "last_line",
        "search",
    ),
    *(
        "stated_need_text",
        "stated_need",
        "redress",
        "Redress",
        "cause",
        "due_for",
        "standing",
        "notices",
        "links",
    ),
    *("changed_at", "severity", "assignee", "delivery_fault", "notes"),
}
WRITTEN = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60)


@pytest.mark.parametrize("page", FOR_CUSTOMERS, ids=lambda path: path.name)
def test_no_template_for_customers_asks_for_what_colleagues_note(page: Path) -> None:
    asked = re.findall(r"{[{%](.*?)[%}]}", page.read_text(encoding="utf-8"))
    words = {word for one in asked for word in re.findall(r"\.(\w+)", one)}

    assert words & KEPT_AMONG_COLLEAGUES == set()


@pytest.mark.parametrize("module", FEEDS, ids=lambda path: path.name)
def test_no_module_that_feeds_them_does(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }

    allowed = {"links"} if module.name == "entering.py" else set()  # actions.links: the way in
    assert names & KEPT_AMONG_COLLEAGUES - allowed == set()


def test_every_template_for_customers_is_among_them() -> None:
    assert len(FOR_CUSTOMERS) >= 20


class NotesStay(TestCase):
    """Everything that leaves a case with notes in it, told to its customer, a stranger and another team."""

    def setUp(self) -> None:
        """Make a case, a request and a visit to the portal for each example."""
        self.alice = make_person("Alice")
        self.dana = make_dana()

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(before=WRITTEN, note=WRITTEN, after=WRITTEN)
    def test_a_note_leaves_by_no_door(self, before: str, note: str, after: str) -> None:
        """Write a note between a question and its answer, and look at everything that customers get."""
        mark = f"Qz{abs(hash(note)):x}zQ"
        new = NewCase(CaseKind.ENQUIRY, "The gauge", Channel.PORTAL, customer=self.dana)
        case = open_case(new, by=None, at=now())
        receive_message(case, Said(f"{before}.", Channel.PORTAL, from_name="Dana"), at=now())
        write_note(case, f"{mark} {note}", by=self.alice, at=now())
        write_reply(case, Said(f"{after}.", Channel.PORTAL), by=self.alice, at=now())
        write_reply(case, Said(f"{after}.", Channel.EMAIL), by=self.alice, at=now())
        mail.outbox.clear()
        client = visit("dana@example.org")
        client.post("/portal/sign-in", {"address": "dana@example.org"})
        chores.send_links(now())
        seen = [
            client.get(path).content.decode()
            for path in ("/portal", f"/portal/cases/{case.reference}", "/portal/promises", "/portal/details")
        ]
        seen += [client_of().get(path).content.decode() for path in ("/form", "/help", "/portal/sign-in")]
        seen += [f"{one.subject} {one.body}" for one in mail.outbox]
        seen += [f"{one.subject} {one.text} {one.html}" for one in Message.objects.all()]

        assert case.entries.filter(text__contains=mark).exists()
        assert not [text for text in seen if mark in text]

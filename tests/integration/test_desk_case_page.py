"""The page of a case: what it shows to whom, and what is written in it, through the browser's forms."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import AccessNeed, Customer, Need
from rapport.desk.actions import move_case, write_note
from rapport.desk.actions.work import assign_case
from rapport.desk.models import Case, Draft, Message, Notice
from rapport.desk.rules import CaseState, Delivery
from rapport.staff.models import AuditEntry, User
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def case(dana: Customer) -> Case:
    case = make_case(dana)
    hear(case, "It shows 12 bar and should show 10.")
    return now_of(case)


def reply(client: Client, case: Case, text: str = "We look into it today.", **fields: object) -> object:
    plain = {"text": text, "to": "dana@example.org", "channel": "email", "send_key": "key-1", "then": ""}
    return client.post(f"/cases/{case.pk}/replies", plain | {"version": case.version} | fields)


def test_the_page_shows_what_was_said_and_what_the_customer_needs(
    client_of: ClientOf, alice: User, dana: Customer, case: Case
) -> None:
    Need.objects.create(
        customer=dana, kind="information", text="A date she can plan with", noted_on=MONDAY_NINE
    )
    AccessNeed.objects.create(customer=dana, asked_for="Large print", noted_at=MONDAY_NINE)

    page = client_of(alice).get(case.get_absolute_url()).content.decode()

    for words in ("12 bar", "A date she can plan with", "Large print", "dana@example.org", case.reference):
        assert words in page


def test_charlie_sees_nothing_of_a_case_of_north_through_any_door(
    client_of: ClientOf, charlie: User, case: Case
) -> None:
    """Test 32: an agent of another queue, and the same list."""
    client = client_of(charlie)
    other = make_case(None, "Mine", team=charlie.team)

    for noun in ("", "/fields", "/assignment", "/snooze", "/merge", "/split", "/tags", "/spam", "/links"):
        assert client.get(f"/cases/{case.pk}{noun}").status_code == 404
    for noun in ("replies", "notes", "drafts", "state", "taken", "complaint", "presence"):
        assert client.post(f"/cases/{case.pk}/{noun}", {"text": "x"}).status_code == 404
    listed = client.get("/cases?q=gauge").content.decode()
    assert "gauge reads" not in listed
    assert ">0 cases" in re.sub(r"\s+", " ", listed).replace("> ", ">")
    merged = client.post(f"/cases/{other.pk}/merge", {"into": case.pk, "version": other.version})
    assert merged.status_code == 422
    assert "not among your cases" in merged.content.decode()
    assert str(case.pk) not in client.get(f"/cases/presences?of={case.pk}").content.decode()
    assert now_of(case).version == case.version


def test_who_sees_a_case_but_not_its_customer_is_told_the_name_alone(
    client_of: ClientOf, bob: User, charlie: User, dana: Customer, case: Case
) -> None:
    dana.contact_style = "brief and to the point"
    dana.save()
    assign_case(case, charlie, by=bob, at=MONDAY_NINE)

    page = client_of(charlie).get(case.get_absolute_url()).content.decode()

    assert "Dana Whitlock" in page
    assert "brief and to the point" not in page


def test_a_reply_is_held_and_taken_back_with_its_text(client_of: ClientOf, alice: User, case: Case) -> None:
    client = client_of(alice)

    reply(client, case, then="resolve")
    [message] = case.messages.filter(direction="out")
    assert (message.delivery, now_of(case).state) == (Delivery.HELD, CaseState.RESOLVED)
    assert message.send_at == message.at + timedelta(seconds=10)
    answer = client.post(f"/cases/{case.pk}/messages/{message.pk}/taken-back", follow=True)

    after = now_of(case)
    again = Message.objects.get(pk=message.pk)
    assert (again.delivery, again.send_at) == (Delivery.TAKEN_BACK, None)
    assert (after.state, after.first_replied_at, after.last_reply_at) == (CaseState.OPEN, None, None)
    assert (after.lying_since, after.reopened) == (case.lying_since, 0)
    assert "We look into it today." in answer.content.decode()


def test_a_reply_that_left_cannot_be_taken_back(client_of: ClientOf, alice: User, case: Case) -> None:
    client = client_of(alice)
    reply(client, case)
    Message.objects.filter(direction="out").update(delivery=Delivery.SENT)
    message = Message.objects.get(direction="out")

    answer = client.post(f"/cases/{case.pk}/messages/{message.pk}/taken-back")

    assert answer.status_code == 422
    assert "sent already" in answer.content.decode()


def test_only_who_sent_it_takes_a_reply_back(client_of: ClientOf, alice: User, bob: User, case: Case) -> None:
    reply(client_of(alice), case)
    message = Message.objects.get(direction="out")

    assert client_of(bob).post(f"/cases/{case.pk}/messages/{message.pk}/taken-back").status_code == 403


def test_the_same_reply_posted_six_times_is_one(client_of: ClientOf, alice: User, case: Case) -> None:
    """Test 53: the idempotency key; the later ones come with a version that is stale by then."""
    client = client_of(alice)

    for _ in range(6):
        assert reply(client, case).status_code == 302  # type: ignore[attr-defined]

    assert case.messages.filter(direction="out").count() == 1


def test_a_stale_reply_does_not_reopen_a_closed_case_and_shows_the_difference(
    client_of: ClientOf, alice: User, bob: User, case: Case
) -> None:
    """Test 52: refused with what happened since, and the text is kept."""
    move_case(case, CaseState.CLOSED, by=bob, at=MONDAY_NINE)

    answer = reply(client_of(alice), case, then="wait")

    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "Bob: state open → closed" in page
    assert "We look into it today." in page
    assert f'name="version" value="{now_of(case).version}"' in re.sub(r"\s+", " ", page)
    assert now_of(case).state == CaseState.CLOSED
    assert not case.messages.filter(direction="out").exists()
    assert Draft.objects.get(case=case, person=alice).text == "We look into it today."


def test_a_stale_sheet_shows_theirs_beside_yours(
    client_of: ClientOf, alice: User, bob: User, case: Case
) -> None:
    """Test 52: a form of fields, with the difference field by field."""
    fields = {
        "subject": "Gauge wrong", "kind": "complaint", "severity": "high", "effort": "small",
        "stated_need": "", "version": case.version, "customer": case.customer_id, "team": case.team_id,
    }  # fmt: skip
    client_of(bob).post(f"/cases/{case.pk}/fields", fields | {"subject": "Bob's words"})

    answer = client_of(alice).post(f"/cases/{case.pk}/fields", fields)

    page = re.sub(r"\s+", " ", answer.content.decode())
    assert answer.status_code == 409
    assert "it is now <strong>Bob&#x27;s words</strong>; yours is <strong>Gauge wrong</strong>" in page
    assert now_of(case).subject == "Bob's words"


def test_a_draft_of_a_reply_and_of_a_note_are_kept_apart(
    client_of: ClientOf, alice: User, bob: User, case: Case
) -> None:
    client = client_of(alice)
    client.post(
        f"/cases/{case.pk}/drafts", {"text": "to her", "side": "reply"}, headers={"HX-Request": "true"}
    )
    client.post(f"/cases/{case.pk}/drafts", {"text": "to us", "side": "note"}, headers={"HX-Request": "true"})

    page, note = (client.get(f"/cases/{case.pk}{query}").content.decode() for query in ("", "?write=note"))
    of_bob = client_of(bob).get(f"/cases/{case.pk}").content.decode()

    assert ("to her" in page, "to us" in page) == (True, False)
    assert ("to her" in note, "to us" in note) == (False, True)
    assert "to her" not in of_bob


def test_a_draft_that_was_sent_does_not_come_back(client_of: ClientOf, alice: User, case: Case) -> None:
    client = client_of(alice)
    reply(client, case)

    late = {"text": "We look into it", "side": "reply", "send_key": "key-1"}
    client.post(f"/cases/{case.pk}/drafts", late, headers={"HX-Request": "true"})

    assert not Draft.objects.exists()


def test_who_writes_is_seen_in_the_case_and_in_the_list(
    client_of: ClientOf, alice: User, bob: User, case: Case
) -> None:
    client_of(bob).post(f"/cases/{case.pk}/drafts", {"text": "Dear", "side": "reply"})

    there = client_of(alice).post(f"/cases/{case.pk}/presence", {"version": case.version})
    listed = client_of(alice).get(f"/cases/presences?of={case.pk}")

    assert "Bob is writing" in there.content.decode()
    assert "Bob is writing" in listed.content.decode()


def test_opening_a_case_reads_it_by_a_post_and_never_by_a_get(
    client_of: ClientOf, alice: User, case: Case
) -> None:
    """Test 38: a GET never changes a case."""
    client = client_of(alice)
    client.get(case.get_absolute_url())
    assert now_of(case).is_unread

    client.post(f"/cases/{case.pk}/presence")
    assert not now_of(case).is_unread


def test_reads_of_a_case_are_logged(client_of: ClientOf, alice: User, case: Case) -> None:
    """Test 50: reads logged."""
    client_of(alice).get(case.get_absolute_url())

    assert AuditEntry.objects.filter(deed="view", kind="case", thing=case.pk, person=alice.pk).exists()


def test_a_note_mentions_those_who_may_see_the_case(
    alice: User, bob: User, charlie: User, case: Case
) -> None:
    write_note(case, "@Bob and @Charlie, look at @Bobby", by=alice, at=now())

    assert [notice.person for notice in Notice.objects.filter(kind="mentioned")] == [bob]


def test_a_saved_reply_goes_into_the_draft_with_its_placeholders(
    client_of: ClientOf, alice: User, case: Case
) -> None:
    client = client_of(alice)
    client.post("/replies", {"name": "Hello", "body": "Dear {first_name}, about {reference}. {me}"})
    page = client.get(case.get_absolute_url()).content.decode()
    [chosen] = re.findall(r'<option value="(\d+)"\s*>\s*Hello', page)

    client.post(f"/cases/{case.pk}/drafts", {"text": "What I began", "side": "reply"})

    shown = client.post(f"/cases/{case.pk}/drafts", {"saved": chosen, "side": "reply"}, follow=True)

    assert "What I began" in shown.content.decode()
    assert f"Dear Dana, about {case.reference}. Alice" in shown.content.decode()


def test_a_placeholder_that_is_not_known_is_refused(client_of: ClientOf, alice: User) -> None:
    answer = client_of(alice).post("/replies", {"name": "Hello", "body": "Dear {custommer}"})

    assert answer.status_code == 422
    assert "{custommer}" in answer.content.decode()

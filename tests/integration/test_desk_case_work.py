"""The work on cases: taken down, given, handed over, set aside, forwarded; colleagues told and relieved."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.actions import make_promise
from rapport.customers.models import Customer
from rapport.desk.actions import File, Said, move_case, receive_message
from rapport.desk.actions.absences import hand_over_absences
from rapport.desk.actions.joining import link_cases
from rapport.desk.actions.sending import forward_message
from rapport.desk.actions.setting_aside import snooze_case, wake_cases
from rapport.desk.actions.work import assign_case
from rapport.desk.models import Absence, BlockedSender, Case, CasePromise, Notice
from rapport.desk.rules import CaseFieldNotRight, CaseKind, CaseState
from rapport.desk.rules.words import SnoozeEvent
from rapport.staff.models import Team, User
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
LATER = MONDAY_NINE + timedelta(hours=3)
PLAIN = {"kind": "enquiry", "severity": "normal", "stated_need": "", "subject": "Which gauge?"}


def test_a_call_is_taken_down_in_their_words(client_of: ClientOf, alice: User, dana: Customer) -> None:
    fields = PLAIN | {
        "channel": "phone",
        "customer": dana.pk,
        "text": "I need one up to 16 bar.",
        "takes": "on",
    }

    answer = client_of(alice).post("/cases/new", fields)

    case = Case.objects.get()
    [message] = case.messages.all()
    assert answer["Location"] == case.get_absolute_url()
    assert (message.direction, message.channel, message.from_name) == ("in", "phone", "Dana Whitlock")
    assert (case.assignee, case.team, case.is_unread) == (alice, alice.team, False)


def test_a_customer_one_may_not_see_opens_no_case(client_of: ClientOf, charlie: User, dana: Customer) -> None:
    answer = client_of(charlie).post("/cases/new", PLAIN | {"channel": "phone", "customer": dana.pk})

    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_we_write_first_and_the_case_is_ours(client_of: ClientOf, alice: User, dana: Customer) -> None:
    fields = PLAIN | {"customer": dana.pk, "to": "dana@example.org", "text": "Your gauge is recalled."}

    client_of(alice).post("/cases/outgoing", fields | {"send_key": "one"})

    case = Case.objects.get()
    assert case.assignee == alice
    assert case.messages.get().recipients == [["", "dana@example.org"]]


def test_who_is_given_a_case_is_told_and_reads_it(
    client_of: ClientOf, alice: User, bob: User, dana: Customer
) -> None:
    case = make_case(dana)
    client_of(bob).post(f"/cases/{case.pk}/assignment", {"person": alice.pk, "version": case.version})
    client = client_of(alice)

    assert now_of(case).assignee == alice
    assert 'class="rail-count">1<' in client.get("/").content.decode()
    assert case.subject in client.get("/notices").content.decode()
    client.post("/notices/read")
    assert "rail-count" not in client.get("/").content.decode()


def test_a_case_is_handed_over_with_a_reason_and_never_without(
    client_of: ClientOf, alice: User, dana: Customer, south: Team
) -> None:
    case = make_case(dana)
    client = client_of(alice)
    fields = {"team": south.pk, "version": case.version}

    assert client.post(f"/cases/{case.pk}/hand-over", fields | {"why": "  "}).status_code == 422
    answer = client.post(f"/cases/{case.pk}/hand-over", fields | {"why": "It is their product."})

    assert answer["Location"] == "/cases"  # she sees it no longer
    assert now_of(case).team == south
    assert case.entries.filter(text="It is their product.").exists()


def test_recognising_a_complaint_keeps_the_history(client_of: ClientOf, alice: User, dana: Customer) -> None:
    case = make_case(dana)
    hear(case, "This is the third time.")
    client = client_of(alice)

    for _ in range(2):
        client.post(f"/cases/{case.pk}/complaint")

    after = now_of(case)
    assert (after.kind, after.recognised_by) == (CaseKind.COMPLAINT, alice)
    assert case.entries.filter(text="Recognised as a complaint.").count() == 1
    assert case.messages.count() == 1


def test_a_snoozed_case_wakes_when_the_linked_one_is_resolved(alice: User, dana: Customer) -> None:
    case, other = make_case(dana), make_case(dana)
    link_cases(case, other, by=alice, at=LATER)
    snooze_case(case, None, event=SnoozeEvent.LINKED, by=alice, at=LATER)

    assert wake_cases(at=LATER) == 0
    move_case(other, CaseState.RESOLVED, by=alice, at=LATER)
    assert wake_cases(at=LATER) == 1
    assert (now_of(case).state, now_of(case).snoozed_for) == (CaseState.OPEN, "")


def test_a_snooze_until_a_promise_ends_when_it_falls_due(alice: User, dana: Customer) -> None:
    case = make_case(dana)
    with pytest.raises(CaseFieldNotRight, match="no promise open"):
        snooze_case(case, None, event=SnoozeEvent.PROMISE, by=alice, at=LATER)
    due = LATER + timedelta(days=2)
    promise = make_promise(dana, "Call her", due_at=due, by=alice, at=LATER)
    CasePromise.objects.create(case=case, promise=promise)

    snooze_case(case, due + timedelta(days=1), event=SnoozeEvent.PROMISE, by=alice, at=LATER)

    assert now_of(case).snoozed_until == due


def test_a_snooze_into_the_past_is_refused(alice: User, dana: Customer) -> None:
    with pytest.raises(CaseFieldNotRight, match="a time to come"):
        snooze_case(make_case(dana), MONDAY_NINE, by=alice, at=LATER)


def test_a_forwarded_message_takes_its_files_along_and_is_no_reply(alice: User, dana: Customer) -> None:
    case = make_case(dana)
    files = (File("photo.jpg", "image/jpeg", b"jpg"), File("virus.exe", "x/x", b"exe", refused="its type"))
    heard = receive_message(case, Said("See photo", "email", files=files), at=MONDAY_NINE)  # type: ignore[arg-type]

    sent = forward_message(heard, to="Maker <maker@example.com>", text="Yours?", by=alice, at=LATER)

    assert sent.recipients == [["Maker", "maker@example.com"]]
    assert [file.name for file in sent.attachments.all()] == ["photo.jpg"]
    assert now_of(case).first_replied_at is None


@pytest.mark.parametrize("to", ["", "nobody", "a@example.org, b", "a@example.org\nBcc: x@example.org", "a@b"])
def test_a_line_of_addresses_that_cannot_be_read_sends_nothing(
    client_of: ClientOf, alice: User, dana: Customer, to: str
) -> None:
    case = make_case(dana)
    fields = {"text": "Hello", "to": to, "channel": "email", "version": case.version}

    answer = client_of(alice).post(f"/cases/{case.pk}/replies", fields)

    assert answer.status_code == 422
    assert "Hello" in answer.content.decode()
    assert not case.messages.exists()


def test_spam_goes_out_of_the_way_and_its_sender_with_it(
    client_of: ClientOf, alice: User, north: Team
) -> None:
    case = make_case(None, "Win a prize", contact_address="Prize@Example.net", team=north)

    client_of(alice).post(f"/cases/{case.pk}/spam", {"blocks": "on", "version": case.version})

    assert now_of(case).state == CaseState.SPAM
    assert BlockedSender.objects.get().pattern == "prize@example.net"
    assert case.subject not in client_of(alice).get("/cases").content.decode()


def test_the_cases_of_who_is_away_are_handed_over_once(
    client_of: ClientOf, alice: User, bob: User, dana: Customer
) -> None:
    live, done = (assign_case(make_case(dana), alice, by=bob, at=LATER) for _ in range(2))
    move_case(done, CaseState.CLOSED, by=alice, at=LATER)
    today = now().date()
    fields = {"person": alice.pk, "since": today, "until": today + timedelta(days=3), "cover": bob.pk}
    client_of(alice).post("/absences", fields)

    assert hand_over_absences(today - timedelta(days=1), at=LATER) == 0
    assert hand_over_absences(today, at=LATER) == 1
    assert hand_over_absences(today, at=LATER) == 0

    assert (now_of(live).assignee, now_of(done).assignee) == (bob, alice)
    assert Notice.objects.filter(person=bob, case=live).exists()


def test_an_adviser_says_of_nobody_else_that_they_are_away(
    client_of: ClientOf, alice: User, bob: User
) -> None:
    fields = {"person": bob.pk, "since": date(2030, 1, 1), "until": date(2030, 1, 2)}

    assert client_of(alice).post("/absences", fields).status_code == 422
    assert not Absence.objects.exists()


def test_send_and_next_leads_to_the_next_of_ones_own(
    client_of: ClientOf, alice: User, dana: Customer
) -> None:
    first, second = (assign_case(make_case(dana), alice, by=alice, at=LATER) for _ in range(2))
    fields = {"text": "Done", "to": "dana@example.org", "channel": "email", "then": "resolve-next"}

    answer = client_of(alice).post(f"/cases/{first.pk}/replies", fields | {"version": first.version})

    assert answer["Location"] == second.get_absolute_url()


def test_the_page_of_the_customer_shows_their_open_cases_to_who_may_see_them(
    client_of: ClientOf, alice: User, bob: User, dana: Customer, south: Team
) -> None:
    make_case(dana, "The gauge of ours")
    make_case(dana, "Handled in the South", team=south)
    page, of_bob = (client_of(one).get(f"/customers/{dana.pk}").content.decode() for one in (alice, bob))

    assert ("The gauge of ours" in page, "Handled in the South" in page.partition("timeline")[0]) == (
        True,
        False,
    )
    assert "Handled in the South" in of_bob

"""Mail that did not arrive answers nobody: the reply is owed again, and a case that waited is open."""

from datetime import datetime, timedelta

import pytest

from rapport.customers.models import Customer
from rapport.desk.actions.joining import merge_cases
from rapport.desk.actions.sending import Reply, forward_message, send_reply, take_back
from rapport.desk.mail.actions import settle_sending
from rapport.desk.mail.actions.bounced import tell_of_bounce
from rapport.desk.mail.actions.sending import _end
from rapport.desk.mail.bounces import Bounce
from rapport.desk.mail.smtp import Fate, Handed
from rapport.desk.models import Case, Clock, Message
from rapport.desk.rules import CaseState, Delivery, EntryKind, Target
from rapport.desk.rules.words import Then
from rapport.staff.models import User
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
REPLIED = MONDAY_NINE + timedelta(hours=2)
LATER = REPLIED + timedelta(minutes=5)
GONE = Bounce(about=(), recipient="dana@example.org", status="5.1.1", reason="no such user")


@pytest.fixture
def case(dana: Customer) -> Case:
    """A case in which the customer wrote at ten."""
    return hear(make_case(dana), "Where is it?").case


def reply(case: Case, by: User, then: Then = Then.STAY, *, at: datetime = REPLIED) -> Message:
    return send_reply(case, Reply("On its way.", to="dana@example.org", then=then), by=by, at=at)


def first_reply(case: Case) -> Clock:
    return Clock.objects.get(case=case, target=Target.FIRST_REPLY)


def fail(message: Message) -> None:
    _end(message, Handed(Fate.NEVER, "550 no such user"), LATER)


def come_back(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.SENT)
    tell_of_bounce(message, GONE, at=LATER)


@pytest.mark.parametrize("befalls", [fail, come_back])
@pytest.mark.parametrize("then", [Then.STAY, Then.WAIT, Then.RESOLVE, Then.CLOSE])
def test_a_reply_that_did_not_arrive_is_owed_again(
    case: Case, alice: User, then: Then, befalls: object
) -> None:
    message = reply(case, alice, then)
    assert first_reply(case).met_at == REPLIED

    befalls(message)  # type: ignore[operator]

    found, clock = now_of(case), first_reply(case)
    assert (clock.met_at, clock.ended_at, clock.paused_at) == (None, None, None)
    assert found.state == CaseState.OPEN
    assert (found.first_replied_at, found.last_reply_at) == (None, None)
    assert found.lying_since == MONDAY_NINE  # since they turned to us, and not since it failed
    assert "550 no such user" in found.entries.get(detail__mail=message.pk).text or befalls is come_back


def test_a_customer_who_is_answered_since_waits_for_nothing(case: Case, alice: User) -> None:
    first = reply(case, alice)
    reply(case, alice, Then.WAIT, at=LATER)

    fail(first)

    found = now_of(case)
    assert found.state == CaseState.WAITING
    assert found.first_replied_at == found.last_reply_at == LATER
    assert first_reply(case).met_at == LATER


def test_sent_again_it_counts_again(case: Case, alice: User) -> None:
    message = reply(case, alice)
    fail(message)

    settle_sending(message, send_again=True, by=alice, at=LATER)

    assert first_reply(case).met_at == REPLIED
    assert now_of(case).last_reply_at == REPLIED
    assert now_of(case).version > 4


def test_a_second_report_of_the_same_tells_nothing_more(case: Case, alice: User) -> None:
    message = reply(case, alice)
    come_back(message)
    told = now_of(case).version

    tell_of_bounce(message, GONE, at=LATER)

    assert now_of(case).version == told


def test_a_reply_taken_back_leaves_the_place_in_the_queue_as_it_was(case: Case, alice: User) -> None:
    before = now_of(case)

    take_back(reply(case, alice, Then.WAIT), by=alice, at=REPLIED + timedelta(seconds=5))

    after = now_of(case)
    assert (after.state, after.lying_since, after.order_key) == (
        before.state,
        before.lying_since,
        before.order_key,
    )
    assert first_reply(case).met_at is None


def test_a_forward_answers_nobody(case: Case, alice: User) -> None:
    heard = case.messages.get()

    forward_message(heard, to="maker@example.com", text="Yours?", by=alice, at=REPLIED)

    assert first_reply(case).met_at is None
    assert case.entries.filter(kind=EntryKind.MESSAGE).count() == 2


def test_a_merge_counts_no_reply_that_failed_and_no_forward(case: Case, alice: User, dana: Customer) -> None:
    fail(reply(case, alice))
    forward_message(case.messages.first(), to="maker@example.com", text="Yours?", by=alice, at=LATER)  # type: ignore[arg-type]
    kept = make_case(dana, "The same again")

    merge_cases(kept, case, by=alice, at=LATER + timedelta(hours=1))

    found = now_of(kept)
    assert (found.first_replied_at, found.last_reply_at) == (None, None)
    assert found.lying_since == MONDAY_NINE

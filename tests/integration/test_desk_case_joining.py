"""Cases merged, split and linked; and what happens when two people act on one case at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import repeat
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from rapport.customers.actions import merge
from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import Said, move_case, receive_message
from rapport.desk.actions.following import follow_merges
from rapport.desk.actions.joining import link_cases, merge_cases, split_case
from rapport.desk.actions.work import recognise_complaint, take_case
from rapport.desk.models import Case, CaseLink, Clock
from rapport.desk.queries import resolve_case
from rapport.desk.rules import CaseKind, CaseMergedMeanwhile, CaseState, ClockKind, EntryKind, LinkKind
from rapport.desk.rules.case_refusals import CaseTaken, MergeOfCasesNotPossible, SplitNotPossible
from rapport.lib.errors import Refusal
from rapport.staff.models import User
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE, make_customer

LATER = MONDAY_NINE + timedelta(hours=3)
db = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)


def outcomes(*deeds: Callable[[], object]) -> list[str]:
    """Return what deeds came to that began at one time; on SQLite, which lets one write, in turn."""
    if connection.vendor == "sqlite":
        return sorted(_outcome(deed) for deed in deeds)
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> str:
        start.wait(timeout=20)
        try:
            return _outcome(deed)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        ends = [threads.submit(do, deed) for deed in deeds]
        return sorted(end.result(timeout=60) for end in ends)


def _outcome(deed: Callable[[], object]) -> str:
    try:
        deed()
    except Refusal as refusal:
        return refusal.code
    return "done"


@db
def test_what_was_said_follows_a_merge_and_the_old_number_says_where(alice: User, dana: Customer) -> None:
    kept, gone = make_case(dana), make_case(dana, "Again: the gauge")
    hear(gone, "Did you get my letter about the barometer?")
    recognise_complaint(gone, by=alice, at=MONDAY_NINE)
    Clock.objects.create(
        case=gone, kind=ClockKind.STATUTORY, name="Answer", source="Act s. 1", started_at=MONDAY_NINE,
        due_at=LATER, set_by_name="Alice",
    )  # fmt: skip

    merge_cases(kept, now_of(gone), by=alice, at=LATER)

    kept, gone = now_of(kept), now_of(gone)
    assert [message.text for message in kept.messages.all()] == ["Did you get my letter about the barometer?"]
    assert (gone.state, gone.merged_into, resolve_case(gone)) == (CaseState.MERGED, kept, kept)
    assert kept.kind == CaseKind.COMPLAINT
    assert kept.clocks.get(kind=ClockKind.STATUTORY).name == "Answer"
    assert "barometer" in kept.search
    assert kept.is_unread


@db
def test_a_merged_case_is_changed_no_more(alice: User, dana: Customer) -> None:
    kept, gone = make_case(dana), make_case(dana)
    merge_cases(kept, gone, by=alice, at=LATER)

    with pytest.raises(CaseMergedMeanwhile, match=f"merged into case {kept.pk}"):
        move_case(gone, CaseState.OPEN, by=alice, at=LATER)


@db
def test_cases_of_two_customers_are_not_merged(alice: User, dana: Customer, northwind: Customer) -> None:
    with pytest.raises(MergeOfCasesNotPossible, match="another customer's"):
        merge_cases(make_case(dana), make_case(northwind), by=alice, at=LATER)


@db
def test_a_case_is_not_merged_into_itself(alice: User, dana: Customer) -> None:
    case = make_case(dana)
    with pytest.raises(MergeOfCasesNotPossible):
        merge_cases(case, case, by=alice, at=LATER)


@real
def test_of_two_merges_crosswise_one_wins_and_the_other_is_told(
    alice: User, bob: User, dana: Customer
) -> None:
    """Test 54: A into B while B into A."""
    one, two = make_case(dana), make_case(dana)

    came = outcomes(
        partial(merge_cases, one, two, by=alice, at=LATER), partial(merge_cases, two, one, by=bob, at=LATER)
    )

    assert came == ["case_merged_meanwhile", "done"]
    assert sorted([now_of(one).state, now_of(two).state]) == [CaseState.MERGED, CaseState.OPEN]


@real
def test_two_who_close_at_once_close_once(alice: User, bob: User, dana: Customer) -> None:
    """Test 51: one event; what mail and surveys would be made from is that one entry."""
    case = make_case(dana)
    version = case.version

    def close(by: User) -> object:
        return move_case(case, CaseState.CLOSED, by=by, at=LATER, version=version)

    came = outcomes(partial(close, alice), partial(close, bob))

    assert came == ["case_changed_meanwhile", "done"]
    assert case.entries.filter(kind=EntryKind.STATE, after=CaseState.CLOSED).count() == 1


@real
def test_when_the_customer_answers_while_a_colleague_closes_the_case_ends_open_or_the_close_is_refused(
    alice: User, dana: Customer
) -> None:
    """Test 55: whichever comes first, no word of the customer's lies in a closed case."""
    for turn in (1, -1) * 3:
        case = make_case(dana)
        said = Said("One more thing", Channel.EMAIL, from_name="Dana")
        hears = partial(receive_message, case, said, at=LATER)
        closes = partial(move_case, case, CaseState.CLOSED, by=alice, at=LATER, version=case.version)

        deeds: list[Callable[[], object]] = [hears, closes]

        came = outcomes(*deeds[::turn])

        assert came in (["done", "done"], ["case_changed_meanwhile", "done"])
        assert now_of(case).state == CaseState.OPEN
        assert case.messages.count() == 1


@real
def test_a_case_that_two_take_at_once_has_one_owner(alice: User, bob: User, dana: Customer) -> None:
    """Test 56: of two workers one has it and the other is told who."""
    case = make_case(dana)

    came = outcomes(partial(take_case, case, by=alice, at=LATER), partial(take_case, case, by=bob, at=LATER))

    assert came == ["case_taken", "done"]
    assert now_of(case).assignee in (alice, bob)


@db
def test_who_takes_what_another_has_is_told_who(alice: User, bob: User, dana: Customer) -> None:
    case = take_case(make_case(dana), by=alice, at=LATER)

    with pytest.raises(CaseTaken, match="with Alice"):
        take_case(case, by=bob, at=LATER)


@db
def test_another_matter_is_split_off_and_its_answer_bears_its_own_subject(
    client_of: Callable[..., Client], alice: User, dana: Customer
) -> None:
    """Test 18: a changed subject in an old thread."""
    case = make_case(dana, "The gauge reads wrong")
    hear(case, "It shows 12.")
    other = hear(case, "And where is my invoice?", subject="Invoice 4711")
    client = client_of(alice)

    answer = client.post(f"/cases/{case.pk}/split", {"message": other.pk}, follow=True)

    new = Case.objects.latest("pk")
    page = answer.content.decode()
    assert new.subject == "Invoice 4711"
    assert 'value="Re: Invoice 4711"' in page
    assert [message.text for message in new.messages.all()] == ["And where is my invoice?"]
    assert [message.text for message in case.messages.all()] == ["It shows 12."]
    assert CaseLink.objects.get().kind == LinkKind.SPLIT_FROM
    assert "invoice" not in now_of(case).search
    client.post(
        f"/cases/{new.pk}/replies",
        {"text": "On its way.", "to": "dana@example.org", "channel": "email", "send_key": "k",
         "version": now_of(new).version, "subject": "Re: Invoice 4711"},
    )  # fmt: skip
    assert new.messages.get(direction="out").subject == "Re: Invoice 4711"


@db
def test_nothing_and_everything_cannot_be_split_off(alice: User, dana: Customer) -> None:
    case = make_case(dana)
    message = hear(case, "It shows 12.")

    for chosen in ([], [message.pk], [987]):
        with pytest.raises(SplitNotPossible):
            split_case(case, chosen, by=alice, at=LATER)


@db
def test_a_link_is_told_once(alice: User, dana: Customer) -> None:
    one, two = make_case(dana), make_case(dana)

    for case in repeat(one, 2):
        link_cases(case, two, by=alice, at=LATER)

    assert one.entries.filter(kind=EntryKind.LINK).count() == 1


@db
def test_cases_follow_a_customer_that_was_merged(alice: User, bob: User, dana: Customer) -> None:
    twin = make_customer("D. Whitlock", team=dana.team)
    case = make_case(twin)
    merge(dana, twin, reason="same person", by=bob, at=LATER)

    assert follow_merges(at=LATER) == 1
    assert follow_merges(at=LATER) == 0
    assert now_of(case).customer == dana

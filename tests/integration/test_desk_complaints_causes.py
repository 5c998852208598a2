"""Causes and what is done about them, stages outside the house with their papers, and recovery."""

import zipfile
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import (
    Deadline,
    File,
    Said,
    check_effect,
    close_stage,
    escalate_case,
    find_cause,
    finish_action,
    keep_cause,
    make_ready_causes,
    move_case,
    note_failure,
    note_recovered,
    open_stage,
    plan_action,
    receive_message,
    retire_cause,
    write_note,
)
from rapport.desk.models import Case, Cause, CauseAction, Notice
from rapport.desk.queries import causes, recovery_shown
from rapport.desk.queries.papers import papers_of
from rapport.desk.rules import ActionKind, CaseFieldNotRight, CaseState, ClockKind
from rapport.desk.rules.causes import (
    CauseActionNotRight,
    CauseActionOver,
    CauseNotKnown,
    CauseTaken,
    EffectCheckedByOwner,
    EffectTooSoon,
)
from rapport.desk.rules.papers import plain_name
from rapport.desk.rules.procedures import CauseActionsOpen
from rapport.desk.rules.stages import NoFailureNoted, StageClosed, StageNotRight
from rapport.staff.models import User
from tests.cast import MONDAY_NINE
from tests.complaint_cast import FOUND, follow_five_steps, make_complaint

pytestmark = pytest.mark.django_db
TODAY = MONDAY_NINE.date()
DAY = timedelta(days=1)


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_complaint(dana, alice)


@pytest.fixture
def action(case: Case, alice: User) -> CauseAction:
    return plan_action(
        case, ActionKind.CORRECTIVE, "Test sheets are signed by two", owner=alice, due_on=TODAY + DAY,
        check_on=TODAY + 30 * DAY, by=alice, at=MONDAY_NINE,
    )  # fmt: skip


def test_the_list_of_causes_comes_ready_and_is_kept(maxine: User) -> None:
    make_ready_causes()
    added = keep_cause("  Weights  not calibrated ", by=maxine, at=MONDAY_NINE)
    with pytest.raises(CauseTaken):
        keep_cause("weights not calibrated", by=maxine, at=MONDAY_NINE)
    retire_cause(Cause.objects.get(name="Late"), by=maxine, at=MONDAY_NINE)

    assert added in causes()
    assert "Late" not in causes().values_list("name", flat=True)


def test_a_retired_cause_is_not_found_in_a_case_any_more(case: Case, maxine: User) -> None:
    make_ready_causes()
    late = Cause.objects.get(name="Late")
    retire_cause(late, by=maxine, at=MONDAY_NINE)

    with pytest.raises(CauseNotKnown):
        find_cause(case, late.pk, by=maxine, at=MONDAY_NINE)


def test_a_corrective_action_needs_a_day_on_which_its_effect_is_checked(case: Case, alice: User) -> None:
    with pytest.raises(CauseActionNotRight, match="the day on which its effect is checked"):
        plan_action(
            case, ActionKind.CORRECTIVE, "Sign twice", owner=alice, due_on=TODAY, by=alice, at=MONDAY_NINE
        )


def test_an_effect_is_checked_when_it_is_done_and_due_and_not_by_its_owner(
    action: CauseAction, alice: User, bob: User
) -> None:
    later = MONDAY_NINE + 31 * DAY
    with pytest.raises(EffectTooSoon, match="it is not done"):
        check_effect(action, 80, by=bob, at=later)
    finish_action(action, by=alice, at=MONDAY_NINE + DAY)
    with pytest.raises(EffectTooSoon, match="due on 1 April 2026"):
        check_effect(action, 80, by=bob, at=MONDAY_NINE + 2 * DAY)
    with pytest.raises(EffectCheckedByOwner):
        check_effect(action, 80, by=alice, at=later)
    with pytest.raises(CauseActionNotRight, match="0 .* to 100"):
        check_effect(action, 101, by=bob, at=later)

    assert check_effect(action, 80, "One case since, five before.", by=bob, at=later).effect == 80
    with pytest.raises(CauseActionOver):
        check_effect(action, 90, by=bob, at=later)


def test_a_case_is_closed_when_the_effect_is_checked_and_may_be_resolved_before(
    case: Case, action: CauseAction, alice: User, bob: User
) -> None:
    follow_five_steps(case, alice)
    later = MONDAY_NINE + 31 * DAY
    move_case(case, CaseState.RESOLVED, by=alice, at=later)
    finish_action(action, by=alice, at=later)
    with pytest.raises(CauseActionsOpen, match="Test sheets are signed by two"):
        move_case(case, CaseState.CLOSED, by=alice, at=later)

    check_effect(action, 100, by=bob, at=later)

    assert move_case(case, CaseState.CLOSED, by=alice, at=later).state == CaseState.CLOSED


def test_a_stage_outside_has_a_clock_with_its_source(case: Case, bob: User) -> None:
    due_at = MONDAY_NINE + 40 * DAY
    law = Deadline(due_at, "Ombudsman scheme rules, 4.2", ClockKind.STATUTORY)
    stage = open_stage(case, "Consumer Ombudsman", deadline=law, by=bob, at=MONDAY_NINE)
    assert stage.clock
    assert (stage.clock.kind, stage.clock.due_at) == (ClockKind.STATUTORY, due_at)

    close_stage(stage, "Found in our favour", by=bob, at=MONDAY_NINE + DAY)

    stage.clock.refresh_from_db()
    assert stage.clock.ended_at == MONDAY_NINE + DAY
    with pytest.raises(StageClosed):
        close_stage(stage, "Found in our favour", by=bob, at=MONDAY_NINE + DAY)


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (Deadline(MONDAY_NINE + DAY, " "), "the law or the rule"),
        (Deadline(MONDAY_NINE, "Rule 4"), "a later day"),
        (Deadline(MONDAY_NINE + DAY, "Rule 4", ClockKind.SERVICE), "statutory or procedure"),
    ],
)
def test_a_deadline_outside_names_its_source_and_a_later_day(
    case: Case, bob: User, deadline: Deadline, said: str
) -> None:
    with pytest.raises(StageNotRight, match=said):
        open_stage(case, "Ombudsman", deadline=deadline, by=bob, at=MONDAY_NINE)


def unpacked(pack: bytes) -> dict[str, str]:
    archive = zipfile.ZipFile(BytesIO(pack))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_papers_hold_messages_and_decisions_and_no_note_unless_chosen(case: Case, alice: User) -> None:
    follow_five_steps(case, alice)
    write_note(case, "Between us: she is right.", by=alice, at=MONDAY_NINE)
    photo = File("../../etc/gauge?.txt", "text/plain", b"two degrees")
    receive_message(case, Said("Still wrong!", Channel.EMAIL, files=[photo]), at=MONDAY_NINE)

    outside = unpacked(papers_of(case, at=MONDAY_NINE))
    among_us = unpacked(papers_of(case, at=MONDAY_NINE, with_notes=True))

    assert "Still wrong!" in "".join(outside.values())
    assert "A new gauge leaves on Monday" in outside["decisions.txt"]
    assert [name for name in outside if name.endswith("file 01 gauge_.txt")]
    assert not [text for text in outside.values() if "she is right" in text or FOUND in text]
    assert "she is right" in among_us["timeline.txt"]
    assert FOUND in among_us["decisions.txt"]


def test_the_papers_list_every_file_with_its_digest_and_are_the_same_twice(case: Case) -> None:
    first, second = (papers_of(case, at=MONDAY_NINE) for _ in range(2))
    files = unpacked(first)

    assert first == second
    assert all(name in files["contents.txt"] for name in files if name != "contents.txt")


@pytest.mark.parametrize("name", ["..", "../x", "C:\\a\\b", "", "a\x00b", "\u202egpj.exe", "x" * 300])
def test_a_name_in_the_papers_stays_in_its_folder(name: str) -> None:
    plain = plain_name(name)

    assert plain
    assert not set("/\\\x00\u202e") & set(plain)
    assert plain.strip(".") == plain
    assert len(plain) <= 100


def test_recovery_keeps_worth_as_it_stood_and_shows_what_it_is_since(
    case: Case, dana: Customer, alice: User, lena: User
) -> None:
    worth = {"value": Decimal(900), "value_low": Decimal(600), "value_high": Decimal(1200), "purchases": 7}
    Customer.objects.filter(pk=dana.pk).update(**worth, value_currency="GBP", worth_as_of=TODAY)
    note_failure(case, "The gauge read two degrees high", TODAY - 3 * DAY, by=alice, at=MONDAY_NINE)
    Customer.objects.filter(pk=dana.pk).update(value=Decimal(950), worth_as_of=TODAY + 30 * DAY)
    note_recovered(case, by=alice, at=MONDAY_NINE + 4 * DAY)

    shown = recovery_shown(case, alice, at=MONDAY_NINE + 40 * DAY)

    assert shown
    assert shown.before
    assert shown.since
    before = shown.before
    assert [before.value, before.low, before.high] == [Decimal(900), Decimal(600), Decimal(1200)]
    assert before.n == 7
    assert (shown.since.value, shown.days) == (Decimal(950), 7)
    assert recovery_shown(case, lena, at=MONDAY_NINE).before is None  # type: ignore[union-attr]


def test_the_last_step_notes_that_it_is_right_again(case: Case, alice: User) -> None:
    with pytest.raises(NoFailureNoted):
        note_recovered(case, by=alice, at=MONDAY_NINE)
    note_failure(case, "The gauge read two degrees high", TODAY, by=alice, at=MONDAY_NINE)

    follow_five_steps(case, alice)

    case.recovery.refresh_from_db()
    assert case.recovery.recovered_at == MONDAY_NINE + 5 * DAY


def test_a_case_is_handed_up_with_a_summary_and_stays_with_whom_the_customer_knows(
    case: Case, alice: User, bob: User, anita: User, charlie: User
) -> None:
    escalate_case(case, bob, "She asks for more than I may give.", by=alice, at=MONDAY_NINE)

    case.refresh_from_db()
    assert case.assignee is None
    assert Notice.objects.get(kind="escalated").person == bob
    for other in (anita, charlie):
        with pytest.raises(CaseFieldNotRight, match="somebody who may decide more"):
            escalate_case(case, other, "Help", by=alice, at=MONDAY_NINE)

"""A complaint is followed step by step: in order, with evidence, by who may, and to the end."""

from datetime import timedelta

import pytest

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import (
    Said,
    choose_procedure,
    do_step,
    find_cause,
    make_ready_causes,
    make_ready_procedures,
    move_case,
    retire_procedure,
    write_procedure,
    write_reply,
)
from rapport.desk.models import Case, Cause, Procedure, Step
from rapport.desk.queries import procedures, progress_of
from rapport.desk.rules import CaseKind, CaseState, ClockKind, EntryKind, Evidence
from rapport.desk.rules.procedure_texts import ProcedureText, StepText
from rapport.desk.rules.procedures import (
    ComplaintWithoutProcedure,
    EvidenceMissing,
    NoProcedureChosen,
    ProcedureNotKnown,
    ProcedureUnderWay,
    StepAlreadyDone,
    StepNotKnown,
    StepNotNext,
    StepNotYours,
    StepsNotDone,
)
from rapport.lib.errors import Refusal
from rapport.staff.models import User
from tests.cast import MONDAY_NINE
from tests.complaint_cast import FOUND, follow_five_steps, make_complaint, make_enquiry

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY_NINE + timedelta(days=1)
NOTED = {Evidence.NOTE: FOUND}


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_complaint(dana, alice)


@pytest.fixture
def begun(case: Case, alice: User) -> Case:
    choose_procedure(case, "five-step", by=alice, at=MONDAY_NINE)
    return case


def refusals(case: Case) -> list[str]:
    return [entry.detail["code"] for entry in case.entries.filter(kind=EntryKind.REFUSED)]


def test_three_procedures_come_ready_and_are_written_once() -> None:
    for _ in range(2):
        make_ready_procedures(at=MONDAY_NINE)

    assert {one.key: one.steps.count() for one in procedures()} == {
        "five-step": 5,
        "four-as": 4,
        "four-step": 4,
    }


def test_a_step_without_its_evidence_is_refused_and_says_what_is_missing(begun: Case, alice: User) -> None:
    with pytest.raises(EvidenceMissing, match="what you found, in words"):
        do_step(begun, 1, by=alice, at=TUESDAY)

    assert refusals(begun) == ["evidence_missing"]
    assert progress_of(begun).done == 0  # type: ignore[union-attr]


def test_a_word_is_no_finding(begun: Case, alice: User) -> None:
    with pytest.raises(EvidenceMissing):
        do_step(begun, 1, {Evidence.NOTE: "ok"}, by=alice, at=TUESDAY)


def test_the_evidence_stands_with_the_step_and_the_next_one_is_due(begun: Case, alice: User) -> None:
    done = do_step(begun, 1, NOTED, by=alice, at=TUESDAY)

    assert done.evidence == {"note": FOUND}
    assert progress_of(begun).next.step.name == "Empathise"  # type: ignore[union-attr]


def test_no_step_is_left_out(begun: Case, alice: User) -> None:
    with pytest.raises(StepNotNext, match="Empathise comes after Listen"):
        do_step(begun, 2, by=alice, at=TUESDAY)

    assert refusals(begun) == ["step_not_next"]


def test_a_step_is_done_once_and_one_that_is_not_there_never(begun: Case, alice: User) -> None:
    do_step(begun, 1, NOTED, by=alice, at=TUESDAY)

    with pytest.raises(StepAlreadyDone, match="by Alice"):
        do_step(begun, 1, NOTED, by=alice, at=TUESDAY)
    with pytest.raises(StepNotKnown, match="1 to 5"):
        do_step(begun, 6, by=alice, at=TUESDAY)


def test_a_reply_that_was_taken_back_is_no_evidence(begun: Case, alice: User) -> None:
    do_step(begun, 1, NOTED, by=alice, at=TUESDAY)
    reply = write_reply(begun, Said("I am sorry.", Channel.EMAIL), by=alice, at=TUESDAY)
    reply.delivery = "taken back"
    reply.save()

    with pytest.raises(EvidenceMissing, match="a reply to the customer"):
        do_step(begun, 2, by=alice, at=TUESDAY)


def test_a_follow_up_is_a_contact_after_the_solution_not_before(begun: Case, alice: User) -> None:
    follow_five_steps(begun, alice, until=4)

    with pytest.raises(EvidenceMissing, match="a contact after the step before"):
        do_step(begun, 5, by=alice, at=MONDAY_NINE + timedelta(days=20))


def test_a_complaint_ends_when_its_last_step_is_done(begun: Case, alice: User) -> None:
    follow_five_steps(begun, alice, until=4)
    with pytest.raises(StepsNotDone, match="not done: Follow up"):
        move_case(begun, CaseState.RESOLVED, by=alice, at=TUESDAY)
    begun.refresh_from_db()
    assert begun.state == CaseState.OPEN

    do_step(begun, 5, {Evidence.CONTACT: "Rang, and it is right now."}, by=alice, at=TUESDAY)

    assert move_case(begun, CaseState.RESOLVED, by=alice, at=TUESDAY).state == CaseState.RESOLVED
    assert refusals(begun) == ["steps_not_done"]


def test_a_complaint_without_a_procedure_does_not_end(case: Case, alice: User) -> None:
    for state in (CaseState.RESOLVED, CaseState.CLOSED):
        with pytest.raises(ComplaintWithoutProcedure):
            move_case(case, state, by=alice, at=TUESDAY)

    assert move_case(case, CaseState.SPAM, by=alice, at=TUESDAY).state == CaseState.SPAM


def test_a_case_that_is_no_complaint_ends_without_a_procedure(dana: Customer, alice: User) -> None:
    enquiry = make_enquiry(dana, alice)

    assert move_case(enquiry, CaseState.CLOSED, by=alice, at=TUESDAY).state == CaseState.CLOSED


def test_whose_kind_is_changed_under_way_goes_on_with_its_steps(begun: Case, alice: User) -> None:
    Case.objects.filter(pk=begun.pk).update(kind=CaseKind.ENQUIRY)

    with pytest.raises(StepsNotDone):
        move_case(begun, CaseState.CLOSED, by=alice, at=TUESDAY)


def test_another_procedure_may_be_chosen_until_a_step_is_done(begun: Case, alice: User) -> None:
    choose_procedure(begun, "four-as", by=alice, at=TUESDAY)
    choose_procedure(begun, "four-step", by=alice, at=TUESDAY)
    do_step(begun, 1, NOTED, by=alice, at=TUESDAY)

    with pytest.raises(ProcedureUnderWay, match="Go on with: Apologise"):
        choose_procedure(begun, "five-step", by=alice, at=TUESDAY)


def test_a_step_is_done_by_a_role_that_may(case: Case, alice: User, bob: User, maxine: User) -> None:
    make_step = StepText(
        "Decide", "Somebody decides.", "It is fair.", evidence=(Evidence.DECISION,), roles=("leader",)
    )
    made = write_procedure(ProcedureText("", "Leader decides", (make_step,)), by=maxine, at=MONDAY_NINE)
    choose_procedure(case, made.key, by=alice, at=MONDAY_NINE)
    decided = {Evidence.DECISION: "They get a new one."}

    with pytest.raises(StepNotYours, match="done by: leader"):
        do_step(case, 1, decided, by=alice, at=TUESDAY)
    do_step(case, 1, decided, by=bob, at=TUESDAY)

    assert refusals(case) == ["step_not_yours"]


def test_a_change_of_a_procedure_is_a_version_and_a_case_keeps_its_own(
    begun: Case, dana: Customer, alice: User, maxine: User
) -> None:
    step = StepText("Ring", "Hear them.", "They were heard.", evidence=(Evidence.CONTACT,))
    write_procedure(ProcedureText("five-step", "Five steps, shorter", (step,)), by=maxine, at=TUESDAY)
    later = make_complaint(dana, alice)
    choose_procedure(later, "five-step", by=alice, at=TUESDAY)

    assert [progress_of(one).run.procedure.version for one in (begun, later)] == [1, 2]  # type: ignore[union-attr]
    assert Step.objects.filter(procedure__key="five-step", procedure__version=1).count() == 5
    assert [one.version for one in procedures().filter(key="five-step")] == [2]


def test_a_retired_procedure_is_offered_no_longer(case: Case, alice: User, maxine: User) -> None:
    make_ready_procedures(at=MONDAY_NINE)
    retire_procedure(Procedure.objects.get(key="four-as"), by=maxine, at=MONDAY_NINE)

    with pytest.raises(ProcedureNotKnown, match="There are: five-step, four-step"):
        choose_procedure(case, "four-as", by=alice, at=TUESDAY)


def test_without_a_procedure_there_is_no_step(case: Case, alice: User) -> None:
    with pytest.raises(NoProcedureChosen):
        do_step(case, 1, NOTED, by=alice, at=TUESDAY)


def test_the_clock_of_a_step_counts_working_time_and_ends_with_it(begun: Case, alice: User) -> None:
    begun.team.hours.create(weekday=0, opens="09:00", closes="17:00")  # type: ignore[union-attr]
    choose_procedure(begun, "four-step", by=alice, at=MONDAY_NINE)
    clock = begun.clocks.get(kind=ClockKind.PROCEDURE, ended_at=None)
    assert (clock.name, clock.due_at - MONDAY_NINE) == ("step: Listen", timedelta(hours=2))  # type: ignore[operator]

    do_step(begun, 1, NOTED, by=alice, at=MONDAY_NINE + timedelta(hours=1))

    clock.refresh_from_db()
    assert clock.met_at == MONDAY_NINE + timedelta(hours=1)
    assert begun.clocks.get(kind=ClockKind.PROCEDURE, ended_at=None).name == "step: Apologise"


def test_a_stale_page_does_no_step_and_is_not_written_down(begun: Case, alice: User) -> None:
    do_step(begun, 1, NOTED, by=alice, at=TUESDAY)

    with pytest.raises(Refusal, match="changed by somebody else"):
        do_step(begun, 2, by=alice, at=TUESDAY, version=1)
    assert refusals(begun) == []


def test_a_refusal_leaves_the_version_of_the_case_as_it_was(begun: Case, alice: User) -> None:
    begun.refresh_from_db()
    with pytest.raises(EvidenceMissing):
        do_step(begun, 1, by=alice, at=TUESDAY, version=begun.version)

    do_step(begun, 1, NOTED, by=alice, at=TUESDAY, version=begun.version)


def test_a_cause_is_evidence_once_it_is_from_the_list(begun: Case, alice: User) -> None:
    follow_five_steps(begun, alice, until=2)
    noted = {Evidence.NOTE: "The workshop had no test sheet."}
    with pytest.raises(EvidenceMissing, match="missing: a root cause"):
        do_step(begun, 3, noted, by=alice, at=TUESDAY)

    make_ready_causes()
    find_cause(begun, Cause.objects.get(name="Late").pk, "The van broke down.", by=alice, at=TUESDAY)

    assert do_step(begun, 3, noted, by=alice, at=TUESDAY).evidence["cause"] == "Late. The van broke down."

"""Procedures: the ready ones are whole, steps come in order, and no complaint ends before its last."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.rules import PromiseState, promise_state, warn_from
from rapport.desk.rules import CaseState, Evidence
from rapport.desk.rules.procedure_texts import ProcedureText, StepText, refuse_procedure
from rapport.desk.rules.procedures import (
    ASKED_FOR,
    CauseActionsOpen,
    ComplaintWithoutProcedure,
    Ending,
    EvidenceMissing,
    StepNotNext,
    StepNotRight,
    StepsNotDone,
    gathered,
    refuse_early_end,
    refuse_other_order,
    refuse_without_evidence,
)
from rapport.desk.rules.ready_procedures import FIVE_STEP, FOUR_AS, FOUR_STEP, READY_PROCEDURES
from rapport.lib.errors import Refusal

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENDS = (CaseState.RESOLVED, CaseState.CLOSED)


def names(text: ProcedureText) -> list[str]:
    return [step.name.lower() for step in text.steps]


def test_the_three_ready_procedures_have_the_steps_that_they_are_taught_with() -> None:
    assert names(FIVE_STEP) == ["listen", "empathise", "investigate", "resolve", "follow up"]
    assert names(FOUR_AS) == ["acknowledge", "apologise", "act", "assure"]
    assert names(FOUR_STEP) == ["listen", "apologise", "resolve", "follow up"]


@pytest.mark.parametrize("text", READY_PROCEDURES, ids=lambda text: text.key)
def test_a_ready_procedure_teaches_every_step_and_asks_for_evidence(text: ProcedureText) -> None:
    refuse_procedure(text)

    assert all(
        step.phrases and step.questions and step.evidence and step.target_minutes for step in text.steps
    )
    targets = [step.target_minutes or 0 for step in text.steps]
    assert targets == sorted(targets)


@pytest.mark.parametrize("state", set(CaseState) - set(ENDS))
def test_what_is_no_end_is_not_held_up(state: CaseState) -> None:
    refuse_early_end(state, Ending(1, is_complaint=True, procedure="Five", steps_left=("Listen",)))


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (Ending(1, is_complaint=True), ComplaintWithoutProcedure),
        (Ending(1, is_complaint=True, procedure="Five", steps_left=("Listen",)), StepsNotDone),
        (Ending(1, is_complaint=False, procedure="Five", steps_left=("Listen",)), StepsNotDone),
    ],
)
def test_no_case_ends_before_its_procedure(state: CaseState, ending: Ending, kind: type[Refusal]) -> None:
    with pytest.raises(kind):
        refuse_early_end(state, ending)


def test_open_actions_hold_up_the_close_and_not_the_solution() -> None:
    ending = Ending(1, is_complaint=True, procedure="Five", actions_left=("Sign twice",))

    refuse_early_end(CaseState.RESOLVED, ending)
    with pytest.raises(CauseActionsOpen):
        refuse_early_end(CaseState.CLOSED, ending)


@given(st.lists(st.booleans(), max_size=10))
def test_a_step_is_refused_exactly_while_one_before_it_is_not_done(done: list[bool]) -> None:
    before = [(f"step {place}", is_done) for place, is_done in enumerate(done)]
    if all(done):
        refuse_other_order("next", before)
    else:
        with pytest.raises(StepNotNext):
            refuse_other_order("next", before)


@given(st.sets(st.sampled_from(Evidence)), st.sets(st.sampled_from(Evidence)))
def test_a_step_is_refused_exactly_while_evidence_is_missing_and_each_is_named(
    asked: set[Evidence], there: set[Evidence]
) -> None:
    evidence = gathered(asked, dict.fromkeys(there, "something in the case"), {})
    missing = asked - there
    if not missing:
        refuse_without_evidence("Listen", asked, evidence)
        return
    with pytest.raises(EvidenceMissing) as refusal:
        refuse_without_evidence("Listen", asked, evidence)
    assert all(ASKED_FOR[one] in str(refusal.value) for one in missing)


def test_a_cause_is_never_a_matter_of_words_alone() -> None:
    told = {Evidence.CAUSE: "It was the van, I think.", Evidence.PROMISE: "I said I would ring."}

    assert gathered(told, {}, told) == {}


@pytest.mark.parametrize(
    "step",
    [
        StepText("", "Why", "Good"),
        StepText("Ring", "", "Good"),
        StepText("Ring", "Why", "x" * 601),
        StepText("Ring", "Why", "Good", roles=("learner",)),
    ],
)
def test_a_step_that_nobody_could_do_or_understand_is_declined(step: StepText) -> None:
    with pytest.raises(StepNotRight):
        refuse_procedure(ProcedureText("own", "Our own", (step,)))


@pytest.mark.parametrize("count", [0, 13])
def test_a_procedure_has_a_step_and_not_too_many(count: int) -> None:
    with pytest.raises(StepNotRight, match="1 to 12 steps"):
        refuse_procedure(ProcedureText("own", "Our own", (StepText("Ring", "Why", "Good"),) * count))


@given(st.integers(1, 100_000), st.integers(-100_000, 100_000))
def test_a_promise_is_open_kept_late_or_broken_by_the_clock_alone(life: int, seconds: int) -> None:
    due_at = NOON + timedelta(seconds=life)
    at = due_at + timedelta(seconds=seconds)

    owed = promise_state(due_at, kept_at=None, withdrawn_at=None, at=at)
    kept = promise_state(due_at, kept_at=at, withdrawn_at=None, at=at)

    assert owed == (PromiseState.OPEN if seconds <= 0 else PromiseState.BROKEN)
    assert kept == (PromiseState.KEPT if seconds <= 0 else PromiseState.KEPT_LATE)


@given(st.integers(1, 10_000_000))
def test_a_promise_is_warned_of_after_it_was_made_and_before_it_is_due(life: int) -> None:
    due_at = NOON + timedelta(seconds=life)

    assert NOON <= warn_from(NOON, due_at) < due_at
    assert due_at - warn_from(NOON, due_at) <= timedelta(hours=4)

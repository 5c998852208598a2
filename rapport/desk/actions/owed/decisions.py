"""Where the law leaves it to a person: decided, signed where it is against a right, and reversed."""

from dataclasses import dataclass
from datetime import datetime

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.owed.telling import keep_assessment
from rapport.desk.actions.refusing import told_when_refused
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Assessment, Case, Notice, RightChoice, RightDecision
from rapport.desk.queries.owed.assessments import day_at, newest, told_in
from rapport.desk.queries.owed.decisions import able_to_decide, sight_of
from rapport.desk.queries.redress import names_of
from rapport.desk.rules import EntryKind
from rapport.desk.rules.owed.decisions import (
    LONGEST_REASON,
    STATE_WORDS,
    WAY_OUT,
    DecisionState,
    Way,
    choosable,
    route_for,
    told_by_choice,
    told_by_decision,
)
from rapport.desk.rules.owed.refusals import (
    ChoiceNotOpen,
    ConclusionNotStated,
    DecisionBeyondAuthority,
    DecisionNotInState,
    DecisionNotRight,
    DecisionSignedByOneself,
    NothingAssessed,
)
from rapport.staff.models import User

_S = DecisionState
LONGEST_ANSWER = 300


@dataclass(frozen=True)
class NewDecision:
    """What somebody decides: about a conclusion by its code, or about what the engine leaves to a person."""

    about: str
    way: Way
    reason: str
    route: str = ""


@told_when_refused
def note_choice(
    case: Case, code: str, choice: str, *, by: User, at: datetime, said: str = "", version: int | None = None
) -> RightChoice:
    """Note what the customer chose of what they may choose; what that tells of the facts is assessed."""
    case = locked_case(case, version=version)
    kept = _kept(case)
    open_to_them = {one.code: one for one in choosable(kept.answer)}
    if code not in open_to_them:
        raise ConclusionNotStated(
            about=code, case=case.pk, known=", ".join(open_to_them) or "nothing to choose"
        )
    if choice not in open_to_them[code].choices:
        raise ChoiceNotOpen(choice=choice, known=", ".join(open_to_them[code].choices))
    chosen = RightChoice.objects.create(
        case=case, assessment=kept, code=code, choice=choice, said=said.strip()[:300], at=at, by=by,
        by_name=by.name,
    )  # fmt: skip
    text = f"They chose: {choice}. {open_to_them[code].text} {chosen.said}".strip()
    tell_case(case, EntryKind.OWED, text, by=by, at=at, after=choice, choice=chosen.pk)
    new = told_by_choice(code, choice, day_at(case, at).isoformat())
    if new:
        told = told_in(kept).with_facts(new, f"their choice, noted by {by.name}")
        keep_assessment(case, told, f"Follows from their choice: {choice}", by=by, at=at)
    return chosen


@told_when_refused
def decide(
    case: Case, new: NewDecision, *, by: User, at: datetime, version: int | None = None
) -> RightDecision:
    """Decide on a right, or on what the law leaves to a person.

    For a right anybody at the desk may decide. Against it, or in part, it takes the authority; without it
    the decision waits for somebody else's signature, and nothing is refused meanwhile.
    """
    case = locked_case(case, version=version)
    kept = _kept(case)
    code, about = _about(case, kept, new.about)
    reason = _checked(new)
    against = new.way != Way.FOR
    route = (new.route.strip() or route_for(code, kept.facts))[:LONGEST_REASON] if against else ""
    made = RightDecision.objects.create(
        case=case, assessment=kept, about=about[:300], code=code, way=new.way, reason=reason, route=route,
        state=_S.ASKED, asked_by=by, asked_at=at,
    )  # fmt: skip
    if not against or by.may(sight_of(made)):
        _stand(made, by=by, at=at)
        _tell(made, f"Decided {made.way}: {made.about} {made.reason}", by=by, at=at, before="")
        _agree(made, by=by, at=at)
    else:
        _ask(made, at=at)
        _tell(made, f"Asks to decide {made.way}: {made.about} {made.reason}", by=by, at=at, before="")
    return made


def _kept(case: Case) -> Assessment:
    kept = newest(case)
    if kept is None:
        raise NothingAssessed(case=case.pk)
    return kept


def _about(case: Case, kept: Assessment, about: str) -> tuple[str, str]:
    """Return the code and the words of what is decided; what does not follow from the facts is declined."""
    stated = {one["code"]: one["text"] for one in kept.answer["conclusions"]}
    left = kept.answer["human_decides"]
    if about in stated:
        return about, stated[about]
    if about not in left:
        known = "; ".join([*stated, *left]) or "nothing"
        raise ConclusionNotStated(about=about[:80], case=case.pk, known=known[:600])
    return "", f"{about[0].upper()}{about[1:]}."


def _checked(new: NewDecision) -> str:
    reason = new.reason.strip()
    if not 3 <= len(reason) <= LONGEST_REASON:
        expected = f"3 to {LONGEST_REASON} letters that say why"
        raise DecisionNotRight(field="reason", value=reason[:80], expected=expected)
    return reason


def _stand(made: RightDecision, *, by: User, at: datetime, answer: str = "") -> None:
    made.state, made.decided_by, made.decided_at, made.answer = _S.STANDS, by, at, answer
    made.save(update_fields=["state", "decided_by", "decided_at", "answer"])


def _agree(made: RightDecision, *, by: User, at: datetime) -> None:
    """Tell the facts that a decision for a right tells: from then on the time to pay runs."""
    case, kept = made.case, _kept(made.case)
    new = told_by_decision(made.code, Way(made.way), day_at(case, at).isoformat())
    if new:
        told = told_in(kept).with_facts(new, f"decision {made.pk}")
        keep_assessment(case, told, f"Follows from the decision: {made.about}", by=by, at=at)


def _ask(made: RightDecision, *, at: datetime) -> None:
    """Tell those who could sign; where nobody could, the one who asks has to know at once."""
    case, sight = made.case, sight_of(made)
    able = [one for one in able_to_decide(case, sight) if one.pk != made.asked_by_id]
    if not able:
        raise DecisionBeyondAuthority(
            role=made.asked_by.role, about=made.about, who="nobody who sees the case"
        )
    text = f"{made.asked_by.name} asks you to decide {made.way} a right: {case.subject} ({case.reference})"
    Notice.objects.bulk_create(
        Notice(person=one, case=case, kind="escalated", text=text[:300], at=at) for one in able[:5]
    )


@told_when_refused
def sign_decision(decision: RightDecision, *, by: User, at: datetime, answer: str = "") -> RightDecision:
    """Sign a decision against a right that somebody else asked for."""
    decision = _locked(decision)
    _refuse_state(decision, _S.ASKED, "signed")
    _refuse_signer(decision, by)
    _stand(decision, by=by, at=at, answer=answer.strip()[:LONGEST_ANSWER])
    _tell(
        decision, f"Signed: {decision.way}, {decision.about} {answer}".strip(), by=by, at=at, before=_S.ASKED
    )
    _agree(decision, by=by, at=at)
    return decision


@told_when_refused
def decline_decision(decision: RightDecision, *, answer: str, by: User, at: datetime) -> RightDecision:
    """Decline to decide against a right, and say why: the right stands."""
    decision = _locked(decision)
    _refuse_state(decision, _S.ASKED, "declined")
    _refuse_signer(decision, by)
    if len(answer.strip()) < 3:
        raise DecisionNotRight(field="answer", value=answer, expected="a few words on why the right stands")
    decision.state, decision.decided_by, decision.decided_at = _S.DECLINED, by, at
    decision.answer = answer.strip()[:LONGEST_ANSWER]
    decision.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    _tell(decision, f"Declined, the right stands: {decision.about} {answer}", by=by, at=at, before=_S.ASKED)
    return decision


@told_when_refused
def reverse_decision(
    decision: RightDecision, way: Way, *, reason: str, by: User, at: datetime
) -> RightDecision:
    """Put another decision in the place of one that stands, with the reason; both stay on record."""
    decision = _locked(decision)
    _refuse_state(decision, _S.STANDS, "reversed")
    if way == decision.way:
        raise DecisionNotRight(field="way", value=way, expected="another than it was")
    if not by.may(sight_of(decision)):
        who = names_of(able_to_decide(decision.case, sight_of(decision)))
        raise DecisionBeyondAuthority(role=by.role, about=decision.about, who=who)
    reason = _checked(NewDecision(decision.about, way, reason))
    case = decision.case
    made = RightDecision.objects.create(
        case=case, assessment=_kept(case), about=decision.about, code=decision.code, way=way, reason=reason,
        route=route_for(decision.code, _kept(case).facts) if way != Way.FOR else "", state=_S.STANDS,
        asked_by=by, asked_at=at, decided_by=by, decided_at=at,
    )  # fmt: skip
    decision.state, decision.reversed_by = _S.REVERSED, made
    decision.save(update_fields=["state", "reversed_by"])
    _tell(made, f"Reversed, now {way}: {made.about} {reason}", by=by, at=at, before=decision.way)
    _agree(made, by=by, at=at)
    return made


def _locked(decision: RightDecision) -> RightDecision:
    """Return a decision with its case locked: two signatures at once are one."""
    case = locked_case(decision.case)
    found = RightDecision.objects.select_related("asked_by", "assessment").get(pk=decision.pk)
    found.case = case
    return found


def _refuse_state(decision: RightDecision, wanted: DecisionState, deed: str) -> None:
    state = DecisionState(decision.state)
    if state != wanted:
        raise DecisionNotInState(
            number=decision.pk, state=STATE_WORDS[state], deed=deed, way_out=WAY_OUT[state]
        )


def _refuse_signer(decision: RightDecision, by: User) -> None:
    able = [one for one in able_to_decide(decision.case, sight_of(decision)) if one != decision.asked_by]
    if by == decision.asked_by:
        raise DecisionSignedByOneself(number=decision.pk, who=names_of(able))
    if not by.may(sight_of(decision)):
        raise DecisionBeyondAuthority(role=by.role, about=decision.about, who=names_of(able))


def _tell(made: RightDecision, text: str, *, by: User, at: datetime, before: str) -> None:
    tell_case(
        made.case, EntryKind.DECISION, text, by=by, at=at, before=before, after=f"{made.way}, {made.state}",
        decision=made.pk,
    )  # fmt: skip

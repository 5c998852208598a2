"""What a letter on what a customer is owed is drafted from."""

from datetime import datetime

from rapport.desk.models import Case, RightChoice
from rapport.desk.queries.owed.assessments import day_at, newest
from rapport.desk.rules.owed.answers import deadlines_of
from rapport.desk.rules.owed.deadlines import REPLIES
from rapport.desk.rules.owed.decisions import DecisionState
from rapport.desk.rules.owed.letters import Decided, Matter, letter_text, notice_text
from rapport.desk.rules.owed.refusals import ExtensionNotPossible, NothingAssessed
from rapport.staff.models import User


def matter_of(case: Case, user: User, *, at: datetime) -> Matter:
    """Return to whom a letter goes, about what, and from whom."""
    name = case.customer.name if case.customer else case.contact_name
    return Matter(name, case.subject, day_at(case, at), user.name, str(case.team or ""))


def letter_draft(case: Case, user: User, *, at: datetime) -> str:
    """Return a letter drafted from what follows in a case, what was chosen, and the decisions that stand."""
    kept = newest(case)
    if kept is None:
        raise NothingAssessed(case=case.pk)
    stands = case.right_decisions.filter(state=DecisionState.STANDS).order_by("pk")
    decided = [Decided(one.about, one.code, one.way, one.reason, one.route) for one in stands]
    chosen = {one.code: one.choice for one in RightChoice.objects.filter(case=case).order_by("pk")}
    return letter_text(matter_of(case, user, at=at), kept.answer, chosen, decided)


def notice_draft(case: Case, user: User, reason: str, *, at: datetime) -> str:
    """Return the notice that an answer takes longer than a month."""
    kept = newest(case)
    legal = {one.name: one for one in deadlines_of(kept.answer) if one.kind == "legal"} if kept else {}
    reply = next((legal[name] for name in REPLIES if name in legal), None)
    if reply is None or "extension_notice" not in legal:
        why, way_out = "by the facts it is neither complex nor one of several", "Answer within the month."
        raise ExtensionNotPossible(case=case.pk, why=why, way_out=way_out)
    return notice_text(matter_of(case, user, at=at), reason or "(say why)", reply.day)

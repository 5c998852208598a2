"""A draft with data of another customer is held until somebody says why it should go."""

from datetime import datetime

from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case
from rapport.desk.queries.checks import other_persons_data
from rapport.desk.rules import EntryKind
from rapport.desk.rules.checks import OtherPersonsData, kinds_of, named
from rapport.staff.models import User


def refuse_other_persons_data(
    case: Case, text: str, *, by: User | None, at: datetime, reason: str = ""
) -> None:
    """Refuse a text with data of another customer that this case does not hold yet, unless a reason is given.

    With one, a decision is told in the locked case: who let it go, and why. The data themselves are not
    written there a second time.
    """
    found = other_persons_data(case, text)
    if not found:
        return
    if not reason.strip():
        raise OtherPersonsData(number=case.pk, found=named(found), kinds=kinds_of(found))
    says = f"Sent with data of another customer ({kinds_of(found)}). Reason: {reason.strip()[:300]}"
    tell_case(case, EntryKind.DECISION, says, by=by, at=at, code=OtherPersonsData.code)

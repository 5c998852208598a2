"""When the two sides of a case last spoke, read anew from what was said and arrived."""

from rapport.desk.models import Case, Message
from rapport.desk.queries.correspondence import spoken
from rapport.desk.rules import Direction


def recount_replies(case: Case) -> None:
    """Read the times of a locked case anew from its messages; the caller saves it.

    A reply that was taken back, failed or came back was none. What the customer wrote after our last reply
    waits since the first of it; where we never replied, everything does since the case was opened.
    """
    said = [*Message.objects.filter(spoken(), case=case).values_list("direction", "at")]
    theirs = [at for direction, at in said if direction == Direction.IN]
    ours = [at for direction, at in said if direction == Direction.OUT]
    case.last_customer_at = max(theirs, default=None)
    case.first_replied_at, case.last_reply_at = min(ours, default=None), max(ours, default=None)
    last = case.last_reply_at
    unanswered = [at for at in theirs if at > last] if last else [case.opened_at, *theirs]
    case.lying_since = min([case.lying_since, *unanswered])

"""What each figure of the desk means, in the words that stand beside it."""

from dataclasses import dataclass
from enum import StrEnum

from rapport.lib.errors import Refusal


class Unit(StrEnum):
    """What a figure is measured in."""

    HOURS = "hours"
    SHARE = "share"
    PER_THOUSAND = "per thousand"


@dataclass(frozen=True)
class Definition:
    """A figure: its key, its name, its unit, what `n` counts, and what it means.

    `part` and `rest` name the cases on either side of a share, for the lists behind it.
    """

    key: str
    name: str
    unit: Unit
    of: str
    says: str
    part: str = ""
    rest: str = ""


class ReportWordNotKnown(Refusal):
    """A word of an address of the reports that is not among those there are."""

    code = "report_word_not_known"
    text = "The reports know no {field} '{value}'. Expected: {known}. Pick one of them or leave it out."


_KM = (
    "Cases that are not there yet count as far as they have come (Kaplan-Meier), so that the newest weeks "
    "do not "
    "look fast. By the clock on the wall. 95% interval (log-log)."
)
_WILSON = "95% interval (Wilson)."
_POISSON = "95% interval (exact Poisson)."
DEFINITIONS = (
    Definition(
        "backlog_age", "Age of the backlog", Unit.HOURS, "cases not over",
        "Half of the cases that are open, waiting or snoozed now are older than this. 95% interval (order "
        "statistics).",
    ),
    Definition(
        "first_reply", "First reply, median", Unit.HOURS, "cases opened",
        "By then half of the customers have the first words of a person; automatic answers do not count. "
        "" + _KM,
        "with a reply", "without a reply yet",
    ),
    Definition(
        "first_reply_p90", "First reply, nine of ten", Unit.HOURS, "cases opened",
        "By then nine of ten customers have the first words of a person. " + _KM,
        "with a reply", "without a reply yet",
    ),
    Definition(
        "resolution", "Resolution, median", Unit.HOURS, "cases opened",
        "By then half of the cases are resolved, counted from their start to their last resolution. " + _KM,
        "resolved", "not resolved yet",
    ),
    Definition(
        "resolution_p90", "Resolution, nine of ten", Unit.HOURS, "cases opened",
        "By then nine of ten cases are resolved. " + _KM, "resolved", "not resolved yet",
    ),
    Definition(
        "first_contact", "Resolved at the first contact", Unit.SHARE, "cases resolved a week ago or earlier",
        "Of cases resolved at least 7 days ago, those never opened again in which the customer made no "
        "further "
        "contact on any channel, in the case or by another of the same kind, until 7 days after. " + _WILSON,
        "resolved at the first contact", "where it took more",
    ),
    Definition(
        "reopened", "Opened again", Unit.SHARE, "cases resolved at least once",
        "Of cases that were resolved, those opened again at least once. " + _WILSON,
        "opened again", "not opened again",
    ),
    Definition(
        "in_time", "Service targets met", Unit.SHARE, "targets met or missed",
        "Of first reply, next reply and resolution targets that began in the window and are met or "
        "overdue, those "
        "met in time; in working hours, pauses left out. " + _WILSON, "that missed none", "that missed one",
    ),
    Definition(
        "promises_kept", "Promises kept", Unit.SHARE, "promises that fell due",
        "Of promises made in cases that fell due in the window and were not withdrawn, those kept by the "
        "time that "
        "held last. " + _WILSON, "with none broken", "with one not kept in time",
    ),
    Definition(
        "redress_given", "Complaints with redress", Unit.SHARE, "complaints opened",
        "Of complaints opened in the window, those in which redress was allowed or given. " + _WILSON,
        "with redress", "without redress",
    ),
    Definition(
        "second_signature", "Redress signed by a second person", Unit.SHARE, "redress allowed or given",
        "Of redress asked for in the window and allowed, what somebody else than the asker allowed. "
        + _WILSON,
    ),
    Definition(
        "recovered", "Failures put right", Unit.SHARE, "failures noted",
        "Of failures noted in cases opened in the window, those recorded as put right. It does not say "
        "that the "
        "customer is content: that is asked elsewhere. " + _WILSON, "put right", "not put right yet",
    ),
    Definition(
        "complaint_rate", "Complaints per 1,000 orders", Unit.PER_THOUSAND, "orders",
        "Complaints opened in the window, for 1,000 orders placed in it by customers of the team. "
        + _POISSON,
    ),
    Definition(
        "steps_skipped", "Steps skipped per 1,000", Unit.PER_THOUSAND, "steps done",
        "Steps of procedures that were done before an earlier one was. The server refuses that, so it "
        "should be 0. "
        + _POISSON,
    ),
    Definition(
        "refused", "Refused per 1,000 cases", Unit.PER_THOUSAND, "cases opened",
        "Steps without their evidence, redress or signatures above one's authority that were tried and "
        "declined. "
        + _POISSON,
    ),
)  # fmt: skip
BY_KEY = {one.key: one for one in DEFINITIONS}


def definition_of(key: str) -> Definition:
    """Return the definition of a figure, or refuse a key that there is not."""
    if key not in BY_KEY:
        raise ReportWordNotKnown(field="figure", value=key[:40], known=", ".join(BY_KEY))
    return BY_KEY[key]

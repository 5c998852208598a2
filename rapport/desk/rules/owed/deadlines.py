"""Whose a deadline of the rights engine is: ours becomes a clock of the case, theirs is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

Day = date  # a deadline itself has a `date`

# What we have to do by then. A name may go on: `sar_reply_england`, `ack_second`.
OURS: dict[str, str] = {
    "refund_last_day": "Pay the refund",
    "payment_last_day": "Pay for the damage",
    "delivery_due": "Deliver",
    "sar_reply": "Answer the access request",
    "erasure_reply": "Answer the request to erase",
    "rectification_reply": "Answer the request to correct",
    "portability_reply": "Answer the request for portable data",
    "restriction_reply": "Answer the request to restrict",
    "objection_reply": "Answer the objection",
    "decision_review_reply": "Answer on the automated decision",
    "extension_notice": "Tell of the extension, with reasons",
    "answer_or_explain": "Act, or say why not",
    "tell_person_what_was_done": "Tell them what was done",
    "ico_notice": "Tell the regulator of the breach",
    "ack": "Acknowledge the data-protection complaint",
    "acknowledge": "Acknowledge the complaint",
    "stage1_response": "Answer the complaint, stage one",
    "summary_resolution": "Settle it with a short letter",
    "psd_response": "Answer the complaint about a payment",
    "final_response": "Send the final response",
    "explain_if_no_answer": "Answer, or explain the delay",
    "eight_week_notice": "Tell them of the ombudsman",
    "adr_letter": "Send the letter that opens the dispute scheme",
    "adr_notice_with_answer": "Tell them of the dispute scheme",
}
# What the customer has to do by then: they have to hear of it before.
THEIRS: dict[str, str] = {
    "strr_last_day": "They may reject the goods until",
    "cancel_last_day": "They may cancel until",
    "cancel_normal_last_day": "Told in time, they could have cancelled until",
    "late_info_window_last_day": "Late information still shortens the time until",
    "return_last_day": "They send the goods back until",
    "presumption_last_day": "A fault that shows counts as there at delivery until",
    "first_six_months_last_day": "Nothing is taken for use until",
    "limitation_last_day": "They may sue until",
    "england_last_day": "They may sue in England until",
    "scotland_last_day": "They may sue in Scotland until",
    "fos_referral": "They may go to the ombudsman until",
    "county_court_claim": "They may bring a claim until",
    "complain_last_day": "They may complain until",
    "further_period_ends": "The further time to deliver ends",
    "psd_outer_limit_if_exceptional": "In exceptional cases they have our answer by",
    "relevant_day": "The debt is to be paid until",
    "interest_starts": "Interest runs from",
}
REPLIES = tuple(name for name in OURS if name.endswith("_reply"))
PRUDENT = "_prudent"
NEAR = timedelta(days=3)


@dataclass(frozen=True)
class Deadline:
    """A deadline as an assessment keeps it; `source` is the law behind it."""

    name: str
    kind: str  # legal, prudent, policy
    date: str  # ISO, a moment with its offset
    because: str
    source: str

    @property
    def moment(self) -> Day | datetime:
        """The day, or the moment."""
        return datetime.fromisoformat(self.date) if "T" in self.date else Day.fromisoformat(self.date)

    @property
    def day(self) -> Day:
        """The day on which it ends."""
        moment = self.moment
        return moment.date() if isinstance(moment, datetime) else moment

    @property
    def is_ours(self) -> bool:
        """Whether it is we who have to do something."""
        return bool(known_as(self.name, OURS))

    @property
    def words(self) -> str:
        """What is due, in words."""
        name = self.name.removesuffix(PRUDENT)
        table = OURS if known_as(name, OURS) else THEIRS
        known = known_as(name, table)
        more = name.removeprefix(known).strip("_").replace("_", " ") if known else ""
        first = table.get(known) or name.replace("_", " ").capitalize()
        return f"{first} ({more})" if more else first

    def is_near(self, on: Day) -> bool:
        """Tell whether it ends within three days."""
        return on <= self.day <= on + NEAR

    def is_past(self, on: Day) -> bool:
        """Tell whether it is over."""
        return self.day < on


def known_as(name: str, table: Mapping[str, str]) -> str:
    """Return the name in a table that a name begins with, the longest; nothing where there is none."""
    return max((one for one in table if name == one or name.startswith(f"{one}_")), key=len, default="")


@dataclass(frozen=True)
class Wanted:
    """A clock that an assessment wants: the deadline, its day, and how it was counted."""

    deadline: Deadline
    moment: date | datetime
    warn_by: date | None  # an earlier reading of the law
    because: str

    @property
    def name(self) -> str:
        """The engine's name of the deadline."""
        return self.deadline.name


def wanted_clocks(deadlines: Iterable[Deadline], extended: Iterable[str] = ()) -> list[Wanted]:
    """Return the clocks that follow from deadlines: those of ours that are law.

    A reply that may be put off falls due at the end of the first month until the notice of it is recorded;
    `extended` are the names for which it is. The general duty to act or explain stands in a reply.
    """
    by_name = {one.name: one for one in deadlines}
    ours = [one for one in by_name.values() if one.kind == "legal" and one.is_ours]
    has_reply = any(known_as(one.name, OURS) in REPLIES for one in ours)
    notice = by_name.get("extension_notice")
    wanted = []
    for one in ours:
        if one.name == "answer_or_explain" and has_reply:
            continue
        wanted.append(_wanted(one, by_name, notice if one.name not in extended else None))
    return wanted


def _wanted(one: Deadline, by_name: Mapping[str, Deadline], notice: Deadline | None) -> Wanted:
    prudent = by_name.get(f"{one.name}{PRUDENT}")
    warn_by = prudent.day if prudent else None
    if notice and known_as(one.name, OURS) in REPLIES:
        later = f"the end of the first month; {one.day:%-d %B %Y} once the extension is told in time"
        prudent = by_name.get(f"{notice.name}{PRUDENT}")
        return Wanted(one, notice.moment, prudent.day if prudent else None, later)
    differs = warn_by is not None and warn_by != one.day
    earlier = f". By the words of the law it may be {warn_by:%-d %B %Y}" if differs else ""
    return Wanted(one, one.moment, warn_by, f"{one.because}{earlier}.")

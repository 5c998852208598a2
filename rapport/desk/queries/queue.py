"""The queue as its page shows it: rows in work order, each with the reason why it stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.desk.models import Case, Presence
from rapport.desk.queries.counting import weights_now
from rapport.desk.queries.work_order import Found, next_cases, page_after
from rapport.desk.rules import CaseState
from rapport.desk.rules.asks import Ask, Tab
from rapport.desk.rules.order import Class
from rapport.desk.rules.reasons import Reason, Seen, reason_for, span_words, time_left
from rapport.desk.rules.texts import beginning
from rapport.desk.rules.weights import Weights
from rapport.staff.models import User
from rapport.staff.rules import Sight

PRESENT_FOR = timedelta(seconds=60)  # so long after their last sign somebody is thought to be there
SOON = timedelta(hours=4)
LAST_WORDS = 70  # letters
WITH = ("customer", "team", "assignee")
SHOWN = (  # of the hundred columns, those that a row shows
    *("subject", "last_line", "channel", "state", "severity", "stated_need", "effort", "opened_at"),
    *(
        "changed_at",
        "lying_since",
        "snoozed_until",
        "snoozed_for",
        "due_at",
        "due_for",
        "owed_at",
        "owed_for",
    ),
    *("standing", "is_unread", "contact_name", "contact_address"),
    *("customer__name", "customer__rung", "team__name", "assignee__name"),
)
CANDIDATES = 20  # to take from at once: so many colleagues may press the key at the same moment


@dataclass(frozen=True)
class Row:
    """One case of the queue: why it stands there, how it stands against the clock, and who is in it."""

    case: Case
    reason: Reason
    left: str
    tone: str
    present: Sequence[str]

    @property
    def last_words(self) -> str:
        """Return the beginning of what was said last."""
        return beginning(self.case.last_line, LAST_WORDS)


@dataclass(frozen=True)
class Page:
    """A page of the queue; `after` asks for the next one, and is empty on the last."""

    rows: Sequence[Row]
    after: str


def find_queue(user: User, ask: Ask, *, at: datetime) -> Page:
    """Return a page of the queue as somebody sees it; as many queries for any number of cases."""
    weights = weights_now()
    found = next_cases(user, ask, at=at, weights=weights)
    shown = found[: ask.size]
    numbers = [one.number for one in shown]
    cases = Case.objects.select_related(*WITH).only(*SHOWN).in_bulk(numbers)
    present = _present(numbers, at, user)
    rows = [
        _row(cases[one.number], one, weights, at=at, worth=user.may(Sight.WORTH), present=present)
        for one in shown
        if one.number in cases
    ]
    return Page(rows, page_after(found, ask))


def _row(
    case: Case, found: Found, weights: Weights, *, at: datetime, worth: bool, present: dict[int, list[str]]
) -> Row:
    left, tone = against_the_clock(case, at)
    if found.group in set(Class):
        reason = reason_for(_seen(case, Class(found.group)), weights, at=at, worth=worth)
    else:
        reason = Reason(_elsewhere(case, at))
    return Row(case, reason, left, tone, present.get(case.pk, []))


def _seen(case: Case, group: Class) -> Seen:
    return Seen(
        group=group, severity=case.severity, stated_need=case.stated_need, effort=case.effort,
        rung=case.customer.rung if case.customer else "", lying_since=case.lying_since, due_at=case.due_at,
        due_for=case.due_for, standing=case.standing,
    )  # fmt: skip


def _elsewhere(case: Case, at: datetime) -> str:
    """Say why a case is on a list that is no work order."""
    if case.state == CaseState.SNOOZED:
        until = (
            f"until {case.snoozed_until:%-d %b %H:%M}" if case.snoozed_until else "until something happens"
        )
        return f"snoozed {case.snoozed_for or until}"
    if case.state == CaseState.WAITING:
        return f"waits for the customer since {span_words(at - case.changed_at)}"
    return case.owed_for


def against_the_clock(case: Case, at: datetime) -> tuple[str, str]:
    """Return what is owed first with the time left, and its tone; where nothing runs, the age."""
    if case.owed_at is None:
        return f"opened {span_words(at - case.opened_at)} ago", "plain"
    tone = "bad" if case.owed_at < at else "warn" if case.owed_at - at < SOON else "plain"
    what = case.owed_for.replace(",", ":").partition(":")[0]  # the reason beside it says the rest
    return f"{what}: {time_left(case.owed_at, at=at)}", tone


def _present(numbers: Sequence[int], at: datetime, user: User) -> dict[int, list[str]]:
    """Return who looks at the cases now or writes in them, oneself left out."""
    there: dict[int, list[str]] = {}
    seen = Presence.objects.filter(case__in=numbers, seen_at__gt=at - PRESENT_FOR).exclude(person=user)
    for number, name, is_writing in seen.order_by("person__name").values_list(
        "case", "person__name", "is_writing"
    ):
        there.setdefault(number, []).append(f"{name} {'is writing' if is_writing else 'is reading'}")
    return there


def to_take(user: User, ask: Ask, *, at: datetime) -> list[int]:
    """Return the first unassigned cases that somebody may take, in work order.

    Of their own team where they have one, unless they ask for another; of all they see where they have none.
    """
    team = ask.team or (str(user.team_id) if user.team_id else "")
    wanted = Ask(
        Tab.UNASSIGNED, kind=ask.kind, channel=ask.channel, severity=ask.severity, team=team, size=CANDIDATES
    )
    return [one.number for one in next_cases(user, wanted, at=at)]


def default_tab(user: User) -> Tab:
    """Return the tab somebody comes to first: their team's, or all where they have none."""
    return Tab.TEAM if user.team_id is not None else Tab.ALL

"""Promised lines: who may see them, a page of the list, and one line with all that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from rapport.customers.queries import customers_visible_to
from rapport.orders.models import (
    Agreement,
    AtRisk,
    Check,
    Milestone,
    NonConformance,
    PromisedLine,
    Requirement,
)
from rapport.orders.rules import OrderFilterNotKnown
from rapport.orders.rules.lines import FaultNotFound, LineNotFound, MilestoneNotFound, Undone, line_state
from rapport.orders.rules.making import AgreementNotFound
from rapport.orders.rules.notices import Asked, RiskNotFound, asking_of
from rapport.orders.rules.requirements import Limits
from rapport.orders.rules.words import Answer, LineState
from rapport.staff.models import User

PAGE = 50
WITH = ("order", "promise__customer", "team")
FILTERS = ("state", "item", "route", "part", "order", "after")
TONES = {LineState.LATE: "bad", LineState.AT_RISK: "warn", LineState.DELIVERED: "good"}
IS_OPEN = Q(delivered_at__isnull=True, cancelled_at__isnull=True)


@dataclass(frozen=True)
class LineAsk:
    """What somebody asks the list of lines for; `after` is the last line they saw."""

    state: LineState | None = None
    item: str = ""
    route: str = ""
    part: int | None = None
    order: int | None = None
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class LineRow:
    """A line with how it stands; `days_moved` is how far its promise was moved since it was made."""

    line: PromisedLine
    state: LineState
    days_moved: int

    @property
    def tone(self) -> str:
        """The tone of the state."""
        return TONES.get(self.state, "plain")


@dataclass(frozen=True)
class RequirementRow:
    """A requirement with its last check."""

    requirement: Requirement
    limits: Limits
    check: Check | None


def lines_visible_to(user: User) -> QuerySet[PromisedLine]:
    """Return the lines promised to customers somebody may see."""
    seen = customers_visible_to(user).order_by().values("pk")
    return PromisedLine.objects.filter(promise__customer__in=seen)


def line_visible_to(user: User, number: int) -> PromisedLine:
    """Return a line by number, with its order, promise and customer."""
    found = lines_visible_to(user).select_related(*WITH).filter(pk=number).first()
    if found is None:
        raise LineNotFound(number=number)
    return found


def faults_visible_to(user: User) -> QuerySet[NonConformance]:
    """Return the faults in lines somebody may see, the newest first."""
    seen = NonConformance.objects.filter(line__in=lines_visible_to(user).values("pk"))
    return seen.select_related("line__order", "line__promise__customer", "step")


def fault_visible_to(user: User, number: int) -> NonConformance:
    """Return a fault by number, with its line and customer."""
    found = faults_visible_to(user).filter(pk=number).first()
    if found is None:
        raise FaultNotFound(number=number)
    return found


def risks_visible_to(user: User) -> QuerySet[AtRisk]:
    """Return the promises at risk of customers somebody may see, those nobody was told of yet."""
    seen = lines_visible_to(user).values("pk")
    open_ones = AtRisk.objects.filter(line__in=seen, told_at__isnull=True, ended_at__isnull=True)
    return open_ones.select_related("line__order", "line__promise__customer").order_by("due_at", "pk")


def risk_visible_to(user: User, number: int) -> AtRisk:
    """Return a promise at risk by number, one that is over too."""
    seen = lines_visible_to(user).values("pk")
    found = AtRisk.objects.filter(pk=number, line__in=seen).select_related("line__promise__customer").first()
    if found is None:
        raise RiskNotFound(number=number)
    return found


def milestones_visible_to(user: User) -> QuerySet[Milestone]:
    """Return the hand-overs of lines somebody sees, and those their own team does or waits for."""
    seen = Q(line__in=lines_visible_to(user).values("pk"))
    if user.team_id is not None:
        seen |= Q(step__team=user.team_id) | Q(to_team=user.team_id)
    return Milestone.objects.filter(seen).select_related("step__team", "to_team", "promise")


def milestone_visible_to(user: User, number: int) -> Milestone:
    """Return a hand-over by number."""
    found = milestones_visible_to(user).filter(pk=number).first()
    if found is None:
        raise MilestoneNotFound(number=number)
    return found


def refuse_filters(given: Mapping[str, str]) -> None:
    """Refuse any filter of a list that has none."""
    for name, value in given.items():
        raise OrderFilterNotKnown(name=name, value=value[:80], known="none for this list")


def is_at_risk() -> Exists:
    """Return the condition of a line that nobody told the customer of."""
    return Exists(AtRisk.objects.filter(line=OuterRef("pk"), told_at__isnull=True, ended_at__isnull=True))


def ask_from(given: Mapping[str, str]) -> LineAsk:
    """Read named filters; refuse any other name and any value that cannot be one."""
    for name, value in given.items():
        if name not in FILTERS:
            raise OrderFilterNotKnown(name=name, value=value[:80], known=", ".join(FILTERS))
    return LineAsk(
        state=_state(given.get("state", "")),
        item=given.get("item", "").replace("\x00", "")[:120],
        route=given.get("route", "").replace("\x00", "")[:60],
        part=_number("part", given.get("part", "")),
        order=_number("order", given.get("order", "")),
        after=_key(given.get("after", "")),
    )


def _state(value: str) -> LineState | None:
    if value and value not in set(LineState):
        raise OrderFilterNotKnown(name="state", value=value[:80], known=", ".join(LineState))
    return LineState(value) if value else None


def _number(name: str, value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise OrderFilterNotKnown(name=name, value=value[:80], known=f"{name}=a number")
    return int(value)


def _key(value: str) -> tuple[datetime, int] | None:
    if not value:
        return None
    time, _, number = value.rpartition("_")
    try:
        at, last = datetime.fromisoformat(time), int(number)
    except ValueError:
        at, last = None, 0
    if at is None or at.tzinfo is None or not 0 <= last < 2**63:
        raise OrderFilterNotKnown(name="after", value=value[:80], known="after=key of a page")
    return at, last


def lines_asked_for(user: User, ask: LineAsk, *, at: datetime) -> QuerySet[PromisedLine]:
    """Return the lines that an ask names, the newest order first."""
    found = lines_visible_to(user).select_related(*WITH)
    if ask.state:
        found = found.filter(_condition(ask.state, at))
    for name in ("item", "route"):
        if value := getattr(ask, name):
            found = found.filter(**{name: value})
    if ask.part is not None:
        found = found.filter(parts__part=ask.part)
    if ask.order is not None:
        found = found.filter(order=ask.order)
    return found.order_by("-ordered_at", "-pk")


def _condition(state: LineState, at: datetime) -> Q:
    late = Q(promise__due_at__lt=at)
    return {
        LineState.OPEN: IS_OPEN,
        LineState.AT_RISK: IS_OPEN & ~late & Q(is_at_risk()),
        LineState.LATE: IS_OPEN & late,
        LineState.DELIVERED: Q(delivered_at__isnull=False),
        LineState.CANCELLED: Q(cancelled_at__isnull=False),
    }[state]


def find_lines(user: User, ask: LineAsk, *, at: datetime) -> tuple[Sequence[LineRow], str]:
    """Return a page of lines and the key behind the last one, which is empty on the last page."""
    found = lines_asked_for(user, ask, at=at).annotate(risky=is_at_risk())
    if ask.after:
        time, last = ask.after
        found = found.filter(Q(ordered_at__lt=time) | Q(ordered_at=time, pk__lt=last), ordered_at__lte=time)
    lines = list(found[: PAGE + 1])
    shown = lines[:PAGE]
    key = f"{shown[-1].ordered_at.isoformat()}_{shown[-1].pk}" if len(lines) > PAGE else ""
    return [row_of(line, at=at, is_risky=line.risky) for line in shown], key


def row_of(line: PromisedLine, *, at: datetime, is_risky: bool) -> LineRow:
    """Return a line with how it stands."""
    state = line_state(
        delivered=line.delivered_at is not None, cancelled=line.cancelled_at is not None,
        due_at=line.promise.due_at, at=at, is_at_risk=is_risky,
    )  # fmt: skip
    return LineRow(line, state, (line.promise.due_at - line.first_due_at) // timedelta(days=1))


def open_risk_of(line: PromisedLine) -> AtRisk | None:
    """Return what puts the promise of a line at risk now."""
    return line.risks.filter(told_at__isnull=True, ended_at__isnull=True).first()


def agreements_of(line: PromisedLine) -> list[Agreement]:
    """Return the revisions laid before the customer, paper by paper, the newest first."""
    return list(line.agreements.select_related("revision__paper"))


def answers_wanted(line: PromisedLine) -> QuerySet[Agreement]:
    """Return the revisions that the customer has not answered yet."""
    return line.agreements.filter(answer="").select_related("revision__paper")


def agreements_to_ask_for(user: User) -> QuerySet[Agreement]:
    """Return the revisions that customers somebody sees were not told of yet, the oldest first."""
    seen = lines_visible_to(user).filter(IS_OPEN).values("pk")
    before = Agreement.objects.filter(
        line=OuterRef("line"), revision__paper=OuterRef("revision__paper"), answer=Answer.AGREED
    ).order_by("-answered_at")
    wanted = Agreement.objects.filter(answer="", told_at__isnull=True, line__in=seen)
    with_all = wanted.select_related("revision__paper", "line__order", "line__promise__customer")
    agreed_mark = Subquery(before.values("revision__mark")[:1])
    return with_all.annotate(agreed_mark=agreed_mark).order_by("asked_at", "pk")


def agreement_visible_to(user: User, number: int) -> Agreement:
    """Return an agreement by number, one that was asked for or answered too."""
    seen = lines_visible_to(user).values("pk")
    with_all = Agreement.objects.select_related("revision__paper", "line__order", "line__promise__customer")
    found = with_all.filter(pk=number, line__in=seen).first()
    if found is None:
        raise AgreementNotFound(number=number)
    return found


def asking_words(agreement: Agreement, agreed_mark: str) -> str:
    """Return the words that ask for an agreement; `agreed_mark` is of the revision agreed to before."""
    line, paper = agreement.line, agreement.revision.paper
    what = f"{line.quantity.normalize():f} {line.item}"
    revision = agreement.revision
    return asking_of(
        Asked(
            line.promise.customer.name, what, line.order.number, f"{paper.kind.capitalize()} {paper}",
            revision.mark, revision.change, agreed_mark,
        )
    )  # fmt: skip


def not_agreed(agreements: Sequence[Agreement]) -> list[Agreement]:
    """Return for each paper the newest revision, where the customer has not agreed to it.

    A revision that they declined keeps the line to the one they agreed to before, where there is one.
    """
    newest: dict[int, Agreement] = {}
    agreed = {one.revision.paper_id for one in agreements if one.answer == Answer.AGREED}
    for one in agreements:
        newest.setdefault(one.revision.paper_id, one)
    return [
        one
        for paper, one in newest.items()
        if not one.answer or (one.answer == Answer.DECLINED and paper not in agreed)
    ]


def requirements_of(line: PromisedLine) -> list[RequirementRow]:
    """Return what is asked of a line, each with its last check."""
    checks = Prefetch("checks", Check.objects.order_by("-at", "-pk"))
    rows = line.requirements.prefetch_related(checks)
    return [RequirementRow(one, limits_of(one), next(iter(one.checks.all()), None)) for one in rows]


def requirements_visible_to(user: User) -> QuerySet[Requirement]:
    """Return what is asked of the lines somebody may see."""
    seen = Requirement.objects.filter(line__in=lines_visible_to(user).values("pk"))
    return seen.select_related("line__promise__customer")


def limits_of(requirement: Requirement) -> Limits:
    """Return the limits of a requirement."""
    return Limits(requirement.low, requirement.high, requirement.unit)


def open_faults_of(line: PromisedLine) -> QuerySet[NonConformance]:
    """Return what is not as agreed and not yet put right."""
    return line.non_conformances.filter(put_right_at__isnull=True)


def undone_of(line: PromisedLine) -> Undone:
    """Return what stands in the way of delivering a line as complete."""
    rows = requirements_of(line)
    return Undone(
        unchecked=[row.requirement.name for row in rows if row.check is None],
        failed=[row.requirement.name for row in rows if row.check and not row.check.is_met],
        not_agreed=[str(one.revision) for one in not_agreed(agreements_of(line))],
        not_right=[fault.text for fault in open_faults_of(line)],
    )


def milestones_of(line: PromisedLine) -> list[Milestone]:
    """Return the hand-overs of a line in their order."""
    return list(line.milestones.select_related("step__team", "to_team", "promise").order_by("position"))


def hand_overs_of(user: User, *, is_ours: bool) -> QuerySet[Milestone]:
    """Return the open hand-overs that somebody's team owes to others, or waits for, the first due first."""
    if user.team_id is None:
        return Milestone.objects.none()
    side = Q(step__team=user.team_id) if is_ours else Q(to_team=user.team_id)
    open_ones = milestones_visible_to(user).filter(
        side, done_at__isnull=True, line__delivered_at__isnull=True, line__cancelled_at__isnull=True
    )
    return open_ones.select_related("step__team", "to_team", "line").order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )

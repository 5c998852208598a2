"""Who may give how much, what stands in a case, who could sign, and when a case is beyond somebody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from rapport.desk.models import AuthorityLimit, Case, CaseLink, Redress
from rapport.desk.queries.counting import owed_in
from rapport.desk.queries.procedures import Progress
from rapport.desk.queries.sight import who_see
from rapport.desk.rules import LinkKind, RedressKind, RedressState
from rapport.desk.rules.redress import STANDING, Amount, Limits, Reach, reach, ready_limit
from rapport.orders.models import Order
from rapport.orders.queries import orders_visible_to
from rapport.staff.models import User
from rapport.staff.queries import everybody
from rapport.staff.rules import ROLE_WORDS, Role, Sight, may

SIGNERS_NAMED = 5
OF_LATE = timedelta(days=30)

Written = Mapping[tuple[str, str], Decimal | None]


@dataclass(frozen=True)
class LimitShown:
    """A limit of one role for one kind; `is_ready` where nobody changed it."""

    role: Role
    kind: RedressKind
    most: Decimal | None
    is_ready: bool


@dataclass(frozen=True)
class RedressShown:
    """Redress of a case with what this person may do about it."""

    redress: Redress
    may_sign: bool
    signers: tuple[User, ...]


def limits_of(role: str, currency: str) -> Limits:
    """Return up to what a role may give each kind by itself; a kind that is not there it may not give."""
    return limits_by_role(currency).get(role, {})


def limits_by_role(currency: str) -> dict[str, Limits]:
    """Return the limits of every role, with one question for all."""
    rows = AuthorityLimit.objects.filter(currency=currency).values_list("role", "kind", "most")
    written = {(role, kind): most for role, kind, most in rows}
    return {role: _limits(role, currency, written) for role in Role}


def _limits(role: str, currency: str, written: Written) -> Limits:
    found = {kind: written.get((role, kind), ready_limit(role, kind, currency)) for kind in RedressKind}
    return {kind: most for kind, most in found.items() if most is not None}


def limits_shown(currency: str) -> list[LimitShown]:
    """Return every limit of those roles that work on cases."""
    rows = AuthorityLimit.objects.filter(currency=currency).values_list("role", "kind", "most")
    written = {(role, kind): most for role, kind, most in rows}
    return [
        LimitShown(
            role, kind, written.get((role, kind), ready_limit(role, kind, currency)),
            is_ready=(role, kind) not in written,
        )
        for role in Role
        if may(role, Sight.CASES)
        for kind in RedressKind
    ]  # fmt: skip


def standing_in(case: Case) -> list[Redress]:
    """Return the redress that stands in a matter: in a case, those merged into it, and those split off it."""
    return [*Redress.objects.filter(_in_matter(one_matter(case)), state__in=STANDING)]


def _in_matter(cases: Collection[int]) -> Q:
    return Q(case__in=cases) | Q(case__merged_into__in=cases)


def _amounts(rows: Iterable[Redress]) -> list[Amount]:
    return [Amount(RedressKind(one.kind), one.worth, one.cost) for one in rows]


def one_matter(case: Case) -> set[int]:
    """Return the numbers of the cases that a matter was split into, this one among them."""
    found, new = {case.pk}, {case.pk}
    while new:
        links = CaseLink.objects.filter(Q(case__in=new) | Q(other__in=new), kind=LinkKind.SPLIT_FROM)
        new = {number for link in links.values_list("case", "other") for number in link} - found
        found |= new
    return found


def given_alone_elsewhere(redress: Redress) -> list[Amount]:
    """Return what whoever offers gave the same customer by themselves of late, in other matters.

    A limit that could be had once in every case would be none.
    """
    case = redress.case
    if case.customer_id is None:
        return []
    of_late = Redress.objects.filter(
        case__customer=case.customer_id, asked_by=redress.asked_by_id, allowed_by=redress.asked_by_id,
        currency=redress.currency, state__in=STANDING, asked_at__gt=redress.asked_at - OF_LATE,
    )  # fmt: skip
    return _amounts(of_late.exclude(_in_matter(one_matter(case))).exclude(pk=redress.pk))


def reach_of(redress: Redress, role: str, elsewhere: Sequence[Amount] = ()) -> Reach:
    """Return how redress that is there stands against the limits of a role, with what counts `elsewhere`."""
    return _reach(redress, standing_in(redress.case), limits_of(role, redress.currency), elsewhere)


def _reach(
    redress: Redress, standing: Iterable[Redress], limits: Limits, elsewhere: Iterable[Amount] = ()
) -> Reach:
    [new] = _amounts([redress])
    return reach(new, [*_amounts(one for one in standing if one.pk != redress.pk), *elsewhere], limits)


def signers_of(redress: Redress) -> tuple[User, ...]:
    """Return who could sign redress: others with the limit who see the case, those of its team first."""
    return _signers(redress, standing_in(redress.case))


def _signers(redress: Redress, standing: Sequence[Redress]) -> tuple[User, ...]:
    limits = limits_by_role(redress.currency)
    able = [
        role for role in Role if may(role, Sight.CASES) and _reach(redress, standing, limits[role]).is_within
    ]
    people = everybody().filter(role__in=able, is_active=True).exclude(pk=redress.asked_by_id)
    seeing = who_see(redress.case, people.order_by("name"))
    return tuple(sorted(seeing, key=lambda one: one.team_id != redress.case.team_id))


def names_of(people: Iterable[User]) -> str:
    """Return a few names with their roles, or that there is nobody."""
    named = [f"{one.name} ({ROLE_WORDS[Role(one.role)].lower()})" for one in people][:SIGNERS_NAMED]
    return ", ".join(named) or "nobody, ask a manager to raise a limit at /authority"


def redress_shown(case: Case, user: User, standing: Sequence[Redress]) -> list[RedressShown]:
    """Return the redress of a case, and what somebody may do about each; `standing` as `standing_in` says."""
    found = case.redress.select_related("asked_by", "allowed_by", "order")
    return [_shown(one, user, standing) for one in found]


def _shown(redress: Redress, user: User, standing: Sequence[Redress]) -> RedressShown:
    signers = _signers(redress, standing) if redress.state == RedressState.ASKED else ()
    return RedressShown(redress, may_sign=user in signers, signers=signers)


@dataclass(frozen=True)
class Boundary:
    """Why a case is beyond somebody, if it is, and a summary to hand on with it."""

    reasons: tuple[str, ...]
    summary: str
    people: tuple[User, ...]  # to whom it can go

    @property
    def is_beyond(self) -> bool:
        """Whether the case needs somebody with more authority."""
        return bool(self.reasons)


def boundary_of(
    case: Case, user: User, progress: Progress | None, standing: Sequence[Redress], *, at: datetime
) -> Boundary:
    """Tell whether a case is beyond somebody's role, and compose what the next person needs to know."""
    reasons = tuple(_reasons(case, user, standing, progress))
    here = [one for one in standing if one.case_id == case.pk]
    told = [*_how_far(here, progress), *_owed(case, at)]
    return Boundary(reasons, _summary(case, reasons, told, at=at), people_above(case, user))


def _reasons(case: Case, user: User, matter: Sequence[Redress], progress: Progress | None) -> Iterable[str]:
    asked = [one for one in matter if one.case_id == case.pk and one.state == RedressState.ASKED]
    for one in asked:
        if not _reach(one, matter, limits_of(user.role, one.currency)).is_within:
            yield f"{one.kind} of {one.worth} {one.currency} is above the limit of your role"
    if progress and progress.next and not progress.next.is_yours:
        yield f"the step {progress.next.step.name} is done by: {', '.join(progress.next.step.roles)}"
    if not user.may(Sight.DESK_RULES):
        for stage in case.stages.filter(closed_at__isnull=True):
            yield f"it is before {stage.body}, and a leader answers there"


def people_above(case: Case, user: User) -> tuple[User, ...]:
    """Return those who decide more and see the case, those of its team first."""
    able = [role for role in Role if may(role, Sight.CASES) and may(role, Sight.DESK_RULES)]
    people = everybody().filter(role__in=able, is_active=True).exclude(pk=user.pk).order_by("name")
    return tuple(sorted(who_see(case, people), key=lambda one: one.team_id != case.team_id))


def _summary(case: Case, reasons: Iterable[str], told: Iterable[str], *, at: datetime) -> str:
    """Compose what the next person needs: who, what, how far, what is asked, what is owed and by when."""
    who = case.customer.name if case.customer else case.contact_name or case.contact_address
    parts = [
        f"{case.kind.capitalize()} {case.reference} of {who}: {case.subject}",
        f"Opened {case.opened_at:%-d %B %Y}, {(at - case.opened_at).days} days ago, by {case.channel}.",
        *(f"Beyond me because {reason}." for reason in reasons),
        *told,
    ]
    return "\n".join(parts)


def _how_far(standing: Sequence[Redress], progress: Progress | None) -> Iterable[str]:
    for shown in progress.steps if progress else ():
        if shown.done:
            told = "; ".join(shown.done.evidence.values())
            yield f"{shown.step.name}, {shown.done.at:%-d %B} by {shown.done.by_name}. {told}".strip()
    if progress and progress.next:
        yield f"Next step: {progress.next.step.name}."
    for one in standing:
        yield f"Redress {one.state}: {one.kind}, {one.worth} {one.currency}, because {one.why}"
    given = [one for one in standing if one.state == RedressState.GIVEN]
    for currency in sorted({one.currency for one in given}):
        yield f"Given so far: {sum(one.worth for one in given if one.currency == currency)} {currency}."


def _owed(case: Case, at: datetime) -> Iterable[str]:
    for kept in owed_in([case]).select_related("promise"):
        late = "broke" if kept.promise.due_at < at else "is due"
        yield f"Promise that {late} {kept.promise.due_at:%-d %B %H:%M}: {kept.promise.text}"
    for clock in case.clocks.filter(ended_at__isnull=True, due_at__isnull=False):
        yield f"Due {clock.due_at:%-d %B %H:%M}: {clock.name}{f' ({clock.source})' if clock.source else ''}"


def orders_of(user: User, case: Case) -> QuerySet[Order]:
    """Return the orders of a case's customer that somebody may see, the newest first."""
    return orders_visible_to(user).filter(customer=case.customer_id).order_by("-ordered_at")

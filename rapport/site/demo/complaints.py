"""Write the demo's complaints through the desk's actions, each at another step of its procedure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from rapport.customers.rules import Channel, PromiseKind
from rapport.demo.complaints import Complaint
from rapport.desk.actions import (
    NewCase,
    Offer,
    Said,
    choose_procedure,
    do_step,
    find_cause,
    give_redress,
    move_case,
    note_failure,
    offer_redress,
    open_case,
    plan_action,
    promise_in_case,
    receive_message,
    sign_redress,
    write_note,
    write_reply,
)
from rapport.desk.actions.work import take_case
from rapport.desk.models import Case, Mailbox, Redress
from rapport.desk.queries.causes import causes
from rapport.desk.queries.procedures import progress_of
from rapport.desk.queries.redress import signers_of
from rapport.desk.rules import (
    ActionKind,
    CaseKind,
    CaseState,
    Evidence,
    RedressKind,
    RedressState,
    Severity,
    StatedNeed,
)
from rapport.orders.models import Order
from rapport.orders.queries import left_of, orders_visible_to
from rapport.site.demo.deeds import Deed, Shop
from rapport.site.demo.desk import WRITTEN_DOWN, heard
from rapport.site.demo.owed import facts_of, tell_what_is_owed

ANSWERED_BY = {Channel.COUNTER: Channel.PHONE}
OPENS, CLOSES = time(8, 30), time(17, 30)
NEAR = timedelta(minutes=90)  # a promise that is due soon
CALL = "Ring about the repair, whatever the bench says"
CONTAINED, BETTER = "Take what is left of the batch out of the shop", "Look at one box in five before the van"
TWO_WEEKS, MONTH = timedelta(days=14), timedelta(days=30)


@dataclass
class _Told:
    """A complaint as it is told: received, taken, answered, and followed as far as it got."""

    story: Complaint
    shop: Shop
    posts: Mapping[str, Mailbox]
    now: datetime
    cases: list[Case] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """The case, once it was opened."""
        return self.cases[0]

    def deeds(self) -> Iterator[Deed]:
        """Yield what was done, between its coming and now."""
        story = self.story
        self.writer = self.shop.writer(story.party)
        parts: list[Callable[[datetime], object]] = [self._receive, self._take]
        if facts_of(story.subject, self.now):
            parts.append(self._owed)
        if story.steps:
            parts += [self._answer, self._look_into]
        parts += [self._step] * story.steps
        if story.redress and story.steps < 4:
            parts.append(self._offer)
        if story.failure == "Two calls promised and not made":
            parts.append(self._promise)
        if story.severity == Severity.HARM:
            parts.append(self._contain)
        at = story.came_at
        for place, part in enumerate(parts):
            meant = story.came_at + (self.now - story.came_at) * place / len(parts)
            at = max(at, in_opening_hours(meant, self.now))
            yield at, partial(part, at)

    def _receive(self, at: datetime) -> None:
        story, channel = self.story, Channel(self.story.channel)
        customer = self.shop.customers[story.party]
        need = StatedNeed.SAFETY if story.severity == Severity.HARM else StatedNeed.NONE
        by = self.writer if channel in WRITTEN_DOWN else None
        new = NewCase(
            CaseKind.COMPLAINT, story.subject, channel, customer=customer, severity=Severity(story.severity),
            stated_need=need, order=self._order(),
        )  # fmt: skip
        self.cases.append(open_case(new, by=by, at=at))
        post = self.posts.get(customer.team.name) if customer.team else None
        receive_message(self.case, heard(self.case, story.said, channel, post), by=by, at=at)

    def _order(self) -> Order | None:
        """Return the customer's last order of which enough is left to give money back for."""
        customer, least = self.shop.customers[self.story.party], self.story.redress
        known = orders_visible_to(self.shop.owner).filter(customer=customer, total__gt=0)
        worth = least[1] if least else 0
        return next((one for one in known.order_by("-ordered_at")[:20] if left_of(one) >= worth), None)

    def _take(self, at: datetime) -> None:
        take_case(self.case, by=self.writer, at=at)
        note_failure(self.case, self.story.failure, self.story.came_at.date(), by=self.writer, at=at)
        choose_procedure(self.case, self.story.procedure, by=self.writer, at=at)

    def _owed(self, at: datetime) -> None:
        tell_what_is_owed(self.case, self.story.subject, self.writer, at)

    def _answer(self, at: datetime) -> None:
        channel = Channel(self.story.channel)
        said = Said(self.story.answer, ANSWERED_BY.get(channel, channel), from_name=self.writer.name)
        write_reply(self.case, said, by=self.writer, at=at)

    def _look_into(self, at: datetime) -> None:
        write_note(self.case, self.story.found, by=self.writer, at=at)

    def _step(self, at: datetime) -> None:
        """Do the next step, with what it asks for found or done before."""
        progress = progress_of(self.case)
        assert progress is not None  # noqa: S101 - it was chosen before
        assert progress.next is not None  # noqa: S101 - a story has no more steps than its procedure
        step = progress.next.step
        if Evidence.CAUSE in step.evidence:
            cause = next(one for one in causes() if one.name == self.story.cause)
            find_cause(self.case, cause.pk, self.story.found, by=self.writer, at=at)
        if Evidence.REDRESS in step.evidence and self.story.redress:
            self._give(self._offer(at), at)
        do_step(self.case, step.position, self._words(), by=self.writer, at=at)
        if self.story.steps == progress.done + 1 == len(progress.steps):
            self._end(at)

    def _words(self) -> dict[str, str]:
        return {
            Evidence.NOTE: self.story.found,
            Evidence.DECISION: self.story.resolved,
            Evidence.CONTACT: "Rung: it is right now, and they were glad to be asked.",
        }

    def _offer(self, at: datetime) -> Redress:
        kind, worth, why = self.story.redress or ("", 0, "")
        order = self.case.order if kind == RedressKind.REFUND else None
        offer = Offer(RedressKind(kind), why, Decimal(worth), Decimal(worth), order=order)
        return offer_redress(self.case, offer, by=self.writer, at=at)

    def _give(self, redress: Redress, at: datetime) -> None:
        """Give redress, with a second signature where it is above the adviser's limit."""
        if redress.state == RedressState.ASKED:
            redress = sign_redress(redress, by=signers_of(redress)[0], at=at, answer="Yes: we let them down.")
        give_redress(redress, by=self.writer, at=at)

    def _promise(self, at: datetime) -> None:
        due_at = self.now + NEAR
        promise_in_case(self.case, CALL, due_at, kind=PromiseKind.CALL, by=self.writer, at=at)

    def _contain(self, at: datetime) -> None:
        today = at.date()
        plan_action(
            self.case,
            ActionKind.CONTAINMENT,
            CONTAINED,
            owner=self.writer,
            due_on=today,
            by=self.writer,
            at=at,
        )

    def _end(self, at: datetime) -> None:
        """Plan what keeps it from happening again, and resolve the case; its effect is checked later."""
        due_on, check_on = (at + TWO_WEEKS).date(), (at + MONTH).date()
        plan_action(
            self.case, ActionKind.CORRECTIVE, BETTER, owner=self.writer, due_on=due_on, check_on=check_on,
            by=self.writer, at=at,
        )  # fmt: skip
        move_case(self.case, CaseState.RESOLVED, by=self.writer, at=at)


def in_opening_hours(at: datetime, now: datetime) -> datetime:
    """Return a time at which somebody is at the desk: what falls into the night is done in the morning."""
    if OPENS <= at.time() < CLOSES:
        return at
    day = at.date() if at.time() < OPENS else at.date() + timedelta(days=1)
    return min(datetime.combine(day, OPENS, tzinfo=at.tzinfo) + timedelta(minutes=at.minute), now)


def told_complaints(
    complaints: Iterable[Complaint], shop: Shop, posts: Mapping[str, Mailbox], now: datetime
) -> list[Deed]:
    """Return what was done in the complaints."""
    return [deed for story in complaints for deed in _Told(story, shop, posts, now).deeds()]

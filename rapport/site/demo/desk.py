"""Write the demo's working week through the desk's actions, in the order in which it happened."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import TypeVar

from rapport.customers.rules import Channel, PromiseKind
from rapport.demo.matters import Matter, Turn
from rapport.desk.actions import (
    NewCase,
    Said,
    keep_promise,
    move_case,
    move_promise,
    open_case,
    promise_in_case,
    receive_message,
    write_note,
    write_reply,
)
from rapport.desk.actions.drafts import drop_draft
from rapport.desk.actions.requests import Ask, ask_team
from rapport.desk.actions.tagging import set_tags
from rapport.desk.actions.work import take_case
from rapport.desk.models import Case, Mailbox
from rapport.desk.rules import CaseKind, CaseState, Severity, StatedNeed
from rapport.site.demo.deeds import Deed, Shop
from rapport.staff.models import User

Found = TypeVar("Found")
TAKEN_BEFORE = timedelta(minutes=6)  # somebody takes a case and then writes in it
LITTLE = timedelta(minutes=2)
NOON = time(12)
WRITTEN_DOWN = {Channel.PHONE, Channel.COUNTER, Channel.LETTER}  # by the colleague who heard or read it
ANSWERED_BY = {Channel.FORM: Channel.EMAIL, Channel.PORTAL: Channel.PORTAL}
STATE_OF = {"waiting": CaseState.WAITING, "done": CaseState.RESOLVED}
# What somebody told us that lets a case move up, and words cases are found by: by the subject's beginning.
NEEDS = {
    "Large print": (StatedNeed.ACCESS, "Sight is going: ring, and large print."),
    "Delivery date": (StatedNeed.DEADLINE, "Fitters are booked for the day."),
    "A gauge failed": (StatedNeed.DEADLINE, "Their line stands still."),
    "Is the": (StatedNeed.DEADLINE, "A birthday."),
}
TAGS = {
    "Certificate": ("certificates",),
    "Two came": ("packing",),
    "Repair": ("repair",),
    "Price for": ("quotation",),
    "Springs": ("rush order", "springs"),
    "Records": ("inspection",),
}
# What an answer promises, and in how many days at noon.
PROMISED = {
    "Delivery date": ("The order leaves us on the day that was named", PromiseKind.DELIVERY, 3),
    "Repair of": ("A price for the repair", PromiseKind.REPLY, 2),
    "Where is my": ("The parcel goes with the van", PromiseKind.DELIVERY, 1),
    "Certificate": ("The paper certificate follows", PromiseKind.OTHER, 1),
}
DELAYS = 2  # promises that were moved in time, and the customer told
WHY_MOVED = "The springs came two days late from our supplier."
ASKED = (
    "Drawing of the 1974 hinge",
    "A customer's case does not close and the new hinge does not fit. Have you the drawing of 1974?",
    "It is: sheet 74-112. A copy is on its way to you, and the bench can make one by the end of next week.",
)


def week_of(matters: Iterable[Matter], shop: Shop, posts: Mapping[str, Mailbox], now: datetime) -> list[Deed]:
    """Return what was done in the cases of a week."""
    told = [_Told(one, shop, posts, now, place=place) for place, one in enumerate(matters)]
    moved = [one for one in told if one.is_delayed][:DELAYS]
    return [deed for one in told for deed in one.deeds(is_moved=one in moved)]


class _Told:
    """One case as it is told: opened, said, noted, promised, settled."""

    def __init__(
        self, matter: Matter, shop: Shop, posts: Mapping[str, Mailbox], now: datetime, *, place: int
    ) -> None:
        self.matter, self.shop, self.now = matter, shop, now
        desk = shop.desk(matter.party)
        self.writer = desk[place % len(desk)]
        self.customer = shop.customers[matter.party]
        self.mailbox = posts.get(self.customer.team.name) if self.customer.team else None
        self.channel = Channel(matter.channel)
        self._case: Case | None = None

    @property
    def case(self) -> Case:
        """The case, once it was opened."""
        assert self._case is not None  # noqa: S101 - the first deed opens it
        return self._case

    @property
    def promised(self) -> tuple[str, PromiseKind, int] | None:
        """What its answer promises."""
        return _by_beginning(PROMISED, self.matter.subject)

    @property
    def is_delayed(self) -> bool:
        """Whether what it promises may slip: the bench's work, promised of late."""
        promised, answered = self.promised, self._answered
        if not promised or not answered:
            return False
        return answered.at.date() < self.now.date() < self._due(answered).date()

    @property
    def _answered(self) -> Turn | None:
        return next((turn for turn in self.matter.turns if turn.by == "adviser"), None)

    def deeds(self, *, is_moved: bool) -> Iterator[Deed]:
        """Yield what was done in it."""
        first, *later = self.matter.turns
        yield first.at, lambda: self._open(first)
        if self.matter.is_taken:
            until = min((turn.at for turn in later), default=self.now) - TAKEN_BEFORE
            at = max(min(until, first.at + timedelta(hours=1)), first.at)
            yield at, lambda: take_case(self.case, by=self.writer, at=at)
        for turn in later:
            yield turn.at, self._saying(turn)
        if (answered := self._answered) and self.promised:
            yield from self._promise(answered, is_moved=is_moved)
        yield from self._end()

    def _open(self, turn: Turn) -> None:
        matter = self.matter
        need, words = _by_beginning(NEEDS, matter.subject) or (StatedNeed.NONE, "")
        new = NewCase(
            CaseKind(matter.kind), matter.subject, self.channel, customer=self.customer,
            severity=Severity(matter.severity), stated_need=need, stated_need_text=words,
        )  # fmt: skip
        by = self.writer if self.channel in WRITTEN_DOWN else None
        self._case = open_case(new, by=by, at=turn.at)
        self._hear(turn)
        if tags := _by_beginning(TAGS, matter.subject):
            set_tags(self.case, tags, by=self.writer, at=turn.at)

    def _hear(self, turn: Turn) -> None:
        by = self.writer if self.channel in WRITTEN_DOWN else None
        receive_message(self.case, heard(self.case, turn.text, self.channel, self.mailbox), by=by, at=turn.at)

    def _saying(self, turn: Turn) -> Callable[[], object]:
        match turn.by:
            case "customer":
                return lambda: self._hear(turn)
            case "note":
                return lambda: write_note(self.case, turn.text, by=self.writer, at=turn.at)
        said = Said(turn.text, ANSWERED_BY.get(self.channel, self.channel), from_name=self.writer.name)
        return lambda: write_reply(self.case, said, by=self.writer, at=turn.at)

    def _promise(self, answered: Turn, *, is_moved: bool) -> Iterator[Deed]:
        """Yield a promise as it was made, and how it went: kept in time, moved, or still open."""
        text, kind, _ = self.promised or ("", PromiseKind.OTHER, 0)
        due_at, made_at = self._due(answered), answered.at + LITTLE
        made = []
        yield (
            made_at,
            lambda: made.append(
                promise_in_case(self.case, text, due_at, kind=kind, by=self.writer, at=made_at)
            ),
        )
        if is_moved:
            at = self.now - timedelta(hours=3)
            yield at, lambda: self._move(made[0], due_at + timedelta(days=2), at)
        elif due_at < self.now:
            at = due_at - timedelta(minutes=50)
            yield max(at, made_at), lambda: keep_promise(made[0], by=self.writer, at=max(at, made_at))

    def _move(self, promise: object, due_at: datetime, at: datetime) -> None:
        """Move a promise before it breaks, and send the words that were drafted for it."""
        words = move_promise(promise, due_at, reason=WHY_MOVED, by=self.writer, at=at)  # type: ignore[arg-type]
        write_reply(self.case, Said(words, self.channel, from_name=self.writer.name), by=self.writer, at=at)
        drop_draft(self.case, is_note=False, by=self.writer)
        set_tags(self.case, ("delay",), by=self.writer, at=at)

    def _due(self, answered: Turn) -> datetime:
        day = answered.at.date() + timedelta(days=(self.promised or ("", "", 1))[2])
        return datetime.combine(day, NOON, tzinfo=answered.at.tzinfo)

    def _end(self) -> Iterator[Deed]:
        last = self.matter.turns[-1]
        state = STATE_OF.get(self.matter.stands)
        if state and last.by == "adviser":
            at = min(last.at + 2 * LITTLE, self.now)
            yield at, lambda: move_case(self.case, state, by=self.writer, at=at)


def heard(case: Case, text: str, channel: Channel, mailbox: Mailbox | None) -> Said:
    """Return what a customer said, with the address it came from where it was written to us."""
    customer = case.customer
    points = customer.contact_points.filter(kind="email") if customer else None
    point = points.first() if points is not None and channel in {Channel.EMAIL, Channel.FORM} else None
    is_mail = channel == Channel.EMAIL
    return Said(
        text, channel, from_name=customer.name if customer else case.contact_name,
        from_address=point.value if point else "", mailbox=mailbox if is_mail else None,
        rfc_id=f"{case.reply_key}.{case.version}@mail.example" if is_mail else "",
    )  # fmt: skip


def ask_and_answer(asks: User, answers: User, *, now: datetime) -> list[Deed]:
    """Return a request from one team to another, asked and answered yesterday."""
    subject, text, answer = ASKED
    assert answers.team is not None  # noqa: S101 - whoever answers works in a team
    asked_at, ask = now - timedelta(hours=26), Ask(answers.team, subject, text)
    answered_at = asked_at + timedelta(hours=3)
    made: list[Case] = []
    said = Said(answer, Channel.INTERNAL, from_name=answers.name)
    return [
        (asked_at, lambda: made.append(ask_team(ask, by=asks, at=asked_at, key="hinge"))),
        (answered_at - TAKEN_BEFORE, lambda: take_case(made[0], by=answers, at=answered_at - TAKEN_BEFORE)),
        (answered_at, lambda: write_reply(made[0], said, by=answers, at=answered_at)),
    ]


def _by_beginning(known: Mapping[str, Found], subject: str) -> Found | None:
    """Return what is known by the beginning of a subject."""
    return next((found for beginning, found in known.items() if subject.startswith(beginning)), None)

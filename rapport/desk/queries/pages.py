"""What the page of one case shows, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from rapport.customers.models import Customer
from rapport.customers.queries import (
    WorthShown,
    card_of,
    worth_shown,
)
from rapport.customers.rules import Channel, ContactKind
from rapport.desk.models import Attachment, Case, CaseLink, Draft, Entry, Message
from rapport.desk.queries.finding import Present, present_at
from rapport.desk.queries.sight import case_visible_to, cases_visible_to
from rapport.desk.rules import Delivery, Direction, EntryKind
from rapport.desk.rules.texts import address_line
from rapport.staff.models import User
from rapport.staff.rules import Sight

LATEST = 100  # entries that a page shows at first
MOST = 2000


@dataclass(frozen=True)
class Moment:
    """One entry of the time-line as the page shows it; `side` is theirs, ours, note or event."""

    entry: Entry
    side: str
    word: str
    files: tuple[Attachment, ...] = ()

    @property
    def message(self) -> Message | None:
        """The message of the entry."""
        return self.entry.message

    @property
    def to_line(self) -> str:
        """Who the message went to, in one line."""
        message = self.entry.message
        return address_line([*message.recipients, *message.copies]) if message else ""

    @property
    def change(self) -> str:
        """What changed, in words."""
        before, after = self.entry.before, self.entry.after
        if self.entry.kind == EntryKind.STATE and not before:
            return "opened"
        return (
            f"{before} → {after}" if before and after else after or (f"{before} → nothing" if before else "")
        )


@dataclass(frozen=True)
class CustomerFacts:
    """What the register says of the customer, as far as the person may see it."""

    customer: Customer
    is_visible: bool
    needs: tuple[Any, ...] = ()
    access_needs: tuple[Any, ...] = ()
    points: tuple[Any, ...] = ()
    worth: WorthShown | None = None

    @property
    def style(self) -> str:
        """How they like to be spoken to, for those who see them in the register."""
        return self.customer.contact_style if self.is_visible else ""


@dataclass(frozen=True)
class CaseShown:
    """Everything the page of a case leads with."""

    case: Case
    moments: tuple[Moment, ...]
    earlier: int  # entries before the first that is shown
    drafts: Mapping[str, str]
    present: tuple[Present, ...]
    links: tuple[tuple[CaseLink, Case], ...]
    tags: tuple[str, ...]
    facts: CustomerFacts | None = field(default=None)


def case_page(user: User, number: int, *, at: datetime, whole: bool = False) -> CaseShown:
    """Return the page of a case that somebody may see; refused as not found where they may not."""
    case = case_visible_to(user, number)
    moments, earlier = _moments(case, MOST if whole else LATEST)
    return CaseShown(
        case=case,
        moments=moments,
        earlier=earlier,
        drafts=drafts_of(user, case),
        present=present_at(user, [case.pk], at=at).get(case.pk, ()),
        links=_links(user, case),
        tags=tuple(case.tags.values_list("name", flat=True)),
        facts=customer_facts(user, case),
    )


def drafts_of(user: User, case: Case) -> dict[str, str]:
    """Return what somebody began to write in a case: their reply and their note."""
    mine = Draft.objects.filter(case=case, person=user).values_list("is_note", "text")
    return {"note" if is_note else "reply": text for is_note, text in mine}


def customer_facts(user: User, case: Case) -> CustomerFacts | None:
    """Return what helps to serve the customer of a case: needs, style, access needs, worth with interval.

    Whoever sees the case but not the customer in the register is told the name alone.
    """
    customer = case.customer
    if customer is None:
        return None
    card = card_of(user, customer)
    if card is None:
        return CustomerFacts(customer, is_visible=False)
    worth = worth_shown(customer) if user.may(Sight.WORTH) else None
    return CustomerFacts(customer, True, card.needs, card.access_needs, card.points, worth)


def last_of_theirs(page: CaseShown) -> Message | None:
    """Return the last message that came from an address: of those that are shown, else of those before."""
    shown = [one.message for one in reversed(page.moments) if one.message]
    theirs = (one for one in shown if one.direction == Direction.IN and one.from_address)
    before = Message.objects.filter(case=page.case, direction=Direction.IN).exclude(from_address="")
    return next(theirs, None) or (before.order_by("-at", "-pk").first() if page.earlier else None)


def reply_to(page: CaseShown) -> tuple[Channel, str]:
    """Return by which channel a reply goes, and to whom: to whoever wrote last, else as the register says."""
    case, facts, last = page.case, page.facts, last_of_theirs(page)
    if last and "@" in last.from_address:
        return Channel.EMAIL, address_line([(last.from_name, last.from_address)])
    if "@" in case.contact_address:
        return Channel.EMAIL, address_line([(case.contact_name, case.contact_address)])
    points = facts.points if facts else ()
    mail = next((point.value for point in points if point.kind == ContactKind.EMAIL), "")
    if mail and case.channel != Channel.LETTER:
        return Channel.EMAIL, address_line([(str(case.customer), mail)])
    postal = next((point.value for point in points if point.kind == ContactKind.ADDRESS), "")
    if postal or case.channel == Channel.LETTER:
        return Channel.LETTER, postal
    return (Channel(case.channel), "") if case.channel != Channel.EMAIL else (Channel.EMAIL, "")


def placeholder_facts(user: User, case: Case, *, at: datetime) -> dict[str, str]:
    """Return what stands for the placeholders of a saved reply in a case."""
    name = case.customer.name if case.customer else case.contact_name
    return {
        "customer": name,
        "first_name": name.partition(" ")[0],
        "reference": case.reference,
        "subject": case.subject,
        "me": user.name,
        "team": str(user.team or ""),
        "order": str(case.order or ""),
        "today": f"{localtime(at):%-d %B %Y}",
    }


def _moments(case: Case, most: int) -> tuple[tuple[Moment, ...], int]:
    found = case.entries.select_related("message").order_by("-at", "-pk")
    rows = [*found[:most]][::-1]
    earlier = found.count() - len(rows) if len(rows) == most else 0
    files = _files(row.message_id for row in rows if row.message_id)
    return tuple(_moment(row, files.get(row.message_id or 0, ())) for row in rows), earlier


def _files(messages: Iterable[int]) -> dict[int, tuple[Attachment, ...]]:
    found: dict[int, tuple[Attachment, ...]] = {}
    for one in Attachment.objects.filter(message__in=[*messages]).select_related("blob").defer("blob__body"):
        found[one.message_id] = (*found.get(one.message_id, ()), one)
    return found


def _moment(entry: Entry, files: tuple[Attachment, ...]) -> Moment:
    if entry.kind == EntryKind.NOTE:
        return Moment(entry, "note", "Note, for colleagues only")
    message = entry.message
    if message is None:
        return Moment(entry, "event", entry.kind.capitalize())
    if message.direction == Direction.IN:
        return Moment(entry, "theirs", f"From the customer by {message.channel}", files)
    state = "" if message.delivery == Delivery.RECORDED else f", {message.delivery}"
    return Moment(entry, "ours", f"From us by {message.channel}{state}", files)


def _links(user: User, case: Case) -> tuple[tuple[CaseLink, Case], ...]:
    both = CaseLink.objects.filter(Q(case=case) | Q(other=case)).order_by("pk")[:50]
    links = [(link, link.other_id if link.case_id == case.pk else link.case_id) for link in both]
    seen = cases_visible_to(user).defer("search", "standing").in_bulk([number for _, number in links])
    return tuple((link, seen[number]) for link, number in links if number in seen)


def links_visible_to(user: User) -> QuerySet[CaseLink]:
    """Return the links between cases of which somebody may see both."""
    seen = cases_visible_to(user)
    return CaseLink.objects.filter(case__in=seen, other__in=seen).select_related("case", "other")

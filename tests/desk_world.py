"""The desk's part of the small world: one case of each customer in which all is said there is a place for."""

from datetime import datetime, timedelta
from typing import Any

from rapport.customers.models import Customer
from rapport.customers.rules import Channel, Kind
from rapport.desk.actions import Said, receive_message, write_note, write_reply
from rapport.desk.actions.calling import make_webhook
from rapport.desk.actions.joining import link_cases
from rapport.desk.actions.tagging import set_tags
from rapport.desk.models import (
    Absence,
    Article,
    Attachment,
    BlockedSender,
    BulkDeed,
    CaseView,
    Clock,
    Mailbox,
    Message,
    Notice,
    PortalRight,
    SavedReply,
    Webhook,
)
from rapport.desk.rules import ClockKind, Delivery
from rapport.staff.models import User
from rapport.staff.rules import Role
from tests import case_makers, cast
from tests.complaint_world import CASE_PARTS, case_of, make_case
from tests.letters import letter, receive

NOW: datetime = cast.MONDAY_NINE


def make_cases(customer: Customer, mark: str, owner: User) -> None:
    """Make a complaint of a customer with everything in it, and another case that it is linked to."""
    make_case(customer, mark, owner)
    case = case_of(customer)
    wrote = Said(
        f"{mark} wrote this", Channel.EMAIL, from_name=mark, from_address=f"{mark.lower()}@example.org"
    )
    receive_message(case, wrote, at=NOW)
    case = write_note(case, f"{mark} was upset", by=owner, at=NOW)
    case = set_tags(case, [f"{mark} tag"], by=owner, at=NOW)
    said = Said(f"Dear {mark}", Channel.LETTER, recipients=[(mark, "1 Road")])
    write_reply(case, said, by=owner, at=NOW)
    link_cases(case, case_makers.make_case(customer, f"{mark} asks more", at=NOW), by=owner, at=NOW)
    Notice.objects.create(person=owner, case=case, kind="assigned", text=f"{mark} is yours", at=NOW)
    Clock.objects.create(
        case=case, kind=ClockKind.STATUTORY, name=f"Answer {mark}", source="Act s. 1", started_at=NOW,
        due_at=NOW + timedelta(days=9), warn_at=NOW + timedelta(days=6), set_by_name=owner.name,
    )  # fmt: skip
    PortalRight.objects.create(person=customer, organisation=_firm(), given_by=owner, given_at=NOW)


def make_mail(customer: Customer, mark: str, owner: User) -> None:
    """Have a customer write by mail, with a file, an answer of ours that failed, and another mail held."""
    team = customer.team.name if customer.team else "nobody"
    mailbox, _ = Mailbox.objects.get_or_create(
        address=f"{team.lower()}@shop.example", defaults={"name": f"Mail of {team}", "team": customer.team}
    )
    headers = f'Content-Type: text/plain; name="{mark}.txt"\r\n'
    raw = letter(f"{mark} writes", sender=f"{mark.lower()}@example.org", subject=mark, headers=headers)
    message = receive(mailbox, raw, at=NOW).message
    assert message is not None
    Message.objects.filter(case=message.case, direction="out").update(delivery=Delivery.FAILED)
    receive(mailbox, letter(f"{mark} is held", sender="", subject=f"{mark} held"), at=NOW)
    BlockedSender.objects.get_or_create(
        pattern="@spam.example", defaults={"why": "spam", "by": owner, "at": NOW}
    )


def _failed(customer: Customer) -> Message:
    return Message.objects.get(case__customer=customer, delivery=Delivery.FAILED)


def _firm() -> Customer:
    found = Customer.objects.filter(name="Firm of everybody").first()
    return found or cast.make_customer("Firm of everybody", kind=Kind.ORGANISATION)


def make_desk_belongings(person: User) -> None:
    """Give somebody what people have of their own at the desk; the owner has what all share."""
    CaseView.objects.create(person=person, name=f"Cases of {person.name}", query="q=mark")
    Absence.objects.create(person=person, since=NOW.date(), until=NOW.date() + timedelta(days=36_500))
    if person.role != Role.OWNER:
        return
    make_webhook("https://example.com/hook", ["case.state"], by=person, at=NOW)
    SavedReply.objects.create(name="Hello", body="Dear {customer}", changed_at=NOW)
    BulkDeed.objects.create(by=person, deed="close", at=NOW)
    Article.objects.create(
        title="How to return", body="By post.", is_public=True, owner=person, review_on=NOW.date(),
        changed_at=NOW, search=" how to return by post",
    )  # fmt: skip


def _first(things: Any) -> int:
    return int(things.values_list("pk", flat=True)[0])


OF_THE_HOUSE = ("webhooks", "articles", "causes", "targets")  # of no customer: the walk finds none of them
# What stands for a part of an address at the desk, for one customer.
DESK_PARTS: dict[str, Any] = {
    **CASE_PARTS,
    "cases/.../clock": lambda world, one: case_of(one).clocks.get(kind=ClockKind.STATUTORY).pk,
    "cases/<int:number>/messages/.../message": lambda world, one: case_of(one).messages.latest("pk").pk,
    "cases/<int:number>/links/.../link": lambda world, one: _first(case_of(one).links),
    "cases/<int:number>/articles/.../article": lambda world, one: Article.objects.get().pk,
    "cases/views/.../number": lambda world, one: world.people[Role.OWNER].case_views.get().pk,
    "cases/bulk/.../number": lambda world, one: BulkDeed.objects.get().pk,
    "absences/.../number": lambda world, one: world.people[Role.OWNER].absences.get().pk,
    "replies/.../number": lambda world, one: SavedReply.objects.get().pk,
    "webhooks/.../number": lambda world, one: Webhook.objects.get().pk,
    "api/deadlines/.../number": lambda world, one: case_of(one).clocks.get(kind=ClockKind.STATUTORY).pk,
    "api/cause-actions/.../number": lambda world, one: case_of(one).cause_actions.get().pk,
    **{f"api/{of}/.../number": lambda world, one: 987_654_321 for of in OF_THE_HOUSE},
    "mail/blocked/.../number": lambda world, one: BlockedSender.objects.get().pk,
    "mail/outgoing/.../number": lambda world, one: _failed(one).pk,
    "mail/.../number": lambda world, one: _failed(one).case.messages.get(direction="in").received.pk,
    "mailboxes/.../number": lambda world, one: Mailbox.objects.order_by("pk")[0].pk,
    "files/.../number": lambda world, one: Attachment.objects.get(message__case__customer=one).pk,
    "articles/.../number": lambda world, one: Article.objects.get().pk,
    "help/.../number": lambda world, one: Article.objects.get().pk,
    "portal-rights/.../number": lambda world, one: one.pk,
    "portal-rights/<int:number>/.../right": lambda world, one: _first(one.portal_rights),
}

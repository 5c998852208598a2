"""The doors for customers: how long a link lasts, how often a form is taken, and what of a case is shown."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from rapport.customers.rules import RelationRole
from rapport.desk.rules.words import CaseState, Delivery, Direction
from rapport.lib.errors import Refusal

LINK_LASTS_FOR = timedelta(minutes=30)
VISIT_IDLE_FOR = timedelta(minutes=60)  # without a page, a visit to the portal ends
VISIT_LASTS_FOR = timedelta(hours=12)
LINKS_KEPT_FOR = timedelta(days=30)
FASTEST_FORM = timedelta(seconds=3)  # nobody reads and fills a form in less
FORM_OPEN_FOR = timedelta(hours=24)
LINK_SUBJECT = "Your link to your messages and orders"
ROBOT_TAG = "perhaps a robot"

# Through these roles somebody belongs to an organisation as long as the relation lasts.
BELONGS = (RelationRole.MEMBER, RelationRole.AGENT, RelationRole.BUYER, RelationRole.DECISION_MAKER)
UNSEEN = (Delivery.HELD, Delivery.TAKEN_BACK)  # may still be taken back, or was


@dataclass(frozen=True)
class Rate:
    """How often something is taken from one place within a time."""

    most: int
    within: timedelta


RATES = {
    "form": Rate(10, timedelta(hours=1)),  # of one network address: an office shares it
    "link": Rate(10, timedelta(hours=1)),
    "link of address": Rate(3, timedelta(minutes=30)),  # of one e-mail address: nobody's mail is flooded
    "portal": Rate(60, timedelta(hours=1)),  # messages of one customer
}
VISITS_KEPT_FOR = max(rate.within for rate in RATES.values())


class FormTooOften(Refusal):
    """One address uses a public form more often than a person would."""

    code = "form_too_often"
    text = (
        "{count} messages came from here within {within}, and more are not taken for now. What you wrote "
        "is still in the form: send it again in {within}, or phone us."
    )


class PortalLinkUsedUp(Refusal):
    """A link into the portal works once and for a short time."""

    code = "portal_link_used_up"
    text = "This link was used, or is older than 30 minutes. Ask for a new one with your e-mail address."


class PortalRightNotPossible(Refusal):
    code = "portal_right_not_possible"
    text = (
        "{person} cannot be given the right to see the cases of {organisation}: {why}. "
        "Note the relation on the page of {person} first."
    )


class PortalRightNotThere(Refusal):
    """There is no such right, or the person may not see whose it is: the same answer for both."""

    code = "portal_right_not_there"
    text = "There is no open right number {number}. Open the page of rights again to see how it stands."


class RequestNotFound(Refusal):
    """There is no such request, or it is another team's: the same answer for both."""

    code = "request_not_found"
    text = "Request {number} is not among the requests of your team. Look for it in the list."


class NoInternalCustomer(Refusal):
    """Nobody in the register stands for the team of whoever asks."""

    code = "no_internal_customer"
    text = (
        "{team} is not in the register as an internal customer, so nobody could see the answer. Ask a leader "
        "to add a customer of the kind team with 'Is a team of ours' set to {team}."
    )


class NoTeam(Refusal):
    """Who asks another team for something asks for a team."""

    code = "no_team"
    text = "You are in no team, and a request belongs to a team. Ask a manager to put you in one."


STATE_WORDS: dict[CaseState, tuple[str, str]] = {  # words, tone
    CaseState.OPEN: ("With us", "accent"),
    CaseState.SNOOZED: ("With us", "accent"),
    CaseState.WAITING: ("Waiting for you", "warn"),
    CaseState.RESOLVED: ("Answered", "good"),
    CaseState.CLOSED: ("Closed", "plain"),
    CaseState.MERGED: ("Goes on elsewhere", "plain"),
    CaseState.SPAM: ("Closed", "plain"),
}


def state_words(state: CaseState | str) -> tuple[str, str]:
    """Return what a customer reads of a case's state, and its tone."""
    return STATE_WORDS[CaseState(state)]


def shown_name(name: str, team: str = "") -> str:
    """Return by what name a colleague is shown to customers: the first name, else the team's, else ours."""
    first = name.split(maxsplit=1)[0] if name.split() else ""
    return first if first and "@" not in first else team or "Customer service"


def is_between_us(
    direction: Direction | str, sender: str, recipients: Iterable[str], ours: Collection[str]
) -> bool:
    """Tell whether a message went between us and the customer, whose addresses in small letters are `ours`.

    One that we forwarded to a third party, and what that party answered, is not the customer's to see.
    What carries no address was said at a counter, on the phone, in the portal.
    """
    if direction == Direction.IN:
        return not sender or "@" not in sender or sender.strip().lower() in ours
    written = {one.strip().lower() for one in recipients if one.strip()}
    return not written or not written.isdisjoint(ours)


def signs_of_a_robot(*, filled_trap: bool, took: timedelta | None) -> list[str]:
    """Return in sentences what in a form looks like a robot's; it is taken all the same."""
    signs = ["The field that people do not see was filled."] if filled_trap else []
    if took is None:
        signs.append("The form was not opened by a page of ours, or longer than a day ago.")
    elif took < FASTEST_FORM:
        signs.append(f"It was filled in {max(took.total_seconds(), 0):.1f} seconds.")
    return signs


def link_mail(name: str, link: str) -> tuple[str, str]:
    """Return subject and text of the mail that brings a link into the portal."""
    text = f"""Hello {name},

somebody asked for a way to your messages and orders with us. This link opens
them. It works once, and for 30 minutes:

{link}

Was it not you? Then do nothing: without the link nobody gets in.
"""
    return LINK_SUBJECT, text


def shared_address_mail() -> tuple[str, str]:
    """Return subject and text for an address that does not stand for one person alone."""
    text = """Hello,

somebody asked by this address for a way to messages and orders with us. The
address is not one person's alone in our register, so we cannot know who would
read the link.

Write or phone us, and we note an address of your own.
"""
    return LINK_SUBJECT, text

"""The notice of a delay, drafted before the promise breaks: to be read, adapted and sent."""

from dataclasses import dataclass
from datetime import date

from rapport.lib.errors import Refusal

LONGEST_WHY = 290  # of the reason that a move of a promise keeps


class RiskNotFound(Refusal):
    """There is no such promise at risk, or none that the person may see."""

    code = "risk_not_found"
    text = "There is no promise at risk {number}, or none that you may see. /delays lists them."


class RiskOver(Refusal):
    """The customer was told already, or the line will be in time after all."""

    code = "risk_over"
    text = "Promise at risk {number} is over: {how}. /delays lists those that are not."


class NewDayNotLater(Refusal):
    """A notice moves a promise to a later day."""

    code = "new_day_not_later"
    text = "{day} is not after {due}, when the line was promised. Choose a later day."


@dataclass(frozen=True)
class Told:
    """What a notice is written from."""

    name: str
    what: str
    order: str
    due_on: date
    new_on: date
    because: str


def notice_of(told: Told) -> str:
    """Return the words of a notice: the new day, the reason, and what the customer may do."""
    return (
        f"Dear {told.name},\n\n"
        f"we promised you {told.what} of order {told.order} by {_day(told.due_on)}. We want you to hear "
        f"it from us before that day: we will not manage it.\n\n"
        f"The reason: {told.because.rstrip('.')}.\n\n"
        f"You will have it by {_day(told.new_on)}. If that does not suit you, answer this message: we will "
        "look for another way, such as a part of it earlier. We are sorry for the trouble this makes you."
    )


@dataclass(frozen=True)
class Asked:
    """What a request for agreement is written from."""

    name: str
    what: str
    order: str
    paper: str
    mark: str
    change: str
    agreed_mark: str = ""


def asking_of(asked: Asked) -> str:
    """Return the words that ask a customer to agree to a revision: what changed, and what waits for it."""
    before = (
        f" It takes the place of revision {asked.agreed_mark}, to which you agreed."
        if asked.agreed_mark
        else ""
    )
    change = f"What changed: {asked.change.rstrip('.')}.\n\n" if asked.change else ""
    return (
        f"Dear {asked.name},\n\n"
        f"{asked.paper} has a new revision, {asked.mark}.{before} It is what we would make {asked.what} "
        f"of order {asked.order} by.\n\n"
        f"{change}"
        "Answer this message with your agreement, or tell us what has to be otherwise. Until we have your "
        "answer the order does not leave us as complete."
    )


def why_of(because: tuple[str, ...]) -> str:
    """Return what holds a line up as one reason, short enough to be kept with the promise."""
    words = "; ".join(because) or "The work that is left takes longer than was planned"
    return words if len(words) <= LONGEST_WHY else words[: LONGEST_WHY - 3] + "..."


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"

"""The words of the desk: kinds and states of cases, entries, deliveries, clocks, redress."""

from enum import StrEnum


class CaseKind(StrEnum):
    """What somebody turns to us for."""

    ENQUIRY = "enquiry"
    ORDER = "order question"
    REQUEST = "request"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    INTERNAL = "internal request"


class CaseState(StrEnum):
    """Where a case stands. Open is ours to do; waiting is the customer's; snoozed comes back by itself."""

    OPEN = "open"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"
    SPAM = "spam"


class Severity(StrEnum):
    """What happens to the customer if nothing is done; harm is to health, safety, home or livelihood."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    HARM = "harm"


class StatedNeed(StrEnum):
    """A need or risk that somebody told us of and that lets a case move up, never down."""

    NONE = ""
    DEADLINE = "deadline of their own"
    ACCESS = "adjustment asked for"
    SAFETY = "safety"
    HARDSHIP = "hardship"
    DISTRESS = "distress"


class Effort(StrEnum):
    """How much work a case is thought to be."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class EntryKind(StrEnum):
    """What stands on the time-line of a case."""

    MESSAGE = "message"  # in or out; the message says which
    NOTE = "note"  # among colleagues, never sent
    STATE = "state"
    FIELD = "field"  # kind, severity, team, customer, subject ...
    ASSIGNMENT = "assignment"
    STEP = "step"
    PROMISE = "promise"
    DECISION = "decision"
    REDRESS = "redress"
    LINK = "link"  # linked, merged, split
    CLOCK = "clock"  # set, warned, escalated, met, missed
    STAGE = "external stage"
    OWED = "owed"  # facts told, what follows, what they chose, what was decided
    REFUSED = "refused"  # a step, redress or signature that was tried and declined


class Direction(StrEnum):
    """Which way a message goes."""

    IN = "in"
    OUT = "out"


class Delivery(StrEnum):
    """How far an outgoing message got; only mail goes through all of them."""

    HELD = "held"  # may still be taken back
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # refused for good, or too often
    IN_DOUBT = "in doubt"  # we were stopped while sending: it may have left
    TAKEN_BACK = "taken back"
    BOUNCED = "bounced"
    RECORDED = "recorded"  # phone, counter, letter, portal: nothing is sent


class Intake(StrEnum):
    """Where a received mail ended: received = filed + held + refused, once it is no longer waiting."""

    WAITING = "waiting"  # stored, not yet understood
    FILED = "filed"
    HELD = "held"
    REFUSED = "refused"


class ClockKind(StrEnum):
    """A service target may pause; a deadline by law does not, except by a recorded extension."""

    SERVICE = "service"
    STATUTORY = "statutory"
    PROCEDURE = "procedure"


class Target(StrEnum):
    """What a service target is about."""

    FIRST_REPLY = "first reply"
    NEXT_REPLY = "next reply"
    RESOLUTION = "resolution"


class RedressKind(StrEnum):
    """What we may give to put a thing right."""

    APOLOGY = "apology"
    REFUND = "refund"
    REPLACEMENT = "replacement"
    DISCOUNT = "discount"
    GOODWILL = "goodwill"
    COMPENSATION = "compensation"


class RedressState(StrEnum):
    """How far redress got."""

    ASKED = "asked"  # above the limit: a second signature is needed
    ALLOWED = "allowed"
    DECLINED = "declined"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class Evidence(StrEnum):
    """What a step of a procedure may ask for before it is done."""

    REPLY = "reply"  # a message sent to the customer since the case was opened
    NOTE = "note"  # what was found, in words
    CAUSE = "cause"  # a root cause from the list
    REDRESS = "redress"  # redress decided, or the word that none is due
    DECISION = "decision"
    PROMISE = "promise"  # a promise to the customer with a date
    CONTACT = "contact"  # a contact after the solution: call, message, visit
    ACKNOWLEDGED = "acknowledged"  # the words in which we acknowledged it


class ActionKind(StrEnum):
    """What is done about a cause."""

    CONTAINMENT = "containment"
    CORRECTIVE = "corrective"


class LinkKind(StrEnum):
    """How two cases belong together."""

    RELATED = "related"
    SPLIT_FROM = "split from"
    CAUSED_BY = "caused by"


LIVE = (CaseState.OPEN, CaseState.WAITING, CaseState.SNOOZED)
DONE = (CaseState.RESOLVED, CaseState.CLOSED)


class Then(StrEnum):
    """What becomes of a case with the reply that is sent in it."""

    STAY = ""
    WAIT = "wait"
    RESOLVE = "resolve"
    CLOSE = "close"


class SnoozeEvent(StrEnum):
    """What wakes a snoozed case besides the time; the customer's word always does."""

    NONE = ""
    LINKED = "a linked case is resolved"
    PROMISE = "a promise falls due"


class BulkDeedKind(StrEnum):
    """What can be done to many cases at once."""

    ASSIGN = "assign"
    RESOLVE = "resolve"
    CLOSE = "close"
    OPEN = "open"
    KIND = "kind"
    TEAM = "team"
    TAG = "tag"

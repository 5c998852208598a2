"""The words of the register: kinds, categories, channels, roles, stages."""

from enum import StrEnum


class Kind(StrEnum):
    """What a party is by nature."""

    PERSON = "person"
    ORGANISATION = "organisation"
    TEAM = "team"


class Category(StrEnum):
    """What a party is to us."""

    CONSUMER = "consumer"  # external, for private use
    BUSINESS = "business"  # external, for a trade or an organisation
    INTERNAL = "internal"  # a team or colleague served by another
    STAKEHOLDER = "stakeholder"  # has an interest, buys nothing


class Channel(StrEnum):
    """How a contact is made."""

    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"
    COUNTER = "counter"
    PORTAL = "portal"
    FORM = "form"
    INTERNAL = "internal"


class ContactKind(StrEnum):
    """A way to reach somebody."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    OTHER = "other"


class RelationRole(StrEnum):
    """What a party is to another, or to us."""

    SUPPLIER = "supplier"
    BUYER = "buyer"
    END_USER = "end user"
    DECISION_MAKER = "decision maker"
    INFLUENCER = "influencer"
    MEMBER = "member"  # works in, belongs to
    ACCOUNT = "account"  # pays separately, counts towards the organisation
    AGENT = "agent"  # acts for
    REFERRED_BY = "referred by"
    SERVED_BY = "served by"
    REGULATOR = "regulator"
    INVESTOR = "investor"
    NEIGHBOUR = "neighbour"


class NeedKind(StrEnum):
    """Kinds of need."""

    INFORMATION = "information"
    PROBLEM_SOLVING = "problem solving"
    EMOTIONAL_SUPPORT = "emotional support"
    TECHNICAL = "technical requirement"


class PromiseKind(StrEnum):
    """What a promise is about."""

    REPLY = "reply"
    CALL = "call"
    DELIVERY = "delivery"
    REPAIR = "repair"
    REFUND = "refund"
    OTHER = "other"


class Stage(StrEnum):
    """Stages of a journey, before, at and after a purchase."""

    AWARE = "aware"
    CONSIDER = "consider"
    BUY = "buy"
    USE = "use"
    SUPPORT = "support"
    RENEW = "renew"


class ConsentState(StrEnum):
    """States of a consent record (ISO/IEC TS 27560); only "given" and unexpired permits."""

    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    TERMINATED = "terminated"


# The rungs of the ladder, from the bottom: insights decides who stands where.
RUNGS = (
    "prospect",
    "first-time customer",
    "repeat customer",
    "client",
    "supporter",
    "advocate",
    "partner",
)
SEGMENTS = (
    "champion",
    "loyal",
    "potential loyalist",
    "new",
    "promising",
    "need attention",
    "about to sleep",
    "at risk",
    "cannot lose",
    "hibernating",
)

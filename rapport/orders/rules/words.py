"""The words of what is made for an order: stages of work, papers, answers, and how a line stands."""

from enum import StrEnum


class WorkStage(StrEnum):
    """Who in the house does a step: an internal customer of the step before, and a supplier to the next."""

    PRODUCTION = "production"
    QUALITY = "quality"
    LOGISTICS = "logistics"


class PaperKind(StrEnum):
    """What says how an item has to be."""

    SPECIFICATION = "specification"
    DRAWING = "drawing"
    STANDARD = "quality standard"


class Answer(StrEnum):
    """What the customer said to a revision; nothing yet is the empty word."""

    AGREED = "agreed"
    DECLINED = "declined"


class LineState(StrEnum):
    """How a promised line stands."""

    OPEN = "open"
    AT_RISK = "at risk"
    LATE = "late"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"

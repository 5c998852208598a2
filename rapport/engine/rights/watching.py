"""Law to come, and law to look at again: data, switched off, each with the day by which to look."""

from datetime import date
from typing import NamedTuple

SEEN = date(2026, 11, 21)  # when the sources of the rules were last gone through


class Watched(NamedTuple):
    """A matter to watch: what was seen of it, and by when to look again."""

    matter: str
    state: str
    review_by: date

    def is_due(self, on: date) -> bool:
        """Tell whether the day by which to look has come."""
        return on >= self.review_by


WATCHED = (
    Watched(
        "Subscription contracts (Digital Markets, Competition and Consumers Act 2024 Part 4 ch.2)",
        "not in force; regulations and guidance awaited, spring 2027 expected",
        date(2027, 2, 28),
    ),
    Watched(
        "Commercial Payments Bill (a cap of 60 days, fixed statutory interest, fines)",
        "introduced in the Lords on 19 May 2026",
        date(2027, 2, 21),
    ),
    Watched(
        "Energy ombudsman after 6 weeks instead of 8",
        "announced in June 2026, without a day",
        date(2027, 2, 21),
    ),
    Watched(
        "Reform of the Financial Ombudsman Service",
        "consulted on in March 2026 (CP26/9); legislation awaited",
        date(2027, 2, 21),
    ),
    Watched(
        "How the ICO counts the month of UK GDPR art 12A since 5 February 2026",
        "pages refreshed, the wording on counting not seen",
        date(2026, 12, 31),
    ),
    Watched(
        "EHRC code of practice for services; further bank holidays",
        "not looked into",
        date(2026, 12, 31),
    ),
)
NOT_COVERED = (
    "Consumer contracts made before 1 October 2015, and cancelling contracts made before 13 June 2014.",
    "Contracts of kinds that cannot be cancelled and that no fact tells of, such as land, gambling, travel.",
    "Amounts: a price reduction, a deduction, lost value, compensation. A person decides them.",
    "Stricter duties of single trades, of package travel, of transport, of product safety and liability.",
    "Private redress for unfair practices under the 2008 Regulations.",
    "Equality and disability law of Northern Ireland beyond saying that it counts.",
    "Stage two of housing complaints, the LGSCO's code, and ombudsmen outside the five sectors.",
    "Law outside the United Kingdom.",
)

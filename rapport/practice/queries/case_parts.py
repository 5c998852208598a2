"""Parts of a case as a learner sees them beside their copy; read through the desk, and never kept."""

from dataclasses import dataclass

from rapport.desk.models import Case
from rapport.desk.queries import case_visible_to, entries_visible_to
from rapport.desk.queries.named import named_in
from rapport.desk.rules import Direction, EntryKind
from rapport.practice.rules.portfolio import NothingChosen, day_words
from rapport.practice.rules.tokens import Fact, Replaced, TokenKind, replace_known
from rapport.staff.models import User

MOST_PARTS = 200
KINDS = {
    "customer": TokenKind.CUSTOMER,
    "person": TokenKind.PERSON,
    "colleague": TokenKind.COLLEAGUE,
    "company": TokenKind.COMPANY,
    "email": TokenKind.EMAIL,
    "phone": TokenKind.PHONE,
    "address": TokenKind.ADDRESS,
    "order": TokenKind.ORDER,
    "case": TokenKind.CASE,
    "number": TokenKind.NUMBER,
    "words": TokenKind.WORDS,
}


@dataclass(frozen=True)
class Part:
    """One message or note of a case: where it stands, who spoke, and what they said."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Copy:
    """Chosen parts beside what would be kept of them."""

    parts: tuple[Part, ...]
    replaced: Replaced  # its first part is the title

    @property
    def title(self) -> str:
        """The title with tokens."""
        return self.replaced.parts[0]

    @property
    def pairs(self) -> list[tuple[Part, str]]:
        """Each part with its copy."""
        return [*zip(self.parts, self.replaced.parts[1:], strict=True)]

    @property
    def text(self) -> str:
        """What is kept: each copy under its heading."""
        return "\n\n".join(f"{part.heading}\n{copy.strip()}" for part, copy in self.pairs)


def case_with_parts(user: User, number: int) -> tuple[Case, list[Part]]:
    """Return a case somebody may see with its messages and notes, days counted from the first."""
    case = case_visible_to(user, number)
    entries = (
        entries_visible_to(user)
        .filter(case=case, kind__in=[EntryKind.MESSAGE, EntryKind.NOTE])
        .select_related("message")
        .order_by("at", "pk")[:MOST_PARTS]
    )
    parts = [Part("subject", "What it was about", case.subject)]
    for entry in entries:
        day = day_words((entry.at.date() - case.opened_at.date()).days + 1)
        if entry.message is None:
            parts.append(Part(f"e{entry.pk}", f"{day}, note among colleagues", entry.text))
            continue
        who = "from the customer" if entry.message.direction == Direction.IN else "from us"
        parts.append(Part(f"e{entry.pk}", f"{day}, {who}", entry.message.text))
    return case, [part for part in parts if part.text.strip()]


def copy_of(user: User, number: int, chosen: list[str], *, title: str, further: list[str]) -> Copy:
    """Return chosen parts of a case with every person, number, address and order replaced by a token."""
    case, parts = case_with_parts(user, number)
    kept = tuple(part for part in parts if part.key in chosen)
    if not kept:
        raise NothingChosen(number=number)
    named = named_in(case, [title, *(part.text for part in parts)])
    facts = [Fact(KINDS[one.kind], one.values) for one in named]
    return Copy(kept, replace_known([title, *(part.text for part in kept)], facts, further))

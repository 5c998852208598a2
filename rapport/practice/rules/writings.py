"""The writings of a name, a number or an address: keys that are looked for in a squeezed text."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from rapport.practice.rules.folding import AS_DIGITS, squeezed
from rapport.practice.rules.telltales import TokenKind

CODES = frozenset({TokenKind.ORDER, TokenKind.CASE, TokenKind.NUMBER, TokenKind.PHONE})
TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir")
# Words of names that are nobody's own: they are found with the whole name and not alone.
SHARED_TEXT = """
mr mrs ms miss mx dr prof sir dame lord lady von van der de la le du da di bin al the and of for in at
on ltd limited plc llp llc inc co company corp gmbh ag sa bv nv group holdings partners trust services
service sons brothers uk international shop store stores customer customers team sales support our your
my you we he she they it a an to is no not yes so do or mon tue tues wed thu thur thurs fri sat sun jan
feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december gmt bst utc am pm
wrote sent subject date re fw fwd
who that which works school schools office parish council studio centre college club church cafe hotel
customer customers department house garden gardens tools parts machines street road
"""
SHARED = frozenset(SHARED_TEXT.split())
# Local parts of e-mail addresses, and makers of mailboxes, that say nothing of a person.
OPEN_BOXES_TEXT = """
info mail email contact hello office sales orders order support help service services admin accounts
enquiries customer customers customerservice noreply team post shop billing returns
"""
OPEN_BOXES = frozenset(OPEN_BOXES_TEXT.split())
MAILBOX_MAKERS_TEXT = """
gmail googlemail outlook hotmail live yahoo icloud aol btinternet proton protonmail gmx web mail email
example com co uk org net de eu
"""
MAILBOX_MAKERS = frozenset(MAILBOX_MAKERS_TEXT.split())
STREET_FORMS = (
    ("street", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("lane", "ln"),
    ("drive", "dr"),
    ("close", "cl"),
    ("court", "ct"),
    ("crescent", "cres"),
    ("place", "pl"),
    ("square", "sq"),
    ("gardens", "gdns"),
    ("terrace", "terr"),
)
LEAST_STREET = 6  # letters of 'Thistledown' in Thistledown Road; 'High' is too much of a word
LEAST_NAME, LEAST_CODE, LEAST_PIECE, PHONE_DIGITS = 2, 3, 3, 6
NATIONAL = 9  # digits of a phone number that stay the same with and without the code of the country


def keys_of(kind: TokenKind, values: Iterable[str]) -> tuple[str, ...]:
    """Return every key a fact is looked for by, the longest first."""
    found = {key for value in values for key in _keys(kind, value) if key}
    return tuple(sorted(found, key=lambda key: (-len(key), key)))


@cache
def _keys(kind: TokenKind, value: str) -> frozenset[str]:
    return frozenset(WRITINGS.get(kind, _as_it_is)(value.strip()))


def _as_it_is(value: str) -> Iterator[str]:
    yield squeezed(value).text


def _name(value: str) -> Iterator[str]:
    """Yield the writings of a name: whole, turned round, part by part, with initials, with a title."""
    for name in {value, *_without_umlauts(value)}:
        parts = [squeezed(part).text for part in re.split(r"[\s,/&_|()]+", name)]
        yield from _name_of([part for part in parts if part])
        yield from (squeezed(piece).text for part in name.split() for piece in _pieces(part))


def _name_of(parts: list[str]) -> Iterator[str]:
    if not SHARED.issuperset(parts):
        yield "".join(parts)
    own = [part for part in parts if part not in SHARED and len(part) >= LEAST_NAME]
    yield from own
    yield from (title + part for part in own for title in TITLES)
    if len(own) > 1:
        first, last = own[0], own[-1]
        yield from (first + last, last + first, first[0] + last, last + first[0], first + last[0])
        initials = "".join(part[0] for part in own)
        yield from (initials, initials[:-1] + last, "".join(own))


def _pieces(part: str) -> Iterator[str]:
    """Yield the pieces of a double name or of O'Connor that are long enough to be found alone."""
    for piece in re.split(r"[-'\u2019\u2010-\u2015]", part):
        if len(piece) > LEAST_NAME and squeezed(piece).text not in SHARED:
            yield piece


UMLAUTS = {ord(one): two for one, two in zip("äöüÄÖÜ", ("ae", "oe", "ue", "Ae", "Oe", "Ue"), strict=True)}


def _without_umlauts(value: str) -> Iterator[str]:
    """Yield the other ways to write a name with an umlaut: Müller is Mueller, and Mueller Müller."""
    yield value.translate(UMLAUTS)
    yield re.sub(r"(?i)([aou])e(?=[^aeiou\s])", r"\1", value)


def _email(value: str) -> Iterator[str]:
    """Yield an address whole, spelt with 'at' and 'dot', its local part, and a domain of its own."""
    local, _, domain = value.partition("@")
    for at in ("", "at"):
        for dot in ("", "dot"):
            spelt = f"{local.replace('.', f' {dot} ')} {at} {domain.replace('.', f' {dot} ')}"
            yield squeezed(spelt).text
    yield from _local(local)
    labels = [squeezed(label).text for label in domain.split(".")]
    yield from (label for label in labels if len(label) > LEAST_CODE and label not in MAILBOX_MAKERS)


def _local(local: str) -> Iterator[str]:
    whole = squeezed(local).text
    for key in (whole, whole.rstrip("0123456789")):
        if len(key) >= LEAST_CODE and key not in OPEN_BOXES:
            yield key
    for piece in re.split(r"[\W_\d]+", local):
        if len(piece) >= LEAST_CODE and squeezed(piece).text not in OPEN_BOXES | SHARED:
            yield squeezed(piece).text


def _phone(value: str) -> Iterator[str]:
    """Yield a number as it is and without what stands before its national digits."""
    digits = re.sub(r"\D", "", squeezed(value).text)
    if len(digits) >= PHONE_DIGITS:
        yield from (digits, digits.lstrip("0"), digits[-NATIONAL:])


def _code(value: str) -> Iterator[str]:
    """Yield a code whole, and its digits alone where there are some."""
    whole = squeezed(value).text.translate(AS_DIGITS)
    digits = "".join(re.findall(r"\d+", squeezed(value).text))
    yield from (key for key in (whole, digits, digits.lstrip("0")) if len(key) >= LEAST_CODE)


def _address(value: str) -> Iterator[str]:
    """Yield an address whole and piece by piece: house and street, street, town, postcode and its half."""
    yield squeezed(value).text
    for piece in re.split(r"[,;\n\r]+", value):
        yield from _piece(piece.strip())


def _piece(piece: str) -> Iterator[str]:
    streets = {piece, re.sub(r"^(?:flat|unit)?\W*\d+\w?\W+", "", piece, flags=re.IGNORECASE)}
    for one in {*streets, *(_other(street, form) for street in streets for form in STREET_FORMS)}:
        key = squeezed(one).text
        if len(key) >= LEAST_PIECE and key not in SHARED:
            yield key
        bare = squeezed(FORM.sub("", one)).text
        if len(bare) >= LEAST_STREET:
            yield bare
    postcode = re.search(r"(?i)\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", piece)
    if postcode:
        yield from (squeezed(postcode[0]).text, squeezed(postcode[1]).text)
        yield from _piece(piece.replace(postcode[0], " ").strip())


FORM = re.compile(rf"(?i)\b(?:{'|'.join(form for forms in STREET_FORMS for form in forms)})\b\.?|\d+")


def _other(street: str, forms: tuple[str, str]) -> str:
    long, short = forms
    swapped = re.sub(rf"(?i)\b{long}\b", short, street)
    return swapped if swapped != street else re.sub(rf"(?i)\b{short}\b\.?", long, street)


WRITINGS: dict[TokenKind, Callable[[str], Iterator[str]]] = {
    TokenKind.CUSTOMER: _name,
    TokenKind.PERSON: _name,
    TokenKind.COLLEAGUE: _name,
    TokenKind.COMPANY: _name,
    TokenKind.EMAIL: _email,
    TokenKind.PHONE: _phone,
    TokenKind.ADDRESS: _address,
    TokenKind.ORDER: _code,
    TokenKind.CASE: _code,
    TokenKind.NUMBER: _code,
}

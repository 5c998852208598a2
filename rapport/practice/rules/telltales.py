"""What gives a person away though nobody listed it: found in a plain text by its shape or its place."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from rapport.engine.text import personal


class TokenKind(StrEnum):
    """What a token stands for; the value is the word in the text."""

    CUSTOMER = "Customer"
    PERSON = "Person"
    COLLEAGUE = "Colleague"
    COMPANY = "Company"
    EMAIL = "E-mail"
    PHONE = "Phone"
    ADDRESS = "Address"
    ORDER = "Order"
    CASE = "Case"
    NUMBER = "Number"
    LINK = "Link"
    DATE = "Date"
    WORDS = "Words"  # taken out by hand


Told = tuple[TokenKind, int, int]  # what it is, and where it stands
Detector = Callable[[str], Iterator[Told]]

NAME = r"[A-Z][\w']*(?:-[A-Z]?[\w']+)*"
NAMES = rf"{NAME}(?:[ \t]+(?:(?:van|von|de|der|la|bin|al)[ \t]+)*{NAME}){{0,3}}"
QUOTE = r"^[>| \t]*"
TITLES = r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|dame|lord|lady|herr|frau)"
STREETS = r"(?:street|road|rd|avenue|ave|lane|crescent|cres|gardens|terrace|mews|grove)"
PLACES = (
    r"(?:St|Drive|Dr|Close|Court|Ct|Place|Pl|Square|Sq|Way|Hill|Park|Row|Walk|House|Cottage|Farm|Green|"
    r"Parade|Quay|Wharf)"
)
GREETING = re.compile(
    rf"\b(?:(?i:dear|hi|hello|hey|morning|afternoon|evening|thanks|thank you|cheers))[, \t]+({NAMES})"
)
BYE = re.compile(
    rf"(?im:{QUOTE}[\w ]{{0,24}}\b(?:regards|wishes|thanks|thank you|sincerely|faithfully|cheers|love|best)"
    rf"\b[ \t]*[,.!]?[ \t]*(?:\r?\n[>| \t]*){{1,3}})({NAMES})(?=[ \t]*[,.]?[ \t]*(?:\r?\n|$))"
)
TITLED = re.compile(rf"\b(?i:{TITLES})\.?[ \t]+({NAMES}|[a-z]{{3,}})")
SAID = re.compile(
    rf"\b(?i:my name is|my name's|i am called|this is|it is|it's|speaking to|spoke to|spoke with|talked to|"
    rf"husband|wife|partner|son|daughter|mother|father|mum|dad|brother|sister|neighbour|colleague|friend|"
    rf"named|called|ask for|attention of|attn:?|signed|care of|c/o)[, \t]+({NAMES})"
)
HEADER = re.compile(rf"(?im:{QUOTE}(?:from|to|cc|bcc|sender|reply-to|sent by|attn):)[ \t]*([^\r\n]+)")
WROTE = re.compile(rf"(?im){QUOTE}on\b([^\r\n]{{3,200}}(?:\r?\n[^\r\n]{{1,200}})?)\bwrote:")
HANDLE = re.compile(r"(?<![\w.])@\w[\w.]{1,40}")
# A search begins at the first letter of a run alone and takes the run whole: a long text costs no more
# than its length.
LINK = re.compile(
    r"(?i)\bhttps?://\S+|\bwww\.\S+|(?<![a-z0-9-])(?<![a-z0-9-]\.)[a-z0-9-]++(?:\.[a-z0-9-]++)*\.(?:com|co|org|"
    r"net|uk|de|eu|io|shop|info|biz|example|test|me|fr|ie|nl|es|it)\b(?:/\S*)?"
)
SPOKEN_EMAIL = re.compile(
    r"(?i)(?<![\w.+-])[\w.+-]++(?:\s*+[\[({<]\s*+at\s*+[\])}>]\s*+[\w-]++"
    r"(?:\s*+(?:[\[({<]\s*+dot\s*+[\])}>]|\bdot\b|\.)\s*+[\w-]++)*"
    r"|\s++at\s++[\w-]++(?:\s++dot\s++[\w-]++)+)"
)
DIGITS = re.compile(r"(?<![£€$\d])(?<![£€$]\s)\d(?:[\s()./\-_>|+*]*\d){5,}")
DIGIT_WORD = r"(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|treble)"
SPOKEN_DIGITS = re.compile(rf"(?i)\b{DIGIT_WORD}(?:[\s,\-]+{DIGIT_WORD}){{4,}}\b")
ONLY_A_DATE = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d|[0-3]?\d/[01]?\d/(?:19|20)\d\d")
DAY_AND_HOUR = re.compile(r"(?:19|20)\d\d(?:-[01]\d-[0-3]\d)?\s\d\d")  # before a colon: '2026 12:00'
BORN = re.compile(r"(?i)\b(?:dob|born|date of birth|birthday)\b\W{0,4}(?:on\W+|is\W+)?([^\n,;]{4,24}\d)")
IBAN = re.compile(r"(?i)\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z\d]{2,4}){3,8}\b")
PLATE = re.compile(r"(?i)\b[A-Z]{2}\d{2}[ \-]?[A-Z]{3}\b|\b[A-Z]{2}(?:[ \-]?\d{2}){3}[ \-]?[A-D]\b")
NETWORK = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
HOUSE = r"\b(?:(?i:flat|unit|apartment|apt)\s+\w+\W{1,3})?\d+[A-Za-z]?,?\s+"
STREET = re.compile(
    rf"{HOUSE}(?:[A-Za-z'][\w']{{0,40}}\s+){{1,3}}(?i:{STREETS})\b|{HOUSE}(?:[A-Z][\w']{{0,40}}\s+){{1,3}}{PLACES}\b"
    rf"|\b(?:[A-Z][\w']{{0,40}}\s+){{1,3}}(?:Street|Road|Avenue|Lane|Drive|Close|Crescent|Terrace|Mews)\b"
)
POST_WORD = re.compile(r"(?i)\b(?:flat|unit|apartment|apt|po box|p\.o\. box)\s+\d+\w*")
CODE = re.compile(
    r"(?i)\b(?:orders?|invoices?|account|acct|customer|case|ticket|reference|ref|parcel|tracking|serial|booking|"
    r"policy|membership|card|claim)\b\W{0,3}(?:(?:number|num|no|nr|id|code)\b\W{0,3})?"
    r"([a-z]{0,6}[\-/]?\d[\w/\-]{2,39})"
)
# Words that stand after a greeting or begin a line and are nobody's name.
NO_NAMES_TEXT = """
all both customer customers everybody everyone madam mr mrs ms miss sir sirs somebody someone team there
the this that they these those you your our we and again for from in on at to of it its i a an so very
much not no yes please service support sales colleague colleagues goodbye kind best regards here
"""
NO_NAMES = frozenset(NO_NAMES_TEXT.split())
# Words that begin a sentence before a name.
OPENERS_TEXT = """
when if since today yesterday then but so as after before because while although also however sorry sent
rang told asked called had has have did does do can could would will should what why where how who only
just even once now later get let tell ask give send call phone ring email mail meet see contact perhaps
maybe is was are were be on by with without about that which
"""
OPENERS = frozenset(OPENERS_TEXT.split())
FREQUENT_TEXT = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december i i'm i'd i'll i've ok uk eu gb gdpr act consumer rights
christmas easter english british mr mrs ms miss dr re fw fwd vat pdf dvd cd tv usb id faq
"""
FREQUENT = frozenset(FREQUENT_TEXT.split())
CAPITAL = re.compile(r"(?<![.!?:\n>\]] )(?<![.!?:\n>])(?<!^)(?<=[\w,;(\"' ])\b[A-Z][\w'-]+")


def told_by_shape(text: str) -> list[Told]:
    """Return what gives somebody away in a plain text, by its shape or by the words around it."""
    return [told for detect in DETECTORS for told in detect(text)]


def _whole(kind: TokenKind, pattern: re.Pattern[str]) -> Detector:
    """Return a detector of what a pattern finds, its first group where it has one."""
    group = 1 if pattern.groups else 0

    def detect(text: str) -> Iterator[Told]:
        for hit in pattern.finditer(text):
            said = hit[group]
            bare = said.strip()
            start = hit.start(group) + said.find(bare)
            yield kind, start, start + len(bare)

    return detect


def _names(pattern: re.Pattern[str]) -> Detector:
    """Return a detector of names: words at either end that are nobody's name do not count."""

    def detect(text: str) -> Iterator[Told]:
        for hit in pattern.finditer(text):
            words = [one for one in re.finditer(r"[\w'-]+", hit[1]) if one[0].lower() not in NO_NAMES]
            if words:
                yield TokenKind.PERSON, hit.start(1) + words[0].start(), hit.start(1) + words[-1].end()

    return detect


def _digits(text: str) -> Iterator[Told]:
    for hit in DIGITS.finditer(text):
        said, follows = hit[0].strip(), text[hit.end() : hit.end() + 1]
        if not ONLY_A_DATE.fullmatch(said) and not (follows == ":" and DAY_AND_HOUR.fullmatch(said)):
            yield TokenKind.NUMBER, hit.start(), hit.end()


SHAPES = {
    personal.EMAIL: TokenKind.EMAIL,
    personal.PHONE: TokenKind.PHONE,
    personal.POSTCODE: TokenKind.ADDRESS,
    personal.ORDER: TokenKind.ORDER,
}


def _personal(text: str) -> Iterator[Told]:
    """Yield what the engine knows, piece by piece: it looks at so many letters at once and no further."""
    step = personal.LONGEST - OVERLAP
    for start in range(0, max(len(text), 1), step):
        for one in personal.personal_data(text[start : start + personal.LONGEST]):
            if len(one.text) >= SHORTEST and not ONLY_A_DATE.fullmatch(one.text):
                yield SHAPES[one.kind], start + one.start, start + one.end


AFTER = re.compile(rf"[ \t]+({NAME})")
BEFORE = re.compile(rf"({NAME})[ \t]+$")


def names_beside(text: str, start: int, end: int) -> list[str]:
    """Return words with a capital right beside a name: 'Taylor' after a Liz that is known."""
    after, before = AFTER.match(text, end), BEFORE.search(text[max(start - 60, 0) : start])
    words = [hit[1] for hit in (before, after) if hit]
    return [one for one in words if one.lower() not in NO_NAMES | OPENERS | FREQUENT | GREETERS]


GREETERS_TEXT = """
dear hi hello hey morning afternoon evening thanks thank cheers good sincerely
"""
GREETERS = frozenset(GREETERS_TEXT.split())
OVERLAP = 1_000
SHORTEST = 3  # 'order 2 lamps' is no number of an order
DETECTORS: tuple[Detector, ...] = (
    *(_whole(TokenKind.PERSON, pattern) for pattern in (HEADER, WROTE, HANDLE)),
    _whole(TokenKind.EMAIL, SPOKEN_EMAIL),
    _personal,
    *(_names(pattern) for pattern in (GREETING, BYE, TITLED, SAID)),
    *(_whole(TokenKind.ADDRESS, pattern) for pattern in (STREET, POST_WORD)),
    *(_whole(TokenKind.NUMBER, pattern) for pattern in (IBAN, PLATE, NETWORK)),
    _whole(TokenKind.DATE, BORN),
    _whole(TokenKind.LINK, LINK),
    _whole(TokenKind.ORDER, CODE),
    _whole(TokenKind.PHONE, SPOKEN_DIGITS),
    _digits,
)


def doubtful_words(text: str) -> list[str]:
    """Return words with a capital in the middle of a sentence: each may be a name."""
    found = [hit[0].removesuffix("'s") for hit in CAPITAL.finditer(text)]
    return list(dict.fromkeys(one for one in found if one.lower() not in FREQUENT))

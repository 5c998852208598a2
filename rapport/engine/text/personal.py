"""Personal data in a text: e-mail addresses, phone numbers, British postcodes, numbers of orders."""

import re

import phonenumbers

from rapport.engine.text.finding import Finding

EMAIL, PHONE, POSTCODE, ORDER = "email", "phone", "postcode", "order"
NATION = "GB"  # where a number without a country code belongs
LONGEST = 50_000  # letters of a text that are looked at
EMAILS = re.compile(r"[^@\s,;<>\"()\[\]:]{1,64}@[^@\s,;<>\"()\[\]]{1,253}\.[^@\s,;<>\"()\[\].!?'’]{2,24}")
POSTCODES = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
ORDER_WORD = re.compile(
    r"\b(?:orders?|invoices?|reference|ref)\b\W{0,3}(?:(?:number|no|nr)\b\W{0,3})?([\w/\-]{0,39}\d[\w/\-]{0,39})",
    re.IGNORECASE,
)
ORDER_SHAPE = re.compile(r"(?<![\w/\-@.])(?=[\w/\-]*\d{3})[A-Za-z\d][\w/\-]{3,39}(?![\w/\-@])")
SHORTEST_PHONE = 7
SHORT_NUMBER = 5  # digits: fewer, without a word before them, are rather a year or a price
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/\-]\d{1,2}[/\-]\d{2,4}")


def emails(text: str) -> list[Finding]:
    """Return the e-mail addresses in a text."""
    return [Finding(EMAIL, hit[0], hit.start(), hit.end()) for hit in EMAILS.finditer(text[:LONGEST])]


def phones(text: str, nation: str = NATION) -> list[Finding]:
    """Return the phone numbers in a text, as written; fewer than seven digits are none."""
    found = phonenumbers.PhoneNumberMatcher(text[:LONGEST], nation, leniency=phonenumbers.Leniency.POSSIBLE)
    return [
        Finding(PHONE, hit.raw_string, hit.start, hit.end)
        for hit in found
        if sum(letter.isdigit() for letter in hit.raw_string) >= SHORTEST_PHONE
    ]


def phone_key(written: str, nation: str = NATION) -> str:
    """Return a phone number in E.164, or nothing where it is none."""
    try:
        number = phonenumbers.parse(written, nation)
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def postcodes(text: str) -> list[Finding]:
    """Return what is shaped like a British postcode."""
    return [Finding(POSTCODE, hit[0], hit.start(), hit.end()) for hit in POSTCODES.finditer(text[:LONGEST])]


def order_numbers(text: str) -> list[Finding]:
    """Return what may be the number of an order: after a word that says so, or by its shape.

    Whether it is one only the register of orders knows. Dates are none, nor bare numbers of fewer than
    five digits without such a word before them.
    """
    text = text[:LONGEST]
    named = {(hit.start(1), hit.end(1)) for hit in ORDER_WORD.finditer(text)}
    shaped = {(hit.start(), hit.end()) for hit in ORDER_SHAPE.finditer(text) if _is_number_like(hit[0])}
    return [
        Finding(ORDER, text[start:end], start, end)
        for start, end in sorted(named | shaped)
        if not DATE.fullmatch(text[start:end])
    ]


def _is_number_like(word: str) -> bool:
    return not word.isdigit() or len(word) >= SHORT_NUMBER


def personal_data(text: str, nation: str = NATION) -> list[Finding]:
    """Return all personal data that can be told by its shape, in order; names cannot."""
    found = [*emails(text), *phones(text, nation), *postcodes(text), *order_numbers(text)]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))

"""Ways to reach a customer: how they are written, and the key by which the same one is known."""

import re
from dataclasses import dataclass

import phonenumbers

from rapport.customers.rules.refusals import ContactNotReadable
from rapport.customers.rules.search import plain_words
from rapport.customers.rules.words import ContactKind

NATION = "GB"  # where a number without a country code belongs
EMAIL = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]+")
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
LONGEST = 400


@dataclass(frozen=True)
class Point:
    """A way to reach somebody as it is shown, and its key: equal keys are the same point."""

    value: str
    key: str


def contact_point(kind: ContactKind | str, value: str, *, nation: str = NATION) -> Point:
    """Return a contact point in its usual form; what does not read as its kind is refused."""
    value = " ".join(value.split())[:LONGEST]
    match ContactKind(kind):
        case ContactKind.EMAIL:
            return _email(value)
        case ContactKind.PHONE:
            return _phone(value, nation)
        case _:
            return _other(value)


def national_digits(key: str) -> str:
    """Return a number in E.164 as people of its country dial it, or nothing where it is none."""
    if not key.startswith("+"):
        return ""
    try:
        number = phonenumbers.parse(key)
    except phonenumbers.NumberParseException:
        return ""
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\D", "", national)


def postcode(address: str) -> str:
    """Return the British postcode in an address, as one word in capitals, or nothing."""
    found = POSTCODE.search(address)
    return "".join(found.groups()).upper() if found else ""


def _email(value: str) -> Point:
    if not EMAIL.fullmatch(value):
        raise ContactNotReadable(value=value[:80], expected="an e-mail address", example="dana@example.org")
    return Point(value.lower(), value.lower())


def _phone(value: str, nation: str) -> Point:
    try:
        number = phonenumbers.parse(value, nation)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        example = "020 7946 0958 or +49 30 901820"
        raise ContactNotReadable(value=value[:80], expected="a phone number", example=example)
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Point(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL), key)


def _other(value: str) -> Point:
    key = " ".join(plain_words(value))
    if not key:
        raise ContactNotReadable(value=value, expected="an address", example="1 High Street, York YO1 7HX")
    return Point(value, key)

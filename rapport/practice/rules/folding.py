"""Shadows of a text: the same letters in a plain form, each with the place it came from."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

# Letters that look like Latin ones and are none, and Latin ones that do not fall apart by themselves.
LOOK_ALIKES = {
    **dict(zip("авекмнорстухіјѕґԁԛԝһ", "abekmhopctyxijsgdqwh", strict=True)),
    **dict(zip("АВЕКМНОРСТУХІЈЅҐ", "ABEKMHOPCTYXIJSG", strict=True)),
    **dict(zip("αβεικνορτυχω", "abeiknoptuxw", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("øłđħıŧþðəɑɡɩ", "oldhitpdeagi", strict=True)),
    **dict(zip("ØŁĐĦŦÞÐ", "OLDHTPD", strict=True)),
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    **dict(zip("\u2018\u2019\u02bc\u00b4`\u2032", "''''''", strict=True)),
    **dict(zip("\u2010\u2011\u2012\u2013\u2014\u2212", "------", strict=True)),
}
UNSEEN = {"\u00ad", "\u034f", "\u180e", "\u2060", "\ufeff", *(chr(code) for code in range(0x200B, 0x2010))}


@dataclass(frozen=True)
class Shadow:
    """A folded text; `places[i]` is where its letter `i` stands in the text it was made from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the shadow stands in the text itself."""
        return self.places[start], self.places[end - 1] + 1


@cache
def plain_letter(letter: str) -> str:
    """Return a letter without accents, look-alikes as what they look like; unseen marks are dropped."""
    if letter in UNSEEN or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return ""
    if letter in LOOK_ALIKES:
        return LOOK_ALIKES[letter]
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    apart = "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
    return "".join(LOOK_ALIKES.get(one, one) for one in apart)


def plain(text: str) -> Shadow:
    """Return a text with its case, spaces and signs kept, and every letter made plain."""
    return _shadow(text, plain_letter)


def squeezed(text: str) -> Shadow:
    """Return the letters and digits of a text alone, in small letters: no space, line or sign is left."""
    return _shadow(text, _squeezed_letter)


def squeezed_code(text: str) -> Shadow:
    """Return a squeezed text in which the letters that are read as digits are digits."""
    return _shadow(text, lambda letter: _squeezed_letter(letter).translate(AS_DIGITS))


AS_DIGITS = str.maketrans("oil", "011")


@cache
def _squeezed_letter(letter: str) -> str:
    return "".join(one for one in plain_letter(letter).casefold() if one.isalnum())


def _shadow(text: str, fold: Callable[[str], str]) -> Shadow:
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = fold(letter)
        letters.append(folded)
        places.extend([place] * len(folded))
    return Shadow("".join(letters), tuple(places))

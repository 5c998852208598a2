"""The money of a row: thousands separators, decimal marks, signs of currency and of refunds."""

from dataclasses import dataclass
from functools import reduce
from typing import Literal

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.columns import CURRENCY_CODES
from rapport.engine.value.log.engines import ask, trimmed
from rapport.engine.value.log.refusals import DecimalMixed, DecimalUnclear
from rapport.engine.value.log.words import Reading, Words, words_of

Mark = Literal[".", ","]
_MINUS = "−–-"  # U+2212, the dash of word processors, and the hyphen, last in its class of letters
_GAP = " \u00a0\u2009\u202f'’"  # blanks and apostrophes between thousands
_TOKEN = f"[^0-9.,()+{_GAP}{_MINUS}]{{1,4}}[.]?"
_NUMBER = f"([0-9.,{_GAP}]*[0-9][.,]?(?:E[+-]?[0-9]+)?)"
_SIGN = f"[+{_MINUS}]?"
_BEFORE = f"(?:{_SIGN} *({_TOKEN})?[{_GAP}]*|({_TOKEN})[{_GAP}]*{_SIGN} *)"
_WHOLE = f"^[(]?{_BEFORE}{_NUMBER}[{_GAP}]*({_TOKEN})?[{_MINUS}]?[)]?$"
_NEGATIVE = f"^[(].*[)]$|^[^0-9]*[{_MINUS}]|[0-9][^0-9]*[{_MINUS}]$"
_PLAIN = "^[+-]?([0-9]+|[0-9]*[.]([0-9]{1,2}|[0-9]{4,})|0*[.][0-9]+)$"
_UNSURE = "^[1-9][0-9]{0,2}[.,][0-9]{3}$"
# What a mark surely is: {d} the fraction, {t} the thousands.
_SURELY = (
    "^[0-9]*[{d}]([0-9]{{0,2}}|[0-9]{{4,}})$|^0[0-9]*[{d}][0-9]+$|^[{d}][0-9]+$|^[0-9]{{4,}}[{d}][0-9]{{3}}$"
    "|[{t}_][0-9]{{3}}[{d}][0-9]*$|^[0-9]{{1,3}}([{t}][0-9]{{2,3}})*[{t}][0-9]{{2,3}}[{t}][0-9]{{3}}$"
)
_READABLE = (
    "^([0-9]*[{d}]?[0-9]*|[0-9]{{1,3}}([{t}][0-9]{{2,3}})*[{t}][0-9]{{3}}([{d}][0-9]*)?"
    "|[0-9]{{1,3}}(_[0-9]{{3}})+([{d}][0-9]*)?)(E[+-]?[0-9]+)?$"
)
SIGNS = {  # in capitals; a sign that several countries share stays what it is
    "£": "GBP", "€": "EUR", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW",
    "₴": "UAH", "₪": "ILS", "₫": "VND", "฿": "THB", "₦": "NGN", "₱": "PHP", "ZŁ": "PLN", "KČ": "CZK",
    "FT": "HUF", "LEI": "RON", "FR": "CHF", "RS": "INR", "RP": "IDR", "$": "$", "¥": "¥", "KR": "kr",
}  # fmt: skip
_SHARED_SIGNS = {
    "$": {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "ARS", "CLP", "COP", "TWD"},
    "¥": {"JPY", "CNY"},
    "kr": {"SEK", "NOK", "DKK", "ISK"},
}


@dataclass(frozen=True)
class Amounts:
    """An amount as `value` (float64, null if unreadable) and the currency written beside it, if any."""

    value: ir.Value
    code: ir.Value | None = None
    reading: Reading | None = None


def read_amounts(table: ibis.Table, value: ir.Value, name: str, decimal: Mark | None) -> Amounts:
    """Read a column of amounts of any type; a mark that may be either is refused, naming the option."""
    if value.type().is_numeric():
        return Amounts(value.cast("float64"))
    text = trimmed(value.cast("string")).upper()
    if decimal != "," and _all_plain(table, text):
        return Amounts(text.try_cast("float64"))
    words = words_of(table, text)
    meanings = _meanings(words, name, decimal).cache()
    return Amounts(meanings["amount"], meanings["code"], Reading(text, meanings))


def _meanings(words: Words, name: str, decimal: Mark | None) -> ibis.Table:
    text = words.word
    number = text.re_extract(_WHOLE, 3).re_replace(f"[{_GAP}]", "_").re_replace("^_+|_+$", "")
    size = _size(number, decimal or _decided(words, number, name))
    known, code = _currency(text)
    signed = ibis.ifelse(text.re_search(_NEGATIVE), -size, size)
    amount = ibis.ifelse(known, signed, ibis.null("float64"))
    return words.table.select("word", amount=amount, code=code)


def _all_plain(table: ibis.Table, text: ir.Value) -> bool:
    seen = ask(table, rows=(text.length() > 0).sum(), plain=text.re_search(_PLAIN).sum())
    return bool(seen["rows"] == seen["plain"])


def _decided(words: Words, number: ir.Value, name: str) -> Mark:
    """Decide the decimal mark from the amounts that can be read in one way only."""
    mantissa = number.re_replace("E.*$", "")
    is_point = mantissa.re_search(_SURELY.format(d=".", t=","))
    is_comma = mantissa.re_search(_SURELY.format(d=",", t="."))
    unsure = mantissa.re_search(_UNSURE)
    seen = ask(
        words.table,
        points=words.count(is_point),
        point_example=number.min(where=is_point),
        commas=words.count(is_comma),
        comma_example=number.min(where=is_comma),
        unsure=words.count(unsure),
        example=number.min(where=unsure),
    )
    if seen["points"] and seen["commas"]:
        facts = {key: seen[key] for key in ("points", "point_example", "commas", "comma_example")}
        raise DecimalMixed(column=name, **facts)
    if seen["unsure"] and not seen["points"] and not seen["commas"]:
        raise DecimalUnclear(column=name, example=seen["example"])
    return "," if seen["commas"] else "."


def _size(number: ir.Value, decimal: Mark) -> ir.Value:
    thousands = "," if decimal == "." else "."
    readable = number.re_search(_READABLE.format(d=decimal, t=thousands)) & number.re_search("[0-9]")
    digits = number.replace(thousands, "").replace("_", "").replace(decimal, ".")
    return ibis.ifelse(readable, digits, ibis.null("string")).try_cast("float64")


def _currency(text: ir.Value) -> tuple[ir.Value, ir.Value]:
    """Return whether what stands beside the number is nothing or a currency, and which."""
    beside = [text.re_extract(_WHOLE, group).re_replace("[.]$", "") for group in (1, 2, 4)]
    token = beside[0] + beside[1] + beside[2]
    code = currency_of(token)
    return (token == "") | code.notnull(), code


def currency_of(token: ir.Value) -> ir.Value:
    """Turn a code or a sign, in capitals, into a currency; null if it is none."""
    is_code = token.isin(sorted(CURRENCY_CODES))
    return token.cases(*SIGNS.items(), else_=ibis.ifelse(is_code, token, ibis.null("string")))


def is_currency(code: ir.Value, asked: str) -> ir.Value:
    """Tell whether a currency written in a log can be the one asked for; $ is that of many countries."""
    signs = [sign for sign, codes in _SHARED_SIGNS.items() if asked in codes]
    return reduce(lambda fits, sign: fits | (code == sign), signs, code == asked)

"""Which column of a log is the customer, the time, the amount, the order, the currency."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from rapport.engine.value.log.contents import LogOptions, listed
from rapport.engine.value.log.refusals import (
    ColumnMissing,
    ColumnNotRecognised,
    ColumnTwice,
    ColumnUnclear,
    CurrencyUnknown,
    HeaderMissing,
)


# Compared without case and without anything but letters and digits. A unit price is left out
# on purpose: it is an amount only after a multiplication that nobody asked for.
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES: Mapping[str, frozenset[str]] = {
    "customer": _words(
        "customer customerid customerno customernumber customerkey custid custno cust client clientid "
        "clientno buyer buyerid user userid member memberid email customeremail emailaddress account "
        "accountid household householdkey kunde kundennr kundennummer"
    ),
    "time": _words(
        "time date day timestamp datetime at orderedat orderdate ordertime orderdatetime purchasedate "
        "purchasedat purchasetime invoicedate transactiondate transactiontime transdate createdat paidat "
        "boughtat soldat saledate salesdate datum"
    ),
    "amount": _words(
        "amount total revenue value sales salesamount saleamount amountpaid totalamount totalprice "
        "totalspent ordertotal ordervalue orderamount grandtotal linetotal netamount spend spent turnover "
        "invoiceamount invoicetotal transactionamount transactionvalue purchaseamount dollars betrag umsatz "
        "amountgbp amounteur amountusd"
    ),
    "order": _words(
        "order orderid orderno ordernumber invoice invoiceid invoiceno invoicenumber receipt receiptid "
        "receiptno basket basketid transactionid transactionno bestellnr bestellnummer"
    ),
    "currency": _words("currency currencycode ccy waehrung"),
}
NEEDED = ("customer", "time", "amount")
# ISO 4217, with some that old logs still hold.
CURRENCY_CODES = _words(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
    "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
    "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED "
    "VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG HRK LTL LVL EEK DEM FRF ITL ESP"
)


class HasColumns(Protocol):
    """A log whose columns are known and not yet read."""

    @property
    def name(self) -> str:
        """Return what sentences call the log."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names in the header, or positions from 1."""

    @property
    def has_header(self) -> bool:
        """Tell whether the columns have names."""

    @property
    def first_line(self) -> tuple[str, ...]:
        """Return the fields of the first line."""


@dataclass(frozen=True)
class Roles:
    """The position of the column that plays each role; `code` is a currency that was asked for."""

    customer: int
    time: int
    amount: int
    order: int | None
    currency: int | None
    by: int | None
    code: str | None


def choose_columns(log: HasColumns, options: LogOptions) -> Roles:
    """Find the column of each role: named by option, else recognised by its name."""
    if not log.has_header and not all(getattr(options, role) for role in NEEDED):
        raise HeaderMissing(file=log.name, columns=listed(log.first_line))
    found = {role: _column(log, options, role) for role in (*NEEDED, "order")}
    currency, code = _currency(log, options)
    by = _named(log, options.by, "by") if options.by else None
    customer, time, amount = (_present(log, role, found[role]) for role in NEEDED)
    return Roles(customer, time, amount, found["order"], currency, by, code)


def _column(log: HasColumns, options: LogOptions, role: str) -> int | None:
    asked = getattr(options, role)
    return _named(log, asked, role) if asked else _recognised(log, role, _asked_for(log, options))


def _present(log: HasColumns, role: str, column: int | None) -> int:
    if column is None:
        raise ColumnNotRecognised(file=log.name, role=role, columns=listed(log.columns))
    return column


def _asked_for(log: HasColumns, options: LogOptions) -> frozenset[int]:
    """Return the columns that an option has given a role; they cannot be recognised for another."""
    asked = (getattr(options, role) for role in NAMES)
    return frozenset(position for name in asked if name for position in _positions(log, name))


def _positions(log: HasColumns, name: str) -> list[int]:
    exact = [at for at, column in enumerate(log.columns) if column == name]
    return exact or [at for at, column in enumerate(log.columns) if column.lower() == name.lower()]


def _named(log: HasColumns, name: str, role: str) -> int:
    positions = _positions(log, name)
    if len(positions) > 1:
        raise ColumnTwice(file=log.name, column=name, count=len(positions))
    if not positions:
        raise ColumnMissing(column=name, file=log.name, columns=listed(log.columns), role=role)
    return positions[0]


def _recognised(log: HasColumns, role: str, taken: frozenset[int]) -> int | None:
    if not log.has_header:
        return None
    fits = [at for at, name in enumerate(log.columns) if at not in taken and bare(name) in NAMES[role]]
    names = Counter(log.columns[at] for at in fits)
    if len(names) > 1:
        raise ColumnUnclear(file=log.name, role=role, columns=listed(list(names)))
    return _named(log, next(iter(names)), role) if names else None


def bare(name: str) -> str:
    """Return the letters and digits of a name, in small letters."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _currency(log: HasColumns, options: LogOptions) -> tuple[int | None, str | None]:
    """Return the currency column and the currency asked for; a column of that name wins over a code."""
    asked = options.currency
    if asked is None:
        return _recognised(log, "currency", _asked_for(log, options)), None
    if _positions(log, asked):
        return _named(log, asked, "currency"), None
    if asked.upper() not in CURRENCY_CODES:
        raise CurrencyUnknown(currency=asked, file=log.name, columns=listed(log.columns))
    return _recognised(log, "currency", _asked_for(log, options)), asked.upper()

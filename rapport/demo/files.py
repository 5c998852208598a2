"""The demo shop's files, as another system would hand them over: customers, orders, referrals, costs."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from rapport.demo.facts import Register
from rapport.demo.shop import Shop
from rapport.demo.staff import TEAM_OF

CURRENCY = "GBP"
PRODUCTS = (  # from so many pounds on
    (0, "Dial cloth, oil and spare glass"),
    (25, "Pocket gauge"),
    (45, "Aneroid barometer, brass"),
    (90, "Kitchen balance, 5 kg"),
    (180, "Wheel barometer, walnut"),
    (350, "Barograph with clockwork drum"),
    (700, "Set of calibrated gauges"),
    (1500, "Laboratory balance, class F1"),
)
REFERRED_BY = "referred by"


def write_files(shop: Shop, register: Register, folder: Path) -> dict[str, Path]:
    """Write the four files below `folder`; return them by kind, in the order in which they are taken in."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {
        "customers": _customers(register),
        "referrals": _referrals(register),
        "orders": _orders(shop),
        "costs": _costs(register),
    }
    return {kind: _write(folder / f"{kind}.csv", lines) for kind, lines in rows.items()}


def product_of(amount: Decimal) -> str:
    """Return what a line of so many pounds was for; nothing for money that went back."""
    if amount < 0:
        return ""
    return [name for pounds, name in PRODUCTS if amount >= pounds][-1]


def _write(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def _customers(register: Register) -> Iterable[Sequence[object]]:
    yield (
        *("external_id", "name", "kind", "email", "phone", "address", "team", "channel", "language"),
        *("contact_style", "contact_basis"),
    )
    for party in register.parties:
        yield (
            *(party.id, party.name, party.kind, party.email, party.phone, party.address),
            *(TEAM_OF[party.category], party.channel, party.language, party.style, party.basis),
        )


def _referrals(register: Register) -> Iterable[Sequence[object]]:
    yield "customer", "referred_by", "date"
    for relation in register.relations:
        if relation.role == REFERRED_BY:
            yield relation.party, relation.other, relation.since


def _orders(shop: Shop) -> Iterable[Sequence[object]]:
    yield "order_id", "customer_id", "ordered_at", "amount", "currency", "product"
    columns = ("order_id", "customer_id", "ordered_at", "amount", "currency")
    for row in zip(*(shop.orders[name].to_pylist() for name in columns), strict=True):
        yield *row, product_of(row[3])


def _costs(register: Register) -> Iterable[Sequence[object]]:
    yield "kind", "month", "amount", "currency", "what", "id"
    for number, cost in enumerate(register.costs, start=1):
        amount = Decimal(cost.pence) / 100
        yield cost.kind, cost.month, amount, CURRENCY, cost.what, f"COST-{number:03d}"

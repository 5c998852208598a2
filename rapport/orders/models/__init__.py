"""What is stored of orders: what was bought and paid, and what is made for it and promised."""

from rapport.orders.models.lines import (
    AtRisk,
    Delivery,
    LinePart,
    Milestone,
    NonConformance,
    PromisedLine,
)
from rapport.orders.models.making import CapacityChange, Part, PartMove, WorkStep
from rapport.orders.models.papers import Agreement, Check, Paper, Requirement, Revision
from rapport.orders.models.purchases import Order, OrderLine, PastChange, Payment, Refund

__all__ = [
    "Agreement",
    "AtRisk",
    "CapacityChange",
    "Check",
    "Delivery",
    "LinePart",
    "Milestone",
    "NonConformance",
    "Order",
    "OrderLine",
    "Paper",
    "Part",
    "PartMove",
    "PastChange",
    "Payment",
    "PromisedLine",
    "Refund",
    "Requirement",
    "Revision",
    "WorkStep",
]

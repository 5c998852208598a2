"""What can be asked of the register, and by whom."""

from rapport.customers.queries.comparison import NeedsOfKind, Said, TypeCompared, types_compared
from rapport.customers.queries.consents import consents_now, may_contact, receipt_is_ours, receipt_of
from rapport.customers.queries.duplicates import Duplicate, Pair, duplicates_of, duplicates_visible_to
from rapport.customers.queries.finding import Page, Row, asked_for, customers_for_export, find_customers
from rapport.customers.queries.pages import (
    CustomerPage,
    PromiseShown,
    RelationShown,
    WorthShown,
    customer_page,
    relations_shown,
    worth_shown,
)
from rapport.customers.queries.promises import promise_counts, promises_owed, state_of
from rapport.customers.queries.sight import (
    access_needs_visible_to,
    alternatives_visible_to,
    card_of,
    consents_visible_to,
    contact_points_visible_to,
    customer_visible_to,
    customers_visible_to,
    merged_into,
    merges_visible_to,
    needs_visible_to,
    promises_visible_to,
    relations_visible_to,
    resolve,
    saved_views_of,
)
from rapport.customers.queries.timelines import Stretch, journey_of, timeline_of
from rapport.customers.rules import Ask, ask_from

__all__ = [
    "Ask",
    "CustomerPage",
    "Duplicate",
    "NeedsOfKind",
    "Page",
    "Pair",
    "PromiseShown",
    "RelationShown",
    "Row",
    "Said",
    "Stretch",
    "TypeCompared",
    "WorthShown",
    "access_needs_visible_to",
    "alternatives_visible_to",
    "ask_from",
    "asked_for",
    "card_of",
    "consents_now",
    "consents_visible_to",
    "contact_points_visible_to",
    "customer_page",
    "customer_visible_to",
    "customers_for_export",
    "customers_visible_to",
    "duplicates_of",
    "duplicates_visible_to",
    "find_customers",
    "journey_of",
    "may_contact",
    "merged_into",
    "merges_visible_to",
    "needs_visible_to",
    "promise_counts",
    "promises_owed",
    "promises_visible_to",
    "receipt_is_ours",
    "receipt_of",
    "relations_shown",
    "relations_visible_to",
    "resolve",
    "saved_views_of",
    "state_of",
    "timeline_of",
    "types_compared",
    "worth_shown",
]

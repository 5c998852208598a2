"""The kinds of files that can be taken in, each with the place of its importer in the room that owns it."""

IMPORTERS = {
    "customers": "rapport.customers.imports.people:CUSTOMERS",
    "referrals": "rapport.customers.imports.referrals:REFERRALS",
    "orders": "rapport.orders.imports:ORDERS",
    "lines": "rapport.orders.imports.promised:LINES",
    "milestones": "rapport.orders.imports.promised:MILESTONES",
    "costs": "rapport.insights.imports:COSTS",
}

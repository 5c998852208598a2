"""Files of costs: what was spent in a month to win customers, or to keep them."""

from rapport.customers.imports.importer import Field, Importer, Reads
from rapport.insights.actions import apply_costs, changed_since, undo_costs

COSTS = Importer(
    kind="costs",
    fields=(
        Field(
            "kind",
            words="type purpose costkind",
            hint="acquisition (to win customers) or retention (to keep them).",
            is_needed=True,
        ),
        Field(
            "month",
            words="date day period monthof",
            hint="The month as 2026-03, or any day of it as 2026-03-15.",
            is_needed=True,
        ),
        Field(
            "amount",
            Reads.MONEY,
            words="cost costs spend spent total value betrag",
            hint="What was spent; below zero it corrects what was spent before.",
            is_needed=True,
        ),
        Field("currency", Reads.CURRENCY, words="currencycode ccy waehrung"),
        Field("what", words="description text note campaign label", hint="What the money was for."),
        Field("id", words="externalid costid number", hint="Id of the cost; the same id is the same cost."),
    ),
    apply_rows=apply_costs,
    undo=undo_costs,
    changed_since=changed_since,
)

"""Files of promised lines and of milestones: one row per line of an order, one per step of a line."""

from rapport.customers.imports.importer import Field, Importer, Reads
from rapport.orders.imports.actions.lines import apply_lines, lines_changed_since, undo_lines
from rapport.orders.imports.actions.milestones import (
    apply_milestones,
    milestones_changed_since,
    undo_milestones,
)

LINES = Importer(
    kind="lines",
    fields=(
        Field(
            "order",
            words="orderid orderno ordernumber salesorder so auftrag",
            hint="Id of the order; it is there already, or its row is rejected.",
            is_needed=True,
        ),
        Field("number", words="line lineno linenumber position pos", hint="Number of the line in its order."),
        Field(
            "item",
            words="product article sku part partnumber material description",
            hint="What is made or fetched.",
            is_needed=True,
        ),
        Field("route", words="routing makeorstock", hint="How it is made; left out: 'as ordered'."),
        Field("quantity", Reads.NUMBER, words="qty pieces units ordered menge", is_needed=True),
        Field(
            "promised",
            Reads.TIME,
            words="promiseddate firstpromise firstconfirmed confirmeddate duedate due deliverydate",
            hint="The first promise; a day without a time ends at 17:00.",
            is_needed=True,
        ),
        Field(
            "promised_now",
            Reads.TIME,
            words="lastpromise lastconfirmed currentpromise newdate",
            hint="The promise as it stands, where it was moved.",
        ),
        Field("asked_for", Reads.TIME, words="requested requesteddate wanted customerdate"),
        Field("delivered", Reads.TIME, words="deliveredat shipped shippedat shipdate despatched"),
        Field(
            "delivered_quantity",
            Reads.NUMBER,
            words="deliveredqty qtydelivered shippedqty qtyshipped",
            hint="Left out: all of it, where there is a day of delivery.",
        ),
        Field(
            "parts",
            words="partnumbers components needs",
            hint="Numbers of parts it waits for, with ; between.",
        ),
    ),
    apply_rows=apply_lines,
    undo=undo_lines,
    changed_since=lines_changed_since,
)
MILESTONES = Importer(
    kind="milestones",
    fields=(
        Field("order", words="orderid orderno ordernumber salesorder so auftrag", is_needed=True),
        Field("number", words="line lineno linenumber position pos", is_needed=True),
        Field(
            "step",
            words="operation milestone activity stepname",
            hint="A step as /works/steps names it.",
            is_needed=True,
        ),
        Field("to_team", words="handoverto receiver nextteam team", hint="The team that receives the work."),
        Field("due", Reads.TIME, words="dueat duedate planned plannedat promised"),
        Field("done", Reads.TIME, words="doneat finished finishedat completed completedat"),
    ),
    apply_rows=apply_milestones,
    undo=undo_milestones,
    changed_since=milestones_changed_since,
)

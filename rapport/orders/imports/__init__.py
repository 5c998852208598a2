"""Files of orders: one row per order, per line of an order, or per refund."""

from rapport.customers.imports.importer import Field, Importer, Reads
from rapport.orders.imports.actions import apply_orders, changed_since, tell_customers, undo_orders

ORDERS = Importer(
    kind="orders",
    fields=(
        Field(
            "order",
            words="orderid orderno ordernumber invoice invoiceid invoiceno invoicenumber receipt receiptid "
            "receiptno basket basketid transactionid transactionno bestellnr bestellnummer",
            hint="Id of the order; its lines and refunds are joined by it. Left out: one order per row.",
            is_group=True,
        ),
        Field(
            "customer",
            words="customerid customerno customernumber customerref client clientid clientno buyer "
            "buyerid user userid memberid email customeremail account accountid householdkey kunde "
            "kundennr kundennummer",
            hint="External id of the customer; one that nobody knows is added.",
            is_needed=True,
        ),
        Field(
            "time",
            Reads.TIME,
            words="date day timestamp datetime at orderedat orderdate ordertime orderdatetime purchasedate "
            "purchasedat purchasetime invoicedate transactiondate createdat paidat boughtat saledate datum",
            hint="Day or time of the order; without a zone it is read as UTC.",
            is_needed=True,
        ),
        Field(
            "amount",
            Reads.MONEY,
            words="total revenue value sales amountpaid totalamount totalprice totalspent ordertotal "
            "ordervalue orderamount grandtotal linetotal netamount spend turnover invoiceamount invoicetotal "
            "transactionamount purchaseamount dollars betrag umsatz amountgbp amounteur amountusd",
            hint="The money of the row; below zero it is a refund.",
            is_needed=True,
        ),
        Field("currency", Reads.CURRENCY, words="currencycode ccy waehrung"),
        Field("product", words="item article sku description productname", hint="What was bought."),
        Field("quantity", Reads.NUMBER, words="qty pieces units count menge"),
    ),
    apply_rows=apply_orders,
    undo=undo_orders,
    changed_since=changed_since,
    finish=tell_customers,
    last="amount",
)

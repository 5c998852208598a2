"""Files of referrals: who was sent to us by whom."""

from rapport.customers.imports import actions
from rapport.customers.imports.importer import Field, Importer, Reads

REFERRALS = Importer(
    kind="referrals",
    fields=(
        Field(
            "customer",
            words="customerid customerno referred referee newcustomer clientid",
            hint="External id of the customer who came.",
            is_needed=True,
        ),
        Field(
            "referred_by",
            words="referrer referrerid referredbyid recommendedby by",
            hint="External id of the customer who sent them.",
            is_needed=True,
        ),
        Field("date", Reads.TIME, words="day referredon referraldate at time since"),
    ),
    apply_rows=actions.apply_referrals,
    undo=actions.undo_referrals,
)

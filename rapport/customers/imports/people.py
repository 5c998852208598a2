"""Files of customers: one row per customer, known by their external id."""

from rapport.customers.imports import actions
from rapport.customers.imports.importer import Batch, Field, Importer
from rapport.customers.imports.queries import touched


def _tell(batch: Batch) -> None:
    """Tell each customer's time-line that a file brought them or changed them."""
    name = batch.run.file_name
    texts = (
        (number, f"{'Changed by' if was else 'Taken in from'} {name}") for number, was in touched(batch.run)
    )
    actions.tell_timelines(batch.run, texts, at=batch.at)


CUSTOMERS = Importer(
    kind="customers",
    fields=(
        Field(
            "external_id",
            words="customerid customerno customernumber clientid client accountid id number customer",
            hint="What the customer is called in the other system; the file is matched by it.",
            is_needed=True,
        ),
        Field("name", words="fullname customername company companyname organisation", is_needed=True),
        Field("kind", words="type", hint="person, organisation or team; left out: person."),
        Field("email", words="mail emailaddress customeremail"),
        Field("phone", words="telephone tel mobile phonenumber"),
        Field("address", words="postaladdress street"),
        Field("team", hint="The name of a team that is there already."),
        Field(
            "channel", words="preferredchannel", hint="How they want to be reached: email, phone, letter, ..."
        ),
        Field("language", words="lang locale"),
        Field("contact_style", words="style"),
        Field("contact_basis", words="basis", hint="Why a prospect may be approached."),
        Field("notes", words="note remark remarks comment"),
    ),
    apply_rows=actions.apply_customers,
    undo=actions.undo_customers,
    changed_since=actions.customers_changed_since,
    finish=_tell,
)

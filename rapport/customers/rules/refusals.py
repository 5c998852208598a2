"""What the register declines, and the way out."""

from rapport.customers.rules.changes import Difference
from rapport.lib.errors import Refusal


class CustomerNotFound(Refusal):
    """There is no such customer, or the person may not see them: the same answer for both."""

    code = "customer_not_found"
    text = "Customer {number} is not in your register. Look for them by name in the list."


class FilterNotKnown(Refusal):
    """A list was asked for by a key or a value that it does not have."""

    code = "filter_not_known"
    text = "The list of customers knows no {what} '{value}'. It knows: {known}. Choose one of these."


class FieldNotKnown(Refusal):
    """A change names a field that a customer does not have, or that is changed elsewhere."""

    code = "customer_field_not_known"
    text = "A customer has no field '{field}' to fill in. It has: {known}. Use one of these."


class FieldNotRight(Refusal):
    """A field holds what it cannot hold."""

    code = "customer_field_not_right"
    text = "{field} is '{value}'. It expects {expected}. Change it and save again."


class ChangedMeanwhile(Refusal):
    """Somebody else saved the customer since this person opened it; nothing was overwritten."""

    code = "changed_meanwhile"
    text = (
        "{name} was changed by somebody else since you opened it; the difference is in: {fields}. "
        "Compare both, then save again with version {version}."
    )

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return field by field what was there, what they wrote, and what you wrote."""
        found: tuple[Difference, ...] = self.facts["differences"]
        return found


class ExternalIdTaken(Refusal):
    """Two customers cannot have one number of another system; told to who may see the one that has it."""

    code = "external_id_taken"
    text = (
        "External id '{value}' belongs to {name}, customer {number}, already. Use another, or merge the two."
    )


class ExternalIdNotFree(Refusal):
    """The same to somebody who may not see who has it: nothing is said of anybody."""

    code = "external_id_not_free"
    text = "External id '{value}' cannot be given here. Leave it out, and ask a leader to enter it."


class ContactNotReadable(Refusal):
    """What was typed is no address or number of its kind."""

    code = "contact_not_readable"
    text = "'{value}' does not read as {expected}. Write it like {example}."


class ContactThere(Refusal):
    """A customer has this way to be reached already."""

    code = "contact_there"
    text = "{name} has the {kind} '{value}' already. Change the label of that one instead."


class RelationNotPossible(Refusal):
    """A relation would be with oneself or stands there already."""

    code = "relation_not_possible"
    text = "{name} cannot be '{role}' of {other}: {reason}. Choose another party or another role."


class PromiseAlreadyKept(Refusal):
    """A promise is kept once."""

    code = "promise_already_kept"
    text = "Promise {number} is already kept. Make a new promise instead."


class PromiseInThePast(Refusal):
    """A promise falls due after it is made."""

    code = "promise_in_the_past"
    text = "The promise would fall due at {due}, which is not after {made}. Set a later time."


class PromiseBroken(Refusal):
    """A promise is moved before it breaks, so that the customer hears of it from us first."""

    code = "promise_broken"
    text = (
        "Promise {number} was due at {due} and broke then, so it cannot be moved. Tell the customer, keep it "
        "late, or make a new promise."
    )


class PromiseWithdrawn(Refusal):
    """Nobody waits any longer for a promise that was withdrawn."""

    code = "promise_withdrawn"
    text = "Promise {number} was withdrawn: nobody waits for it. Make a new promise instead."


class PromiseMovedWithoutReason(Refusal):
    """The customer is told why."""

    code = "promise_without_reason"
    text = "Promise {number} cannot be {deed} without a reason. Say why, as the customer will read it."


class AlreadyEnded(Refusal):
    """What has ended cannot end again."""

    code = "already_ended"
    text = "The {thing} '{text_of_it}' has ended already. Note a new one if it is back."


class AlreadyArchived(Refusal):
    """A customer is archived, or is not, already."""

    code = "archive_state"
    text = "{name} {state} already. Open the page again to see how it stands."


class MergedMeanwhile(Refusal):
    """One of two records to be merged is merged already."""

    code = "merged_meanwhile"
    text = "{name} was merged into customer {into} meanwhile. Open that one and look again."


class MergeNotPossible(Refusal):
    """A record cannot take in itself."""

    code = "merge_not_possible"
    text = "{name} cannot be merged with itself. Choose the other record of the two."


class UndoNotPossible(Refusal):
    """A merge cannot be undone as things stand."""

    code = "undo_merge_not_possible"
    text = "Merge {number} cannot be undone: {reason}. {way_out}"


class ConsentNotRight(Refusal):
    """A consent event does not fit to what stands in the ledger."""

    code = "consent_not_right"
    text = "Consent for {purpose} by {channel} cannot be recorded as '{state}': {reason}. {way_out}"


class ViewNameTaken(Refusal):
    """Two saved views of one person cannot have one name."""

    code = "view_name_taken"
    text = "You have a view named '{name}' already. Choose another name, or drop that one first."


class TooLong(Refusal):
    """A text is longer than its field."""

    code = "text_too_long"
    text = "{field} has {length} characters. It holds up to {most}. Shorten it and save again."

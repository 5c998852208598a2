"""What is refused of parts, steps and papers."""

from rapport.lib.errors import Refusal


class TeamNotACustomer(Refusal):
    """A hand-over is promised to the customer that stands for the team."""

    code = "team_not_a_customer"
    text = (
        "Team '{team}' stands in the register as no internal customer: nothing can be promised to it. "
        "Add an internal customer that the team is served as, or leave out the team or the time."
    )


class HandedOver(Refusal):
    """A step is done once."""

    code = "handed_over"
    text = "{step} of line {line} was handed over on {on} already."


class PartNotKnown(Refusal):
    """There is no such part."""

    code = "part_not_known"
    text = "There is no part '{number}'. /orders/parts lists them; add it there first."


class PartNumberTaken(Refusal):
    """A part has a number of its own."""

    code = "part_number_taken"
    text = "There is a part '{number}' already: {name}. Change that one, or choose another number."


class StepNotKnown(Refusal):
    """There is no such step."""

    code = "work_step_not_known"
    text = "There is no step '{name}'. /orders/steps lists them; add it there first."


class StepNameTaken(Refusal):
    """A step has a name of its own."""

    code = "step_name_taken"
    text = "There is a step '{name}' already. Give the new one another name."


class CapacityNotRight(Refusal):
    """Days and per cent that cannot be."""

    code = "capacity_not_right"
    text = (
        "{percent}% from {from_on} until {until_on} cannot be. Expected 0 to 99%, and an end "
        "that is not before the start."
    )


class PaperNotKnown(Refusal):
    """There is no such paper."""

    code = "paper_not_known"
    text = "There is no paper numbered '{number}'. /works/papers lists them; add it there first."


class PaperNumberTaken(Refusal):
    """A paper has a number of its own."""

    code = "paper_number_taken"
    text = "There is a paper '{number}' already. Issue a new revision of it instead."


class RevisionThere(Refusal):
    """A mark is used once."""

    code = "revision_there"
    text = "{paper} has a revision '{mark}' already. Give the new one the next mark."


class RevisionNotIssued(Refusal):
    """A paper without a revision says nothing that could be agreed to."""

    code = "revision_not_issued"
    text = "'{number}' has no revision yet. Issue one at /orders/papers first."


class AgreementNotFound(Refusal):
    """There is no such agreement, or none that the person may see; the same answer for both."""

    code = "agreement_not_found"
    text = "There is no agreement {number} to ask for, or none that you may see. /agreements lists them."


class AgreementAskedFor(Refusal):
    """A customer is asked once."""

    code = "agreement_asked_for"
    text = "The customer was asked about {revision} on {on} already. Note their answer on the line's page."


class AnswerThere(Refusal):
    """A revision is answered once."""

    code = "answer_there"
    text = "{revision} was {answer} by {who} on {on}. Issue a new revision if that changed."


class WhoNotSaid(Refusal):
    """Somebody at the customer agreed, and the record says who."""

    code = "who_not_said"
    text = "Say who at the customer answered about {revision}: a name, and how if you like."

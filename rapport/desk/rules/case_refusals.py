"""What is declined of the work on cases, and the way out."""

from rapport.lib.errors import Refusal


class CaseFilterNotKnown(Refusal):
    code = "case_filter_not_known"
    text = "The list of cases cannot be asked for {what} '{value}'. It takes: {known}. Choose one of these."


class CaseTaken(Refusal):
    """Two people took one case: the first has it, the second is told."""

    code = "case_taken"
    text = "Case {number} is with {name} since. Take another, or hand it over to yourself and say why."


class ColleagueNotKnown(Refusal):
    code = "colleague_not_known"
    text = "Nobody called '{name}' works on cases here. Choose one of: {known}."


class MergeOfCasesNotPossible(Refusal):
    code = "merge_of_cases_not_possible"
    text = "Case {number} cannot be merged into case {into}: {why}. {way_out}"


class SplitNotPossible(Refusal):
    code = "split_not_possible"
    text = "Of the {there} messages in case {number}, {chosen} were chosen to move. {way_out}"


class TooLateToTakeBack(Refusal):
    """A reply can be taken back only while it is held."""

    code = "too_late_to_take_back"
    text = (
        "Message {number} is {delivery} already: it can be taken back for {seconds} seconds. "
        "Write another one that puts it right."
    )


class BulkNotUndone(Refusal):
    code = "bulk_not_undone"
    text = "The deed on {count} cases cannot be undone: {why}. Open the cases and change them one by one."


class PlaceholderNotKnown(Refusal):
    code = "placeholder_not_known"
    text = "There is no placeholder '{name}'. There are: {known}. Change the text and save it again."


class FileTooLarge(Refusal):
    code = "file_too_large"
    text = "The file '{name}' has {size} MB. A message takes files of up to {most} MB. Send a smaller one."


class CallAddressNotAllowed(Refusal):
    """An address that leads into our own network, or is none: webhooks go to the public internet alone."""

    code = "call_address_not_allowed"
    text = (
        "'{url}' cannot be called: {why}. Give an https address of a public host, without a password in it."
    )


class EventNotKnown(Refusal):
    code = "event_not_known"
    text = "There is no event '{event}'. There are: {known}. Choose one or more."

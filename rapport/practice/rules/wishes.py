"""What is right for wishes: one open wish of a person for each thing."""

from rapport.lib.errors import Refusal

LONGEST_WORDS = 300


class WishNotKnown(Refusal):
    code = "wish_not_known"
    text = "There is no topic, case study or role-play '{about}' to wish for. Choose one from the list."


class WishedAlready(Refusal):
    code = "wished_already"
    text = "You wish for “{title}” already. Take that wish back first to write another."

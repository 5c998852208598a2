"""What the clock does in practice: goals are to be looked at again."""

from datetime import datetime

from rapport.practice.actions.goals import tell_of_reviews


def tell_reviews(at: datetime) -> str:
    """Tell everybody of their goals whose day of review has come."""
    told = tell_of_reviews(at=at)
    return f"{told} goals to look at" if told else ""

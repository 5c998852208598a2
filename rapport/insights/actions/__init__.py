"""What can be done in insights: value everybody, and take in what customers cost."""

from rapport.insights.actions.costs import apply_costs, changed_since, undo_costs
from rapport.insights.actions.rates import drop_rate, note_rates
from rapport.insights.actions.worth import refresh_worth

__all__ = ["apply_costs", "changed_since", "drop_rate", "note_rates", "refresh_worth", "undo_costs"]

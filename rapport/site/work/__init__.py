"""Chores: what Rapport does by the clock, which of it is due, and the loop that does it."""

"""Short answers marked point by point: practice feedback and a suggestion, never a verdict."""

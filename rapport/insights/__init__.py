"""The bridge to the value engine: what customers are worth, where they stand, and what keeps them."""

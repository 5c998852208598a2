"""The desk: every contact, complaint and promise handled, and nothing lost."""

"""Tokens: keys by which programs come in as the person who made them, for some doors and some days."""

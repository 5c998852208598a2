"""Rapport: every contact answered by someone who knows the customer."""

__version__ = "0.1.0"

"""Measures of service: shares, rates, means and times, each with its interval."""

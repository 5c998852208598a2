"""The words with which pages speak of customers."""

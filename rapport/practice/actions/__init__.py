"""What is done in practice, one action in one transaction."""

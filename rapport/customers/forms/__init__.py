"""What can be filled in about customers, one module per noun."""

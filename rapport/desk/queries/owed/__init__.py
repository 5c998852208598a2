"""What can be asked about what a customer is owed, and by whom."""

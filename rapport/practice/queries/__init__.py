"""What can be asked of practice, and by whom."""

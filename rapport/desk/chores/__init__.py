"""What the desk does by the clock."""

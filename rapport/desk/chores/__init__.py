"""What the clock does at the desk."""

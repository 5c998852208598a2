"""What the forms of practice take."""

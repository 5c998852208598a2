"""Practice: what staff and learners learn, answer and show."""

"""What is right in practice content: its shape, what it covers, how it is handed to the marker."""

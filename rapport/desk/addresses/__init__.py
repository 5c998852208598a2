"""The addresses of the desk, by part."""

"""The addresses of the desk, part by part."""

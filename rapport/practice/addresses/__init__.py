"""The addresses of practice, part by part."""

"""The web door of the desk, one module per noun."""

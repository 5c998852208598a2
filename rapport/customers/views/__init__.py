"""The web door of the register, one module per noun."""

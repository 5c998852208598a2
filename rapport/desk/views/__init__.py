"""The web door of the desk."""

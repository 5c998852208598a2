"""The JSON door of the desk."""

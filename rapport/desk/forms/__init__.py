"""The forms of the desk: what is typed, checked for its shape."""

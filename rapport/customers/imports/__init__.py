"""Taking in files: read them, map their columns, apply their rows once, and undo them as a whole."""

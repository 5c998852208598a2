"""Words that the templates of the desk ask for."""

"""What a text says about itself: ease, tone, questions, promises, moments, personal data. English only."""

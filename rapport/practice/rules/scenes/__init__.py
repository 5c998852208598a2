"""Role-play: the shape of a scene, the customer in it, and what a learner may take from it."""

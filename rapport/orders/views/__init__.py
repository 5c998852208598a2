"""The pages of the room: orders, and the files that are taken in."""

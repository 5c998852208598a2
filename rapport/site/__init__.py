"""The web door: settings, addresses, pages that belong to no room, and the server."""

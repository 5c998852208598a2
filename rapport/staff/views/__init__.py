"""The pages of the room: people, teams, the audit, one's own account, and joining."""

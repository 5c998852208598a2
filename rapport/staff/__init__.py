"""Who works here: people, roles, teams, authority, hours, sign-in, and the audit of what they did."""

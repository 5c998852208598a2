"""What can be done about what a customer is owed: facts told, choices noted, decisions made."""

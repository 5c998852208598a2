"""What a customer is owed, as a case tells it: facts, answers, differences, decisions, letters."""

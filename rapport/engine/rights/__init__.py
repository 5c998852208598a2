"""What a customer is owed: UK consumer, data-protection, equality and complaints law as plain rules.

`assess(read_facts({...}))` returns conclusions with their sources, clocks and who decides. Information,
not legal advice.
"""

from rapport.engine.rights.asking import explain, next_question
from rapport.engine.rights.assess import as_json, assess, question_of
from rapport.engine.rights.facts import Facts
from rapport.engine.rights.findings import Assessment, Conclusion, Decides, Due
from rapport.engine.rights.reading import read_facts

__all__ = [
    "Assessment",
    "Conclusion",
    "Decides",
    "Due",
    "Facts",
    "as_json",
    "assess",
    "explain",
    "next_question",
    "question_of",
    "read_facts",
]

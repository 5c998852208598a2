"""What the made cases say: the same for Rapport and for the desk it is compared with."""

import random

SUBJECTS = (
    "The gauge reads wrong", "Where is my parcel", "The invoice has the old address", "A refund of two",
    "Can the lead time be shorter", "Calibration papers for the audit", "The lid came broken",
)  # fmt: skip
WORDS = """
the to a and of is in it for on we that was have not with you be this are at as but from our or an
by order gauge delivery week papers address part quote price day team call reply number batch seal
pump valve lid box label driver depot sample audit drawing thread bore flange gasket torque spare
urgent wrong late broken missing short heavy loose wet rusty bent cracked dirty noisy cold second
third new old still again already never often always soon today yesterday morning Monday Friday
March colleague supplier customer warehouse office workshop line shift plant engineer buyer clerk
manager contract terms credit note statement refund payment card bank transfer receipt copy file
form picture serial ask send bring take wait need want find check repair return replace cancel
change confirm explain promise thank regret expect arrive leave open close fit leak stop start
measure read hold turn lift
""".split()  # noqa: SIM905 - a list of 160 quoted words reads worse
WEIGHTS = [1 / (place + 3) for place in range(len(WORDS))]  # few words make up most of what people write
LENGTH = 70  # words of a message


def subject_of(number: int) -> str:
    """Return what case `number` is about; its number is the one word that no other case has."""
    return f"{random.Random(number).choice(SUBJECTS)} ({number})"


def text_of(number: int, turn: int) -> str:
    """Return what is said in a case in its message `turn`."""
    said = random.Random(number * 10 + turn).choices(WORDS, WEIGHTS, k=LENGTH)
    return " ".join(said).capitalize() + "."


def turns_of(number: int) -> int:
    """Return how many messages a case has: two or three."""
    return 2 + number % 2


def customer_of(number: int, customers: int) -> int:
    """Return whose case it is."""
    return random.Random(number + 1).randrange(customers)

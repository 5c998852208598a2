"""A mail to the demo shop, to be handed to it by whoever tries it out."""

from collections import Counter
from email.message import EmailMessage
from pathlib import Path

from rapport.demo.facts import Party, Register
from rapport.demo.setting import CONSUMER_POST

NAME = "mail-to-the-shop.eml"
SUBJECT = "The needle of my barometer sticks"
TEXT = """Good morning,

since the weekend the needle of my barometer sticks at "Change", whatever the weather does. Can you mend
it, and how long would I be without it? My daughter's wedding is in three weeks, and it hangs in the
hall where everybody comes in.

With kind regards
{name}
"""


def write_sample(folder: Path, register: Register) -> Path:
    """Write a customer's mail to the shop into a file, and return its place."""
    party = _somebody_known(register)
    mail = EmailMessage()
    mail["From"] = f"{party.name} <{party.email}>"
    mail["To"] = f"{CONSUMER_POST.name} <{CONSUMER_POST.address}>"
    mail["Subject"] = SUBJECT
    mail.set_content(TEXT.format(name=party.name))
    path = folder / NAME
    path.write_bytes(mail.as_bytes())
    return path


def _somebody_known(register: Register) -> Party:
    """Return a customer of whom there is something to know, and who alone has their address."""
    with_need = {need.party for need in register.needs if not need.is_want}
    owners = Counter(party.email for party in register.parties)
    wanted = [party for party in register.parties if party.sort == "consumer" and owners[party.email] == 1]
    return next((party for party in wanted if party.id in with_need), wanted[0])

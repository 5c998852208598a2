"""Electronic marketing: Privacy and Electronic Communications Regulations 2003."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Denied, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.rules import Body

PECR = date(2003, 12, 11)
TPS_DAYS = 28
GIVEN = ("given", "opt_in", "explicit", "yes", "freely_given", "specific", "ticked_by_person", "active")


def concerns(matter: Matter) -> bool:
    """Tell whether a message of marketing, or the consent to one, is looked at."""
    request = matter.request
    return bool(request and request.kind in ("marketing_check", "consent_check"))


BODY = Body("Marketing", "Messages and calls of marketing", concerns, [])
rule = BODY.rule


@rule("PE-01", "E-mail and text", source="PECR 2003 reg 22", since=PECR, basis="D")
def email(matter: Matter) -> Iterator[Finding]:
    """State whether an individual may be written to: consent, or details from an own sale."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if request.channel == "live_call" or (request.kind == "consent_check" and request.channel != "email"):
        return
    if not request.channel:
        yield Ask("request.channel")
        return
    if matter.is_business:
        yield Denied(
            "pecr.email_not_allowed", "The rule protects individuals; a named person's objection still binds."
        )
    elif request.consent in GIVEN:
        yield Denied("pecr.email_not_allowed", "The person consented.")
    elif request.sale_or_negotiation:
        yield Stated("pecr.soft_opt_in")
        yield Denied(
            "pecr.email_not_allowed", "The details come from a sale, with an easy way to refuse each time."
        )
        yield Decide(
            "whether it is for similar products of ours, and refusal was offered when the address was taken"
        )
    elif is_told(request.sale_or_negotiation) or is_told(request.consent) or is_told(request.source):
        yield from _not_allowed(request.sale_or_negotiation, request.source, request.consent)
    else:
        yield Ask("request.consent")
        yield Ask("request.sale_or_negotiation")


def _not_allowed(sale: object, source: object, consent: object) -> Iterator[Finding]:
    """State that it is not allowed where neither consent nor a sale can stand behind it."""
    if (is_told(sale) and (is_told(consent) or is_told(source))) or (is_told(consent) and is_told(source)):
        yield Stated("pecr.email_not_allowed")
        yield Denied("pecr.soft_opt_in", "The address does not come from a sale of ours or talks about one.")
        return
    if not is_told(consent):
        yield Ask("request.consent")
    if not is_told(sale):
        yield Ask("request.sale_or_negotiation")
    if consent is not None and is_told(consent):
        yield Stated("pecr.email_not_allowed")  # told, and not of a kind that counts


@rule("PE-03", "Live calls", source="PECR 2003 regs 21, 26", since=PECR, basis="D")
def calls(matter: Matter) -> Iterator[Finding]:
    """State whether a number may be called."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if request.channel != "live_call":
        return
    if request.told_us_no_objection:
        yield Denied("pecr.call_not_allowed", "The person told us that they do not mind.")
    elif not is_told(request.on_tps_days):
        yield Ask("request.on_tps_days")
    elif isinstance(request.on_tps_days, int) and request.on_tps_days >= TPS_DAYS:
        if is_told(request.told_us_no_objection):
            yield Stated("pecr.call_not_allowed")
        else:
            yield Stated("pecr.call_not_allowed", unless=("they told us that they do not mind",))
            yield Ask("request.told_us_no_objection")
    else:
        yield Denied("pecr.call_not_allowed", "The number is not on the list, or for less than 28 days.")

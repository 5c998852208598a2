"""Electronic marketing: Privacy and Electronic Communications Regulations 2003."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Finding, Stated
from rapport.engine.rights.kinds import Maybe
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.requests import Request
from rapport.engine.rights.rules import Body

PECR, CHARITIES = date(2003, 12, 11), date(2026, 2, 5)
TPS_DAYS = 28
# Words of a code that tell whether consent was given, and where an address comes from.
GIVEN = (
    "opt", "opted", "given", "explicit", "express", "yes", "freely", "specific", "ticked", "active",
    "signed",
)  # fmt: skip
NOT_GIVEN = (
    "pre", "preticked", "not", "no", "none", "without", "withdrawn", "assumed", "implied", "bundled",
    "silence", "out", "refused", "never", "missing",
)  # fmt: skip
OF_OTHERS = ("bought", "purchased", "rented", "list", "scraped", "harvested", "broker", "third", "public")
OF_SUPPORTERS = ("donation", "donor", "supporter", "support", "volunteer", "interest", "appeal", "enquiry")


UNLESS_SALE = "the address comes from a sale of ours, or talks about one"
UNLESS_CONSENT = "they consented to our writing"
UNLESS_CHARITY = "we are a charity and they support us"
UNLESS_COMPANY = "it is a company's address"


def concerns(matter: Matter) -> bool:
    """Tell whether a message of marketing, or the consent to one, is looked at."""
    request = matter.request
    return bool(request and request.kind in ("marketing_check", "consent_check"))


BODY = Body("Marketing", "Messages and calls of marketing", concerns, [])
rule = BODY.rule


def is_written(request: Request) -> bool:
    """Tell whether a message is looked at, not a call and not a child's consent."""
    return request.channel == "email"


def has_consented(consent: Maybe[str]) -> bool | None:
    """Tell whether a code says that consent was given; None where nobody told."""
    if not is_told(consent):
        return None
    words = consent.split("_") if consent else []
    return any(word in GIVEN for word in words) and not any(word in NOT_GIVEN for word in words)


def is_of_others(source: Maybe[str]) -> bool:
    """Tell whether an address comes from others, not from the person."""
    return any(word in OF_OTHERS for word in (source or "").split("_"))


@rule("BB-08", "Companies", source="PECR 2003 reg 22(1)", since=PECR, basis="D")
def companies(matter: Matter) -> Iterator[Finding]:
    """Say that the rule on messages protects individuals alone."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if is_written(request) and matter.is_business:
        because = "The rule protects individuals; a named person's objection still binds."
        yield Denied("pecr.email_not_allowed", because)


@rule("PE-01", "E-mail and text", source="PECR 2003 reg 22", since=PECR, basis="D")
def email(matter: Matter) -> Iterator[Finding]:
    """State whether an individual may be written to: consent, or details from an own sale."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if not request.channel and not (request.kind == "consent_check" and is_told(matter.facts.age)):
        yield Ask("request.channel")
    if not is_written(request) or matter.is_business:
        return
    consented, sold = has_consented(request.consent), request.sale_or_negotiation
    if consented:
        yield Denied("pecr.email_not_allowed", "The person consented.")
    elif sold:
        yield Stated("pecr.soft_opt_in")
        yield Denied("pecr.email_not_allowed", "The details come from a sale, with an easy way to refuse.")
        yield Decide("whether it is for similar products of ours, and refusal was offered each time")
    elif not supports(matter):
        yield from _without(matter, request, consented)


def _without(matter: Matter, request: Request, consented: object) -> Iterator[Finding]:
    """State that it is not allowed where neither consent nor a sale stands behind it."""
    is_foreign = is_of_others(request.source)
    is_check = request.kind == "consent_check"  # is it good for anything by itself?
    could_be = (
        (
            "request.sale_or_negotiation",
            UNLESS_SALE,
            is_told(request.sale_or_negotiation) or is_foreign,
            is_check,
        ),
        ("request.consent", UNLESS_CONSENT, consented is not None, is_foreign),
        ("customer", UNLESS_COMPANY, is_told(matter.facts.customer), True),
        ("we_are", UNLESS_CHARITY, is_told(matter.facts.we_are) or not is_of_supporters(request), True),
        ("request.source", UNLESS_CHARITY, is_told(request.source) or not is_charity(matter), False),
    )
    missing = [(name, words, is_minor) for name, words, told, is_minor in could_be if not told]
    yield from (Ask(name) for name, _, _ in missing)
    if all(is_minor for _, _, is_minor in missing):
        yield Stated("pecr.email_not_allowed", unless=tuple(words for _, words, _ in missing))
        yield Denied("pecr.soft_opt_in", "The address does not come from a sale of ours or talks about one.")


def is_charity(matter: Matter) -> bool:
    """Tell whether we are a charity."""
    return "charity" in (matter.facts.we_are or "")


def is_of_supporters(request: Request) -> bool:
    """Tell whether an address comes from somebody who supports us or asked about it."""
    return any(word in OF_SUPPORTERS for word in (request.source or "").split("_"))


def supports(matter: Matter) -> bool:
    """Tell whether a charity writes to its supporters."""
    return is_charity(matter) and bool(matter.request and is_of_supporters(matter.request))


@rule(
    "PE-02",
    "Charities",
    source="Data (Use and Access) Act 2025 s.114; SI 2026/82 reg 2(x)",
    since=CHARITIES,
    basis="D",
)
def charity(matter: Matter) -> Iterator[Finding]:
    """Let a charity write to its supporters for its own purposes, with an easy way to refuse."""
    request = matter.request
    if request and is_written(request) and supports(matter) and not has_consented(request.consent):
        yield Stated("pecr.soft_opt_in")
        yield Denied("pecr.email_not_allowed", "A charity may write to its supporters, with a way to refuse.")
        yield Decide("whether it is for the charity's own purposes, and refusal was offered each time")


@rule(
    "PE-02",
    "Charities, before",
    source="PECR 2003 reg 22",
    since=PECR,
    until=date(2026, 2, 4),
    basis="D",
)
def charity_before(matter: Matter) -> Iterator[Finding]:
    """Say that a charity needed consent until 4 February 2026."""
    request = matter.request
    if request is None or not is_written(request) or not supports(matter):
        return
    if not is_told(request.consent):
        yield Ask("request.consent")
    elif not has_consented(request.consent):
        yield Stated("pecr.email_not_allowed")
        yield Denied("pecr.soft_opt_in", "Charities have had a soft opt-in since 5 February 2026.")


@rule(
    "PE-04, PE-05",
    "Who sends, and what is marketing",
    source="PECR 2003 reg 23",
    since=PECR,
    basis="D",
    status="U",
    decides=Decides.PERSON,
)
def sender(matter: Matter) -> Iterator[Finding]:
    """Leave to a person whether the sender is shown, refusing works, and whether it is marketing at all."""
    request = matter.request
    if request and is_written(request):
        yield Decide(
            "whether the sender is shown, the way to refuse works, and a service message holds no promotion"
        )


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
        is_open = not is_told(request.told_us_no_objection)
        unless = ("they told us that they do not mind",) if is_open else ()
        yield Stated("pecr.call_not_allowed", unless=unless)
        if is_open:
            yield Ask("request.told_us_no_objection")
    else:
        yield Denied("pecr.call_not_allowed", "The number is not on the list, or for less than 28 days.")

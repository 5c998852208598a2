"""Who the customer is in law, how long a claim lives, and credit that is linked to a purchase."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.goods import ACT, delivered_on
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import months_after, spoken

SUE_MONTHS = {"england": 72, "wales": 72, "northern_ireland": 72, "scotland": 60}
CREDIT_ABOVE_GBP, CREDIT_UP_TO_GBP = 100, 30_000


def concerns(matter: Matter) -> bool:
    """Tell whether something was bought."""
    facts = matter.facts
    return bool(facts.supply or facts.channel) or (not matter.request and not facts.requests)


BODY = Body("Scope", "Who counts as a consumer, time to sue, linked credit", concerns, [])
rule = BODY.rule
NEITHER = Body("Neither", "Colleagues, stakeholders, and offices abroad", lambda _: True, [])


@rule(
    "SC-01, SC-03",
    "Consumer or not, and what was bought",
    source="Consumer Rights Act 2015 ss.1(3)-(6), 2(2)-(4), (7); Consumer Contracts Regulations 2013 reg 4",
    since=date(2014, 6, 13),
)
def consumer_or_not(matter: Matter) -> Iterator[Finding]:
    """State whether consumer law applies; doubt is for whoever denies it to prove."""
    facts = matter.facts
    if not facts.customer:
        yield Ask("customer")
    elif facts.customer == "consumer":
        yield Stated("scope.consumer_contract")
        yield Denied("scope.b2b", "The customer is a consumer.")
    elif facts.customer in ("individual", "unclear"):
        yield from _individual(matter)
    if not facts.supply and facts.customer in ("consumer", "business", "individual", "unclear"):
        yield Ask("supply")
    if not is_told(facts.nation):
        yield Ask("nation")


def _individual(matter: Matter) -> Iterator[Finding]:
    yield Stated("scope.trader_must_prove_not_consumer")
    yield Decide("whether the customer is not a consumer")
    if matter.is_consumer:
        yield Stated("scope.consumer_contract")
        yield Denied("scope.b2b", "It is wholly or mainly for private use.")
    elif matter.is_business:
        yield Stated("scope.b2b")
        yield Denied("scope.consumer_contract", "It is wholly or mainly for a trade.")
    else:
        yield Ask("use")


@rule("SC-02", "Auctions", source="Consumer Rights Act 2015 s.2(5)-(6)", since=ACT)
def auction(matter: Matter) -> Iterator[Finding]:
    """Say that goods bought second-hand at an auction have few of these rights."""
    facts = matter.facts
    if not matter.is_consumer or not matter.could_be_auction:
        return
    if matter.is_auction:
        yield Stated("scope.auction_few_rights")
        yield Denied("goods.repair_or_replace", "Bought second-hand at an auction that one could attend.")
        yield Denied("goods.short_term_reject", "Bought second-hand at an auction that one could attend.")
    yield from (
        Ask(name)
        for name in ("second_hand", "public_auction", "can_attend")
        if not is_told(getattr(facts, name))
    )


@rule("SC-04", "Business customers", source="Consumer Rights Act 2015 ss.1(1), 2(3)", since=date(2014, 6, 13))
def business(matter: Matter) -> Iterator[Finding]:
    """Say that consumer law does not apply to a business."""
    if matter.facts.customer == "business":
        yield Stated("scope.b2b")
        yield Denied("scope.consumer_contract", "A business is no consumer.")


@NEITHER.rule(
    "SC-04", "Neither", source="The house's own rule", since=date(2003, 12, 11), status="U", basis="D"
)
def neither(matter: Matter) -> Iterator[Finding]:
    """Say what counts for colleagues, stakeholders, and matters outside the United Kingdom."""
    if matter.facts.customer == "internal":
        yield Stated("scope.internal")
    elif matter.facts.customer == "stakeholder":
        yield Stated("scope.stakeholder")
    if matter.facts.nation == "other":
        yield Stated("scope.outside_uk")
        yield Decide("which country's law counts")
    if not is_told(matter.facts.customer):
        yield Ask("customer")
    if matter.request and not matter.request.kind:
        yield Ask("request.kind")
    if any(not one.kind for one in matter.facts.requests or ()):
        yield Ask("requests[].kind")


@rule(
    "GD-19",
    "Time to sue",
    source="Limitation Act 1980 s.5; Prescription and Limitation (Scotland) Act 1973 s.6",
    since=date(1981, 5, 1),
    status="S",
    decides=Decides.PERSON,
)
def limitation(matter: Matter) -> Iterator[Finding]:
    """Tell until when a claim for breach can be brought: a limit for suing, not a promise of a long life."""
    facts = matter.facts
    breach = delivered_on(matter) or as_day(facts.performed) or as_day(facts.supplied)
    if not matter.fault:
        return
    if not breach:
        by_supply = {"digital": ("supplied",), "service": ("performed",), "mixed": ("delivered", "performed")}
        yield from (Ask(name) for name in by_supply.get(str(facts.supply), ("delivered",)))
        return
    if not is_told(facts.nation):
        yield from _in_each_nation(matter, breach)
        return
    months = SUE_MONTHS.get(str(facts.nation))
    if months is None:
        return
    last = months_after(breach, months)
    yield Due("limitation_last_day", last, f"{months // 12} years from the breach, usually the delivery")
    if matter.is_past(last):
        yield Stated("lim.expired")
        yield Denied("lim.in_time", f"The last day was {spoken(last)}.")
        yield Decide("whether a claim, an acknowledgement or a hidden loss moved the time to sue")
    else:
        yield Stated("lim.in_time")
        yield Denied("lim.expired", f"The last day is {spoken(last)}.")


def _in_each_nation(matter: Matter, breach: date) -> Iterator[Finding]:
    """Tell the longest and the shortest time, and what both agree on."""
    longest, shortest = (
        months_after(breach, SUE_MONTHS["england"]),
        months_after(breach, SUE_MONTHS["scotland"]),
    )
    yield Due("england_last_day", longest, "6 years from the breach")
    yield Due("scotland_last_day", shortest, "5 years from the breach")
    yield Ask("nation")
    if matter.is_past(longest):
        yield Stated("lim.expired")
    elif not matter.is_past(shortest):
        yield Stated("lim.in_time")


@rule(
    "GD-20",
    "Credit linked to a purchase",
    source="Consumer Credit Act 1974 s.75(1), (3)",
    since=date(1977, 7, 1),
    status="S",
    decides=Decides.PERSON,
)
def section75(matter: Matter) -> Iterator[Finding]:
    """State the like claim against the lender of the card."""
    facts = matter.facts
    price, paid = facts.cash_price_single_item_gbp, facts.paid_by_credit_card_gbp
    if not matter.is_consumer or not (is_told(paid) or is_told(price)):
        return
    if not is_told(price) or not is_told(paid):
        yield Ask("cash_price_single_item_gbp" if is_told(paid) else "paid_by_credit_card_gbp")
    elif price and paid and CREDIT_ABOVE_GBP < price <= CREDIT_UP_TO_GBP:
        yield Stated("cmp.section75")
        yield Decide("whether the card and the seller are linked, and the loss")
    else:
        yield Denied(
            "cmp.section75",
            "One item must cost over £100 and not over £30,000, part of it paid by credit card.",
        )

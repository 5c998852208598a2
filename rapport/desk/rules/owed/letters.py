"""A letter drafted from what follows: in plain English, to the customer, each sentence with its source."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapport.desk.rules.owed.answers import deadlines_of
from rapport.desk.rules.owed.deadlines import PRUDENT, Deadline
from rapport.desk.rules.owed.decisions import ROUTE_DATA, Way

NO_ADVICE = "This letter is information about your rights as we understand them, and not legal advice."
# What a conclusion says to the customer. What is for us alone stands in no letter.
TO_YOU: dict[str, str] = {
    "goods.short_term_reject": "You may reject the goods and have the whole price back.",
    "goods.repair_or_replace": "You may have them repaired or replaced, at our cost, in a reasonable time.",
    "goods.repair_or_replace_if_shown": (
        "You may have the goods repaired or replaced, if you show that the fault was there at delivery."
    ),
    "goods.replacement": "You may have the goods replaced.",
    "goods.repair_disproportionate": (
        "A repair would cost out of proportion to a replacement, so we offer a replacement."
    ),
    "goods.price_reduction_or_final_reject": (
        "You may keep the goods for a lower price, or reject them for good and have your money back."
    ),
    "goods.deduction_allowed": "From the refund something may be taken for the use you had.",
    "goods.no_deduction": "Nothing is taken from the refund for use.",
    "goods.presumed_faulty_at_delivery": (
        "The fault is taken to have been there at delivery, unless we show that it was not."
    ),
    "goods.customer_must_show_fault": (
        "The fault showed after six months, so we ask you to show that it was there at delivery."
    ),
    "goods.refund_same_means_no_fee": "Your refund goes back the way you paid, without a fee.",
    "goods.trader_pays_return": "We bear the reasonable cost of getting the goods back.",
    "goods.reject_no_right_to_sell": "You may reject the goods; no period of thirty days limits that.",
    "goods.reject_wrong_quantity": "The quantity was wrong, so you may reject all of it.",
    "goods.delivery_due": "We have to deliver the goods by the last day given below.",
    "goods.still_to_deliver": "We still have to deliver, or to give your money back.",
    "goods.set_further_period": "You may set us a further time, and end the contract if we miss it.",
    "goods.end_contract_late_delivery": "You may end the contract at once, for the day of delivery mattered.",
    "goods.trader_bears_risk": "The goods are at our risk until you have them in hand.",
    "digital.repair_or_replace": "You may have the digital content repaired or replaced.",
    "digital.price_reduction": "You may have a part of the price back, up to all of it.",
    "digital.device_damage_remedy": "You may have the damage repaired, or a payment that fits.",
    "digital.full_refund_no_right_to_supply": "We give you the whole price back.",
    "service.repeat_performance": "You may have the service done again, at our cost.",
    "service.price_reduction": "You may have a part of the price back.",
    "service.reasonable_time": "No time was agreed, so we have to do it in a reasonable time.",
    "ccr.cancel": "You may cancel without giving a reason.",
    "ccr.extended_period": "You were not told of that right in time, so you have longer.",
    "ccr.refund": "Everything you paid goes back, the common cost of delivery included, the way you paid.",
    "ccr.refund_standard_delivery_only": (
        "Of what you paid for delivery, the price of our cheapest common way goes back."
    ),
    "ccr.consumer_pays_return": "You send the goods back at your own cost.",
    "ccr.trader_collects": "We collect the goods at our cost.",
    "ccr.no_deduction": "Nothing is taken for handling.",
    "ccr.stacked_rights": "You may cancel without a reason, and you have the rights for the fault too.",
    "dmcc.renewal_cooling_off": "You may cancel within fourteen days of the renewal.",
    "dp.access": "You get a copy of your data and what goes with it, free of charge.",
    "dp.rectification": "We correct what is wrong and complete what is incomplete.",
    "dp.restriction": "Meanwhile we keep the data and do not use them.",
    "dp.erasure": "We erase the data for which there is a ground.",
    "dp.refuse_part": "What the law or a claim needs we keep; the rest goes.",
    "dp.portability": "You get the data you gave us in a form that a machine can read.",
    "dp.object_marketing_absolute": "We stop sending you marketing at once.",
    "dp.object_balance": "We stop that use, unless our grounds are compelling.",
    "dp.clock_starts_on_id": "Our time to answer begins when your proof of identity reaches us.",
    "dp.clock_paused": "The days from our question to your answer do not count.",
    "dp.ask_for_authority": "Please show us that you may ask for the other person.",
    "dp.complaint_ack": "We acknowledge your complaint.",
    "dp.complaint_outcome_without_undue_delay": "We look into it and answer without undue delay.",
    "dp.breach_tell_people": "We tell you what happened to your data, in plain words.",
    "eq.reasonable_adjustment": "We make the adjustment you asked for, promptly.",
    "eq.accessible_info": "We give you the information in a form that you can use.",
    "eq.no_charge": "You pay nothing for it.",
    "eq.victimisation": "Nobody is treated worse for having complained.",
    "cmp.disp_final_response": "You get our final response within eight weeks.",
    "cmp.fos_referral": "You may go to the Financial Ombudsman within six months.",
    "b2b.soga_quality": "The goods have to be of satisfactory quality, fit and as described.",
    "b2b.reject_before_acceptance": "You may reject the goods until they are accepted.",
    "b2b.damages": "You may claim damages.",
}
FOR_THEM = {
    "strr_last_day": "You may reject the goods until",
    "cancel_last_day": "You may cancel until",
    "return_last_day": "Send the goods back until",
    "fos_referral": "You may go to the ombudsman until",
    "complain_last_day": "You may complain until",
}
FROM_US = {
    "refund_last_day": "We pay your refund by",
    "payment_last_day": "We pay by",
    "delivery_due": "We deliver by",
    "answer_or_explain": "We answer by",
    "final_response": "You get our final response by",
    "ack": "We acknowledge your complaint by",
    "acknowledge": "We acknowledge your complaint by",
}


@dataclass(frozen=True)
class Decided:
    """A decision that stands, as the letter tells it."""

    about: str
    code: str
    way: str
    reason: str
    route: str


@dataclass(frozen=True)
class Matter:
    """What a letter is about: to whom, on what, as of when, and from whom."""

    name: str
    subject: str
    on: date
    writer: str
    team: str


def letter_text(
    matter: Matter, answer: Mapping[str, Any], chosen: Mapping[str, str], decided: Sequence[Decided] = ()
) -> str:
    """Return the letter as it is put into the box to write in: all of it can be changed before it is sent.

    What was decided against stands as decided, and not as owed.
    """
    parts = [
        f"Dear {matter.name or 'customer'},",
        f"You turned to us about this: {matter.subject}. Here is what you are owed, as of {_day(matter.on)}.",
        _block("What you are owed", _owed(answer, decided)),
        _block("What we decided", _decisions(decided)),
        _block("What you may choose", _choices(answer, chosen, decided)),
        _block("By when", _days(deadlines_of(answer), matter.on)),
        f"{NO_ADVICE} If you see it differently, tell us, and we look at it again.",
        f"Yours sincerely\n{matter.writer}\n{matter.team}".rstrip(),
    ]
    return "\n\n".join(part for part in parts if part)


def notice_text(matter: Matter, reason: str, last_day: date) -> str:
    """Return the notice that an answer takes longer, with its reasons and where one may turn."""
    asked = f"You asked us about this: {matter.subject}. We need more than a month, and tell you why:"
    parts = [
        f"Dear {matter.name or 'customer'},",
        f"{asked} {reason.strip()}",
        f"You have our answer by {_day(last_day)} at the latest (UK GDPR art 12A(3)). {ROUTE_DATA}",
        NO_ADVICE,
        f"Yours sincerely\n{matter.writer}\n{matter.team}".rstrip(),
    ]
    return "\n\n".join(parts)


def _block(head: str, lines: Iterable[str]) -> str:
    told = [*lines]
    return "\n".join([head, *(f"- {line}" for line in told)]) if told else ""


def _owed(answer: Mapping[str, Any], decided: Sequence[Decided]) -> Iterator[str]:
    against = {one.code for one in decided if one.way != Way.FOR}
    for one in answer["conclusions"]:
        words = TO_YOU.get(one["code"].partition(":")[0])
        if words and one["code"] not in against:
            yield f"{_with_exceptions(words, one['text'])} ({one['source']})"


def _with_exceptions(words: str, text: str) -> str:
    """Return a sentence to the customer with what the engine's own excepts, where it does."""
    _, unless, exception = text.partition(", unless ")
    is_there = unless and "unless" not in words
    return f"{words.rstrip('.')}, unless {exception}" if is_there else words


def _decisions(decided: Sequence[Decided]) -> Iterator[str]:
    for one in decided:
        about = TO_YOU.get(one.code.partition(":")[0], one.about)
        if one.way == Way.FOR:
            yield f"We agreed: {about}"
        else:
            how = "We cannot agree to this" if one.way == Way.AGAINST else "We can agree to this only in part"
            yield f"{how}: {about} Why: {one.reason.rstrip('.')}. {one.route}"


def _choices(
    answer: Mapping[str, Any], chosen: Mapping[str, str], decided: Sequence[Decided]
) -> Iterator[str]:
    against = {one.code for one in decided if one.way == Way.AGAINST}
    for one in answer["conclusions"]:
        if one["code"] in chosen:
            yield f"You chose: {chosen[one['code']]}."
        elif (
            len(one["choices"]) > 1 and one["code"] not in against and one["code"].partition(":")[0] in TO_YOU
        ):
            yield f"{', or '.join(one['choices']).capitalize()}: tell us which."


def _days(deadlines: Iterable[Deadline], on: date) -> Iterator[str]:
    for one in deadlines:
        words = FOR_THEM.get(one.name) or FROM_US.get(one.name) or _reply(one)
        if words and not one.name.endswith(PRUDENT) and not one.is_past(on):
            source = f" ({one.source})" if one.source else ""
            yield f"{words} {_day(one.day)}{source}"


def _reply(one: Deadline) -> str:
    return "We answer your request by" if one.name.endswith("_reply") else ""


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"

"""What it means that a fact is not told: four short tables; every other fact is asked and not guessed."""

from typing import NamedTuple


class Opening(NamedTuple):
    """An exception that a fact would open: the areas of the codes it touches, and what is ordinary."""

    areas: str
    words: str


# Opens an exception alone: counts as ordinary, the sentence says "unless ...", and the fact is asked.
EXCEPTIONS: dict[str, Opening] = {
    "goods_kind": Opening(
        "goods ccr", "made to order, perishable, sealed, a vehicle, for a date: ordinarily none of these"
    ),
    "unsealed": Opening("ccr", "a broken seal ends cancelling: ordinarily it is whole"),
    "tangible_medium": Opening("ccr", "a disc has its own days of cancelling: ordinarily there is none"),
    "price_gbp": Opening("ccr", "up to £42 away from our premises, and what was free, have fewer rights"),
    "urgent_repair_visit_requested": Opening(
        "ccr", "an urgent visit cannot be cancelled: ordinarily a visit is not urgent"
    ),
    "installation_by_trader": Opening(
        "goods",
        "what we install has later days: ordinarily we install nothing, "
        "but where the fitting is bad it was ours",
    ),
    "possession_transferred": Opening(
        "goods", "with hire purchase possession may come later: ordinarily with delivery"
    ),
    "repair_possible": Opening("goods digital", "ordinarily it can be repaired"),
    "replacement_possible": Opening("goods digital", "ordinarily it can be replaced"),
    "repeat_possible": Opening("service", "ordinarily a service can be done again"),
    "vehicle_adapted_single_disabled_user": Opening(
        "goods", "ordinarily a vehicle is not adapted for one disabled person"
    ),
    "trader_offered_collection": Opening("ccr", "ordinarily the customer sends the goods back"),
    "proof_of_posting": Opening(
        "ccr", "proof of sending brings the refund forward: ordinarily the goods come first"
    ),
    "delivery_essential_told_before_contract": Opening("goods", "ordinarily a further period comes first"),
    "carrier_chosen_by": Opening("goods", "ordinarily the carrier is ours"),
    "buyer_public_authority": Opening(
        "b2b", "a public authority never has longer: ordinarily the buyer is none"
    ),
    "customer": Opening("pecr dmcc", "who is written to, or complains, is ordinarily a consumer"),
    "request.consent": Opening("pecr", "a bought address may come with consent: ordinarily it does not"),
    "request.sale_or_negotiation": Opening(
        "pecr", "a pre-ticked box may stand beside a sale: ordinarily it does not"
    ),
    "request.told_us_no_objection": Opening("pecr", "ordinarily nobody told us that they do not mind calls"),
    "request.by_third_party": Opening("dp", "ordinarily people ask for themselves"),
    "request.large_volume": Opening("dp", "ordinarily we ask what is wanted because it is needed"),
    "request.complex": Opening("dp", "ordinarily a request is not complex"),
    "request.number_of_requests": Opening("dp", "ordinarily it is one request"),
    "request.purpose": Opening(
        "dp", "an objection to use on interests is weighed: ordinarily it is not about marketing"
    ),
    "request.court_order": Opening("dp", "ordinarily the police ask without an order"),
    "request.risk": Opening("dp", "the 72 hours run while nobody knows the risk"),
    "request.psd": Opening("cmp", "ordinarily a complaint is not about a payment"),
    "request.basis": Opening("dp", "ordinarily an objection is to use on interests"),
    "we_are": Opening("pecr", "a charity may write to its supporters: ordinarily we are none"),
}

# Something that happens: while it is not told, it has not happened yet.
LATER: dict[str, str] = {
    "today": "the day of the question is the latest day told",
    "as_at": "the day of the question is the latest day told",
    "tried": "no repair or replacement was tried",
    "second_fault": "no second fault showed",
    "rejected": "the customer has not rejected the goods",
    "complained": "the customer has not complained",
    "cancelled": "the customer has not cancelled",
    "cancelled_sent": "nothing was sent before it reached us",
    "collection_agreed": "no collection was agreed",
    "collected": "it was not collected",
    "goods_back": "the goods are not back",
    "trader_agreed_refund": "we have not agreed to pay",
    "trader_agreed_payment": "we have not agreed to pay",
    "installed_notified": "we have not said that it is ready",
    "further_period_ends": "no further period was set",
    "delivery_refused": "we have not refused to deliver",
    "supplied_fraction": "nothing of the service was done",
    "started": "the service was not begun",
    "supply_begun": "the download was not begun",
    "fully_performed": "the service is not finished",
    "renewed": "nothing was renewed",
    "final_response_sent": "no final response was sent",
    "request.final_answer": "no answer was given",
    "request.acknowledged": "nothing was acknowledged",
    "request.clarification_asked": "we have not asked what is wanted",
    "request.id_asked": "we have not asked for proof of identity",
    "request.id_doubt_reasonable": "without our asking for proof nobody doubts who asks",
}

# Only adds a conclusion of its own when it is told, and is not asked in every case.
ADDS: dict[str, str] = {
    "age": "what counts for children",
    "fault": "what counts for a fault",
    "guarantee": "that it comes on top",
    "statement": "what was said and is not true",
    "trader_term": "that a term does not bind",
    "customer_wants": "that a remedy is out of proportion",
    "left_without_agreement": "at whose risk it was left",
    "physical_possession": "at whose risk it is",
    "damage_to_consumer_content": "the remedy for damage",
    "lack_of_care": "the remedy for damage",
    "extra_goods": "that goods sold beside a repair can be cancelled",
    "second_hand": "that few rights come with an auction",
    "public_auction": "that few rights come with an auction",
    "can_attend": "that few rights come with an auction",
    "paid_by_credit_card_gbp": "the claim against the lender",
    "cash_price_single_item_gbp": "the claim against the lender",
    "handled_beyond_shop_trial": "what may be taken for handling",
    "request.source": "what a bought address means",
    "request.protected_act": "that nobody suffers for a complaint",
    "request.detriment": "that nobody suffers for a complaint",
    "request.special_category_used": "what special data need",
    "request.area": "nothing more: services are the only area here",
    "request.requester": "who asks for data of others",
    "request.live_claim": "what may be kept",
    "request.legal_obligation_records": "what may be kept",
    "requests[].asked": "another way to say when it came",
    "deliveries": "loads; one delivery is asked for first",
    "first_delivery": "regular deliveries; one delivery is asked for first",
    "defective_instalment": "what a faulty load opens",
    "stated_instalments_separately_paid": "what a faulty load opens",
    "quantity_ordered": "what a wrong quantity opens",
    "quantity_delivered": "what a wrong quantity opens",
    "delivery_paid_gbp": "what of the delivery goes back",
    "delivery_cheapest_gbp": "what of the delivery goes back",
}

# Another fact stands in, and the note with the answer says so.
STANDS_IN: dict[str, str] = {
    "contract_date": "the earliest day told",
    "nation": "of the holidays of all nations the earliest day; for suing, both times",
    "requests[].kind": "a request without a kind is asked about and not counted",
    "request.date": "the day it came in, else that of the question, chooses the law",
    "request.act_date": "the day it came in, else that of the question, chooses the law",
    "requests[].nation": "the nation of the matter, else the earliest day",
}

# Another fact stands in where it is told: the fact, what stands in for it, and how.
BESIDE: dict[str, tuple[str, str]] = {
    "delivered": (
        "possession_transferred",
        "possession was handed over, so the goods were delivered by then",
    ),
}

# Days that hold on a condition their words name: they tell alternatives and state nothing.
CONDITIONAL = ("cancel_normal_last_day", "england_last_day", "scotland_last_day")

"""What a case tells: every fact the engine knows, each with the question that asks for it.

A fact is unknown until it is told. None means it is known that there is none: not delivered, no date
agreed, no proof, no fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rapport.engine.rights.kinds import (
    BOOLEAN,
    CODE,
    DATE,
    DATE_OR_BOOLEAN,
    INTEGER,
    MOMENT,
    MONEY,
    TEXT,
    Day,
    Maybe,
    fact,
    list_of,
    one_of,
    part_of,
)
from rapport.engine.rights.requests import FurtherRequest, Request

NATIONS = ("england", "northern_ireland", "other", "scotland", "wales")
FAULTS = (
    "digital_content_in_goods",
    "incorrect_installation",
    "no_reasonable_care_and_skill",
    "no_right_to_sell",
    "not_as_described",
    "not_fit_for_known_purpose",
    "not_satisfactory_quality",
    "slight_defect",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with what was bought."""

    kind: Maybe[str] = fact(one_of(*FAULTS), "What is wrong with it?")
    appeared: Maybe[Day] = fact(DATE, "On what day did the fault show?")


@dataclass(frozen=True, slots=True)
class SecondFault:
    """Another fault that showed later."""

    kind: Maybe[str] = fact(CODE, "What is the second fault?")
    appeared: Maybe[Day] = fact(DATE, "On what day did the second fault show?")


@dataclass(frozen=True, slots=True)
class ExtraGoods:
    """Goods sold beside an urgent repair."""

    what: Maybe[str] = fact(TEXT, "What else was sold on the visit?")
    price_gbp: Maybe[float] = fact(MONEY, "What did the extra goods cost?")
    delivered: Maybe[Day] = fact(DATE, "On what day were the extra goods handed over?")


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A free promise on top of the seller's duties."""

    by: Maybe[str] = fact(one_of("maker"), "Who gave the guarantee?")
    years: Maybe[int] = fact(INTEGER, "For how many years?")


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said or written that the customer took into account."""

    about: Maybe[str] = fact(CODE, "What was the statement about: the service, or the trader?")
    relied_on: Maybe[bool] = fact(BOOLEAN, "Did the customer take it into account?")
    true: Maybe[bool] = fact(BOOLEAN, "Was it true?")


TRIED = ("received_back", "repair_agreed", "repair_at_home_started", "repair_requested", "replacement_agreed")


@dataclass(frozen=True, slots=True)
class Try:
    """One event of a repair or replacement."""

    action: Maybe[str] = fact(one_of(*TRIED), "What was done: asked, agreed, begun, or received back?")
    date: Maybe[Day] = fact(DATE, "On what day?")
    conforming: Maybe[bool] = fact(BOOLEAN, "Was it in order when it came back?")
    done: Maybe[bool] = fact(BOOLEAN, "Was the repair done?")
    fault_seen: Maybe[Day] = fact(DATE, "On what day was it seen that it is still not in order?")
    finished_notified: Maybe[bool] = fact(BOOLEAN, "Did we say that the repair is finished?")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one matter. `bank_rates` holds Bank Rate in per cent by day."""

    # Who and where
    customer: Maybe[str] = fact(
        one_of("business", "consumer", "individual", "internal", "stakeholder", "unclear"),
        "Is the customer a consumer, a business, a colleague, or somebody with a stake?",
    )
    use: Maybe[str] = fact(CODE, "What is it mainly for: private use or business?")
    nation: Maybe[str] = fact(one_of(*NATIONS), "In which nation is the office that must act?")
    age: Maybe[int] = fact(INTEGER, "How old is the person?")
    sector: Maybe[str] = fact(
        CODE, "Does a sector code apply to us: fca, telecoms, energy, social_housing, nhs?"
    )
    we_are: Maybe[str] = fact(CODE, "Are we the supplier or the buyer?")
    today: Maybe[Day] = fact(DATE, "As of what day is the question asked?")
    as_at: Maybe[Day] = fact(DATE, "As of what day is the question asked?")
    # What was agreed
    supply: Maybe[str] = fact(
        one_of("digital", "goods", "mixed", "service"),
        "Was it goods, digital content, a service, or a mix?",
    )
    channel: Maybe[str] = fact(
        one_of("distance", "in_person", "off_premises"),
        "Was it bought in person, at a distance, or away from our premises?",
    )
    contract_date: Maybe[Day] = fact(DATE, "On what day was the contract made?")
    contract_kind: Maybe[str] = fact(one_of("hire_purchase"), "Was it hire purchase?")
    price_gbp: Maybe[float] = fact(MONEY, "What was the price?")
    goods_kind: Maybe[str] = fact(
        one_of(
            "accommodation_specific_date", "motor_vehicle", "perishable", "personalised", "sealed_hygiene"
        ),
        "Is it special: made to order, perishable, sealed for hygiene, a vehicle, for a fixed date?",
    )  # fmt: skip
    second_hand: Maybe[bool] = fact(BOOLEAN, "Was it second-hand?")
    public_auction: Maybe[bool] = fact(BOOLEAN, "Was it sold at a public auction?")
    can_attend: Maybe[bool] = fact(BOOLEAN, "Could one attend the auction in person?")
    unsealed: Maybe[bool] = fact(BOOLEAN, "Was the seal broken after delivery?")
    one_order: Maybe[bool] = fact(BOOLEAN, "Was everything ordered in one order?")
    regular_delivery_over_defined_period: Maybe[bool] = fact(
        BOOLEAN, "Is it delivered regularly over a fixed period?"
    )
    goods_include_digital_content: Maybe[bool] = fact(BOOLEAN, "Is there software in the goods?")
    free_with_paid_content: Maybe[bool] = fact(BOOLEAN, "Came it free with something that was paid for?")
    tangible_medium: Maybe[bool] = fact(BOOLEAN, "Came the digital content on a disc or the like?")
    installation_by_trader: Maybe[bool] = fact(
        BOOLEAN, "Did we install it, or was that part of the contract?"
    )
    trader_term: Maybe[str] = fact(CODE, "Is there a term of ours that cuts a right?")
    guarantee: Maybe[Guarantee] = fact(part_of(Guarantee, "guarantee"), "Is there a guarantee on top?")
    statement: Maybe[Statement] = fact(
        part_of(Statement, "statement"), "Was something said that was relied on?"
    )
    renewed: Maybe[Day] = fact(DATE, "On what day was the subscription renewed?")
    # Delivery
    delivery_agreed: Maybe[Day] = fact(DATE, "Which day of delivery was agreed?")
    delivered: Maybe[Day] = fact(DATE, "On what day was it delivered?")
    deliveries: Maybe[tuple[Day, ...]] = fact(list_of(DATE), "On which days did the parts arrive?")
    first_delivery: Maybe[Day] = fact(DATE, "On what day came the first delivery?")
    delivery_essential_told_before_contract: Maybe[bool] = fact(
        BOOLEAN, "Did the customer say before the contract that the day mattered?"
    )
    delivery_refused: Maybe[bool] = fact(BOOLEAN, "Did we refuse to deliver?")
    further_period_ends: Maybe[Day] = fact(DATE, "Until what day did the customer give us more time?")
    delivery_paid_gbp: Maybe[float] = fact(MONEY, "What was paid for delivery?")
    delivery_cheapest_gbp: Maybe[float] = fact(MONEY, "What did our cheapest common delivery cost?")
    quantity_ordered: Maybe[int] = fact(INTEGER, "How many were ordered?")
    quantity_delivered: Maybe[int] = fact(INTEGER, "How many came?")
    stated_instalments_separately_paid: Maybe[bool] = fact(
        BOOLEAN, "Were loads agreed that are paid for one by one?"
    )
    defective_instalment: Maybe[int] = fact(INTEGER, "Which of the loads is faulty?")
    carrier_chosen_by: Maybe[str] = fact(one_of("consumer", "trader"), "Who chose the carrier?")
    carrier_offered_by_trader: Maybe[bool] = fact(BOOLEAN, "Was the carrier one of those we offer?")
    handed_to_carrier: Maybe[Day] = fact(DATE, "On what day was it handed to the carrier?")
    physical_possession: Maybe[bool] = fact(BOOLEAN, "Has the customer, or whom they named, had it in hand?")
    left_without_agreement: Maybe[bool] = fact(
        BOOLEAN, "Was it left somewhere, or with somebody, without the customer's agreement?"
    )
    possession_transferred: Maybe[Day] = fact(DATE, "On what day did the customer get possession?")
    installed_notified: Maybe[Day] = fact(DATE, "On what day did we say that it is installed and ready?")
    reasonable_life_ends: Maybe[Day] = fact(DATE, "Until what day would it reasonably keep?")
    # What is wrong, and what was done about it
    fault: Maybe[Fault] = fact(part_of(Fault, "fault"), "Is there a fault, and what is it?")
    second_fault: Maybe[SecondFault] = fact(part_of(SecondFault, "second fault"), "Did another fault show?")
    complained: Maybe[Day] = fact(DATE, "On what day did the customer tell us?")
    customer_wants: Maybe[str] = fact(
        one_of("price_reduction", "refund", "repair", "replacement"), "What does the customer want?"
    )
    tried: Maybe[tuple[Try, ...]] = fact(list_of(part_of(Try, "repairs and replacements")), "What was tried?")
    repair_possible: Maybe[bool] = fact(BOOLEAN, "Can it be repaired?")
    replacement_possible: Maybe[bool] = fact(BOOLEAN, "Can it be replaced?")
    repair_cost_gbp: Maybe[float] = fact(MONEY, "What would the repair cost us?")
    replacement_cost_gbp: Maybe[float] = fact(MONEY, "What would a replacement cost us?")
    repeat_possible: Maybe[bool] = fact(BOOLEAN, "Can the service be done again?")
    rejected: Maybe[Day] = fact(DATE, "On what day did the customer reject it?")
    trader_agreed_refund: Maybe[Day] = fact(DATE, "On what day did we agree to pay?")
    trader_agreed_payment: Maybe[Day] = fact(DATE, "On what day did we agree to pay for the damage?")
    collection_agreed: Maybe[Day] = fact(DATE, "Which day of collection was agreed?")
    collected: Maybe[Day] = fact(DATE, "On what day was it collected?")
    vehicle_adapted_single_disabled_user: Maybe[bool] = fact(
        BOOLEAN, "Was the vehicle built or adapted for one disabled person alone?"
    )
    damage_to_consumer_content: Maybe[bool] = fact(BOOLEAN, "Did it damage a device or other content?")
    lack_of_care: Maybe[bool] = fact(BOOLEAN, "Would reasonable care have prevented the damage?")
    # Cancelling
    cancel_info_given: Maybe[Day | bool] = fact(
        DATE_OR_BOOLEAN, "Was the customer told of the right to cancel, and when?"
    )
    cancelled: Maybe[Day] = fact(DATE, "On what day did the customer cancel?")
    cancelled_sent: Maybe[Day | datetime] = fact(MOMENT, "When was the cancellation sent?")
    goods_back: Maybe[Day] = fact(DATE, "On what day did we get the goods back?")
    proof_of_posting: Maybe[Day] = fact(DATE, "On what day did we get proof that they were sent?")
    trader_offered_collection: Maybe[bool] = fact(BOOLEAN, "Did we offer to collect the goods?")
    handled_beyond_shop_trial: Maybe[bool] = fact(BOOLEAN, "Was it handled more than one would in a shop?")
    extra_goods: Maybe[ExtraGoods] = fact(
        part_of(ExtraGoods, "extra goods"), "Were other goods sold as well?"
    )
    urgent_repair_visit_requested: Maybe[bool] = fact(
        BOOLEAN, "Did the customer ask for an urgent repair visit?"
    )
    express_request_to_begin: Maybe[bool] = fact(
        BOOLEAN, "Did the customer ask us expressly to begin before the time was over?"
    )
    acknowledged_loss_when_fully_performed: Maybe[bool] = fact(
        BOOLEAN, "Did the customer acknowledge that the right is lost once all is done?"
    )
    supplied_fraction: Maybe[str] = fact(TEXT, "What part of the service was done by then?")
    fully_performed: Maybe[Day] = fact(DATE, "On what day was the service finished?")
    express_consent: Maybe[bool] = fact(BOOLEAN, "Did the customer consent expressly to begin at once?")
    acknowledged_loss_of_right: Maybe[bool] = fact(
        BOOLEAN, "Did the customer acknowledge that the right to cancel is lost?"
    )
    confirmation_sent: Maybe[bool] = fact(BOOLEAN, "Did we confirm that on paper or by mail?")
    supply_begun: Maybe[Day] = fact(DATE, "On what day did the supply begin?")
    # Services and digital content
    performed: Maybe[Day] = fact(DATE, "On what day was the service done?")
    started: Maybe[bool] = fact(BOOLEAN, "Has the service been begun?")
    finished: Maybe[bool] = fact(BOOLEAN, "Has the service been finished?")
    time_agreed: Maybe[bool] = fact(BOOLEAN, "Was a time for the service agreed?")
    supplied: Maybe[Day] = fact(DATE, "On what day was the digital content supplied?")
    # Money
    cash_price_single_item_gbp: Maybe[float] = fact(MONEY, "What was the cash price of the one item?")
    paid_by_credit_card_gbp: Maybe[float] = fact(MONEY, "How much was paid by credit card?")
    debt_gbp: Maybe[float] = fact(MONEY, "How much is owed?")
    invoice_received: Maybe[Day] = fact(DATE, "On what day did the buyer get the invoice?")
    payment_date_agreed: Maybe[bool] = fact(BOOLEAN, "Was a day for payment agreed?")
    payment_terms_days: Maybe[int] = fact(INTEGER, "How many days for payment were agreed?")
    express_agreement: Maybe[bool] = fact(BOOLEAN, "Were more than 60 days agreed expressly?")
    buyer_public_authority: Maybe[bool] = fact(BOOLEAN, "Is the buyer a public authority?")
    bank_rates: Mapping[Day, float] = field(default_factory=dict)
    # Requests and complaints
    adr_obligation: Maybe[str] = fact(CODE, "Are we bound to a scheme for disputes, and to which?")
    final_response_sent: Maybe[Day] = fact(DATE, "On what day was the final response sent?")
    request: Maybe[Request] = fact(part_of(Request, "request"), "What is asked of us?")
    requests: Maybe[tuple[FurtherRequest, ...]] = fact(
        list_of(part_of(FurtherRequest, "requests")), "Which requests came?"
    )

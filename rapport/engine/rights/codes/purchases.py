"""Conclusions about who bought, goods, digital content, services, cancelling and trading."""

from rapport.engine.rights.codes.code import Code

PURCHASES: dict[str, Code] = {
    # Scope
    "scope.consumer_contract": Code(
        "The customer counts as a consumer in this contract.", (), ("customer", "use")
    ),
    "scope.trader_must_prove_not_consumer": Code(
        "Whoever says that the customer is not a consumer has to prove it.", (), ("use",)
    ),
    "scope.b2b": Code(
        "This is a contract between businesses: consumer law does not apply.", (), ("customer",)
    ),
    "scope.auction_few_rights": Code(
        "Bought second-hand at an auction one could attend: delivery, risk and little else are covered.",
        (),
        ("second_hand", "public_auction", "can_attend"),
    ),
    "scope.internal": Code(
        "This is a colleague served by another team: our own promises count, not consumer law."
    ),
    "scope.stakeholder": Code(
        "This is somebody with a stake who buys nothing: equality and data rights count, not consumer law."
    ),
    "scope.outside_uk": Code(
        "The office is outside the United Kingdom: these rules do not answer the question."
    ),
    # Goods
    "goods.short_term_reject": Code(
        "The customer may reject the goods and have the whole price back.",
        ("reject and be refunded", "repair or replacement instead"),
        ("fault.kind", "delivered", "installed_notified"),
    ),
    "goods.strr_customer_must_show_fault": Code(
        "For the short-term right the customer has to show that the fault was there at delivery."
    ),
    "goods.repair_or_replace": Code(
        "The customer may have the goods repaired or replaced, at our cost, in a reasonable time.",
        ("repair", "replacement"),
        ("repair_possible", "replacement_possible"),
    ),
    "goods.repair_or_replace_if_shown": Code(
        "The customer may have them repaired or replaced, if they show that the fault was there at delivery.",
        ("repair", "replacement"),
        ("fault.appeared",),
    ),
    "goods.replacement": Code("The customer may have the goods replaced.", ("replacement",)),
    "goods.repair_disproportionate": Code(
        "A repair costs out of proportion to a replacement: the customer cannot insist on it.",
        (),
        ("repair_cost_gbp", "replacement_cost_gbp"),
    ),
    "goods.price_reduction_or_final_reject": Code(
        "The customer may keep the goods for a lower price, or reject them for good: one of the two.",
        ("price reduction", "final rejection"),
        ("tried",),
    ),
    "goods.deduction_allowed": Code(
        "From the refund of a final rejection something may be taken for the use the customer had.",
        (),
        ("rejected", "goods_kind"),
    ),
    "goods.no_deduction": Code(
        "Nothing may be taken from the refund for use.", (), ("rejected", "goods_kind")
    ),
    "goods.no_deduction_for_uncollected_period": Code(
        "Nothing may be taken for the time in which we did not collect the goods."
    ),
    "goods.presumed_faulty_at_delivery": Code(
        "The fault is taken to have been there at delivery, unless we show that it was not.",
        (),
        ("fault.appeared", "delivered"),
    ),
    "goods.customer_must_show_fault": Code(
        "The fault showed after six months: the customer has to show that it was there at delivery.",
        (),
        ("fault.appeared",),
    ),
    "goods.refund_same_means_no_fee": Code(
        "The refund goes back the way the money came, without a fee and without undue delay."
    ),
    "goods.refund_part_of_price_paid": Code("Only the part of the price that was paid is refunded."),
    "goods.refund_without_undue_delay": Code("What was paid is given back without undue delay."),
    "goods.trader_pays_return": Code("We bear the reasonable cost of getting the rejected goods back."),
    "goods.reject_no_right_to_sell": Code(
        "We had no right to sell it: the customer may reject it, and no thirty days limit that.",
        ("reject and be refunded",),
    ),
    "goods.reject_wrong_quantity": Code(
        "The quantity is wrong: the customer may reject all of it.",
        ("reject all", "keep what came", "keep what was ordered"),
        ("quantity_ordered", "quantity_delivered"),
    ),
    "goods.accept_and_pay_contract_rate": Code(
        "What the customer keeps is paid at the rate of the contract."
    ),
    "goods.reject_defective_instalment_possible": Code(
        "The customer may reject the faulty load; whether the rest of the contract falls too depends on it."
    ),
    "goods.damages_possible": Code("The customer may also claim for loss, but not twice for the same."),
    "goods.term_not_binding": Code("A term that cuts these rights does not bind the customer."),
    "goods.guarantee_additional": Code("The guarantee comes on top of what the seller owes."),
    "goods.guarantee_replaces_rights": Code("The guarantee replaces what the seller owes."),
    "goods.delivery_due": Code(
        "The goods have to be delivered by the last day given here.", (), ("delivery_agreed",)
    ),
    "goods.set_further_period": Code(
        "The customer may set a further period that fits, and end the contract if it is missed.",
        ("set a further period",),
    ),
    "goods.end_contract_late_delivery": Code(
        "The customer may end the contract at once, for the day of delivery mattered.",
        ("end the contract", "set a further period"),
    ),
    "goods.still_to_deliver": Code(
        "The goods are not delivered: we still have to deliver, or give the money back."
    ),
    "goods.trader_bears_risk": Code("The goods are at our risk until the customer has them in hand."),
    "goods.consumer_bears_risk": Code(
        "The goods were at the customer's risk from the carrier they had chosen."
    ),
    # Digital content and services
    "digital.repair_or_replace": Code(
        "The customer may have the digital content repaired or replaced.", ("repair", "replacement")
    ),
    "digital.price_reduction": Code(
        "The customer may have a part of the price back, up to all of it.", ("price reduction",)
    ),
    "digital.right_to_reject": Code("The customer may reject the digital content."),
    "digital.presumed_faulty": Code("The fault is taken to have been there when it was supplied."),
    "digital.device_damage_remedy": Code(
        "The customer may have the damage repaired, or a payment that fits.", ("repair", "payment")
    ),
    "digital.full_refund_no_right_to_supply": Code(
        "We had no right to supply it: the whole price goes back."
    ),
    "digital.term_not_binding": Code("A term that cuts these rights does not bind the customer."),
    "service.repeat_performance": Code(
        "The customer may have the service done again, at our cost.", ("do it again",)
    ),
    "service.price_reduction": Code("The customer may have a part of the price back.", ("price reduction",)),
    "service.damages_possible": Code(
        "The customer may also claim for loss, or end the contract for a grave breach."
    ),
    "service.term_not_binding": Code(
        "A term that excludes reasonable care and skill does not bind the customer."
    ),
    "service.reasonable_time": Code("No time was agreed: the service has to be done in a reasonable time."),
    "terms.fairness_test": Code("An unfair term does not bind the customer; doubt goes the customer's way."),
    # Cancelling
    "ccr.cancel": Code(
        "The customer may cancel without a reason.",
        ("cancel", "keep it"),
        ("goods_kind", "unsealed", "cancel_info_given"),
    ),
    "ccr.extended_period": Code(
        "The customer was not told of the right in time: the period is longer.", (), ("cancel_info_given",)
    ),
    "ccr.refund": Code("Everything paid goes back, the common cost of delivery included, the way it came."),
    "ccr.refund_standard_delivery_only": Code(
        "Of what was paid for delivery, the cheapest common way goes back."
    ),
    "ccr.consumer_pays_return": Code("The customer sends the goods back at their own cost."),
    "ccr.trader_collects": Code("We collect the goods at our cost."),
    "ccr.deduct_diminished_value": Code(
        "Something may be taken for value lost by handling beyond what a shop allows.",
        (),
        ("cancel_info_given",),
    ),
    "ccr.no_deduction": Code(
        "Nothing may be taken for handling: the customer was not told of the right to cancel."
    ),
    "ccr.proportionate_payment": Code("The customer pays for the part that was done until they cancelled."),
    "ccr.no_cost": Code("The customer pays nothing for what was supplied until they cancelled."),
    "ccr.stacked_rights": Code(
        "The customer may cancel without a reason and has rights for the fault too. Rejecting needs the "
        "fault shown, costs nothing to send back and leaves nothing to deduct; cancelling needs no fault.",
        ("use the rights for the fault", "cancel"),
        ("fault.kind", "cancelled"),
    ),
    "ccr.ancillary_contracts_end": Code("Contracts that hang on this one end with it."),
    # Trading
    "dmcc.adr_notice": Code(
        "With our answer the customer has to be told of the scheme that we are bound to."
    ),
    "dmcc.adr_information_old": Code("With our answer the customer has to be told of a body for disputes."),
    "dmcc.fake_review_prohibited": Code("Reviews that are not real, or paid for in secret, are banned."),
    "dmcc.unfair_practice_check": Code(
        "Whether the practice is unfair has to be looked at before it is used."
    ),
    "dmcc.subscription_not_in_force": Code(
        "The new law on subscriptions is not in force: the 2013 Regulations count."
    ),
    "dmcc.renewal_cooling_off": Code("The customer may cancel within fourteen days of a renewal."),
}

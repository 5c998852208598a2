"""Conclusions about data, marketing, equality, time to sue, sector complaints and businesses."""

from rapport.engine.rights.codes.code import Code

PEOPLE: dict[str, Code] = {
    # Data rights
    "dp.access": Code("The person gets a copy of their data and what goes with it, free of charge."),
    "dp.clock_starts_on_id": Code("The month begins when the proof of identity comes."),
    "dp.clock_paused": Code("The days from our question to the answer do not count."),
    "dp.extension_possible": Code(
        "The time may be extended by two months, told with reasons within the first."
    ),
    "dp.old_regime": Code("The request came before 5 February 2026: the older rule on time counts."),
    "dp.reasonable_search": Code("The search has to be reasonable and proportionate."),
    "dp.child_own_right": Code("The right is the child's own."),
    "dp.child_consent_invalid": Code("Under thirteen a child cannot consent to an online service alone."),
    "dp.ask_for_authority": Code("Who asks for another has to show that they may."),
    "dp.rectification": Code("Wrong data are corrected, incomplete ones completed, without undue delay."),
    "dp.restriction": Code("Meanwhile the data are kept and not used."),
    "dp.tell_recipients": Code("Those to whom the data went are told, unless that is out of proportion."),
    "dp.erasure": Code("Data for which a ground is given are erased."),
    "dp.refuse_part": Code("What law or a claim needs may be kept; the rest goes."),
    "dp.portability": Code("The person gets the data they provided in a form that a machine can read."),
    "dp.object_marketing_absolute": Code("Marketing to the person stops at once, and no balance is struck."),
    "dp.object_balance": Code("The use stops, unless our grounds are compelling."),
    "dp.suppression_list": Code("What is needed to leave the person alone is kept on a list."),
    "dp.adm_information": Code("The person is told of the automated decision."),
    "dp.adm_representations": Code("The person may say their side."),
    "dp.adm_human_review": Code("The person may have a human look at it."),
    "dp.adm_contest": Code("The person may contest the decision."),
    "dp.breach_notify_ico": Code("The regulator is told within 72 hours of our being aware."),
    "dp.breach_tell_people": Code("The people concerned are told without undue delay, in plain words."),
    "dp.breach_log": Code("The breach is written into the log, whatever the risk."),
    "dp.complaint_ack": Code("The complaint is acknowledged within 30 days."),
    "dp.complaint_outcome_without_undue_delay": Code("It is looked into and answered without undue delay."),
    "dp.may_share_if_necessary": Code("What is necessary may be shared; nobody has to."),
    "dp.must_share": Code("An order has to be followed, and no further than it goes."),
    "dp.storage_limit_breach_risk": Code("Data are kept for longer than they are needed."),
    # Marketing
    "pecr.email_not_allowed": Code("This person may not be sent marketing by e-mail or text."),
    "pecr.soft_opt_in": Code(
        "Own similar products may be written about, with an easy way to refuse each time."
    ),
    "pecr.call_not_allowed": Code("This number may not be called for marketing."),
    # Equality
    "eq.reasonable_adjustment": Code("The adjustment is made, promptly.", ("the adjustment asked for",)),
    "eq.accessible_info": Code("The information is given in a form that the person can use."),
    "eq.no_charge": Code("The person pays nothing for the adjustment."),
    "eq.special_category_record": Code(
        "The need and the step are written down, not the diagnosis, and few may see it."
    ),
    "eq.indirect_risk": Code(
        "The rule may put a group at a disadvantage: it needs a good reason and a review."
    ),
    "eq.direct_prohibited": Code("Nobody may be treated worse because of a protected characteristic."),
    "eq.victimisation": Code("Nobody may be treated worse for having complained."),
    "eq.not_covered": Code("In services the Act does not cover this characteristic."),
    "eq.ni_law": Code("Northern Ireland has its own equality laws; a duty to adjust exists there too."),
    "eq.equality_act_2010": Code("The Equality Act 2010 applies."),
    "eq.information_on_time_limit": Code("The person is told until when a claim can be brought."),
    # Time to sue
    "lim.in_time": Code("A claim can still be brought."),
    "lim.expired": Code("The time to sue is over, unless something moved it."),
    # Complaints
    "cmp.disp_ack_prompt": Code("The complaint is acknowledged promptly in writing."),
    "cmp.disp_summary_resolution": Code(
        "If it is settled by the third business day, a short letter says so."
    ),
    "cmp.disp_final_response": Code("A final response goes out within eight weeks."),
    "cmp.psd_final_response": Code("A payment complaint is answered within fifteen business days."),
    "cmp.fos_referral": Code("The customer may go to the Financial Ombudsman within six months."),
    "cmp.ofcom_adr": Code(
        "At deadlock, or when the weeks are over, a letter opens the way to a dispute scheme."
    ),
    "cmp.energy_adr": Code(
        "At deadlock, or when eight weeks are over, the customer may go to the ombudsman."
    ),
    "cmp.housing_ack": Code("The complaint is acknowledged within five working days."),
    "cmp.housing_stage1": Code("It is answered within ten working days of the acknowledgement."),
    "cmp.health_ack": Code("The complaint is acknowledged within three working days."),
    "cmp.no_statutory_days": Code(
        "No law fixes a number of days for this complaint: what we promised ourselves counts."
    ),
    "cmp.section75": Code("The customer has a like claim against the lender of the credit card."),
    # Business
    "b2b.soga_quality": Code("The goods must be of satisfactory quality, fit and as described."),
    "b2b.reject_before_acceptance": Code(
        "The buyer may reject the goods until they are accepted.", ("reject", "damages")
    ),
    "b2b.damages": Code("The buyer may claim damages."),
    "b2b.slight_breach_s15A": Code(
        "The breach is so slight that rejecting would be unreasonable: damages only."
    ),
    "b2b.service_care_and_skill": Code("The service has to be done with reasonable care and skill."),
    "b2b.reasonableness_test": Code("A clause that excludes liability holds only if it is reasonable."),
    "b2b.statutory_interest": Code(
        "Statutory interest runs: Bank Rate and eight points.", ("claim it", "leave it")
    ),
    "b2b.fixed_sum": Code("Beside the interest a fixed sum is due."),
    "b2b.interest_not_yet": Code("The debt is not late yet."),
}

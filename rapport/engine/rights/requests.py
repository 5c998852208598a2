"""What a request or complaint tells: data rights, equality, marketing, practices, sector complaints."""

from dataclasses import dataclass
from datetime import datetime

from rapport.engine.rights.kinds import (
    BOOLEAN,
    CODE,
    DATE,
    INTEGER,
    MOMENT,
    TEXT,
    Day,
    Maybe,
    fact,
    list_of,
    one_of,
)

KINDS = (
    "automated_decision_review", "cancellation", "complaint", "consent_check", "data_breach",
    "discrimination_complaint", "dp_complaint", "erasure", "marketing_check", "objection", "portability",
    "practice_check", "prioritisation_check", "reasonable_adjustment", "rectification", "restriction",
    "retention_check", "subject_access", "third_party_disclosure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One request, complaint, check or breach."""

    kind: Maybe[str] = fact(one_of(*KINDS), "What kind of request is it?")
    received: Maybe[Day] = fact(DATE, "On what day did it come in?")
    date: Maybe[Day] = fact(DATE, "On what day is it done, or was it done?")
    acknowledged: Maybe[Day] = fact(DATE, "On what day was it acknowledged?")
    final_answer: Maybe[Day] = fact(DATE, "On what day was the final answer given?")
    # Who asks
    requester: Maybe[str] = fact(CODE, "Who asks?")
    by_third_party: Maybe[bool] = fact(BOOLEAN, "Does somebody ask for another person?")
    authority_evidence: Maybe[bool] = fact(BOOLEAN, "Is there proof that they may act for that person?")
    parent_consent: Maybe[bool] = fact(BOOLEAN, "Did a parent consent?")
    objection_by_parent: Maybe[bool] = fact(BOOLEAN, "Does a parent object to what the child asks?")
    id_doubt_reasonable: Maybe[bool] = fact(BOOLEAN, "Is there reason to doubt who is asking?")
    id_asked: Maybe[Day] = fact(DATE, "On what day did we ask for proof of identity?")
    id_received: Maybe[Day] = fact(DATE, "On what day did the proof of identity come?")
    # How much is asked
    clarification_asked: Maybe[Day] = fact(DATE, "On what day did we ask what exactly is wanted?")
    clarification_received: Maybe[Day] = fact(DATE, "On what day did the answer to that come?")
    large_volume: Maybe[bool] = fact(BOOLEAN, "Do we hold a large amount about the person?")
    complex: Maybe[bool] = fact(BOOLEAN, "Is the request complex?")
    number_of_requests: Maybe[int] = fact(INTEGER, "How many requests did the person make?")
    # What it is about
    accuracy_disputed: Maybe[bool] = fact(BOOLEAN, "Is it disputed whether the data are right?")
    shared_with: Maybe[tuple[str, ...]] = fact(list_of(CODE), "With whom were the data shared?")
    legal_obligation_records: Maybe[bool] = fact(BOOLEAN, "Must some of the records be kept by law?")
    live_claim: Maybe[bool] = fact(BOOLEAN, "Is there a claim for which the data are needed?")
    basis: Maybe[str] = fact(CODE, "On what basis do we hold the data: consent, contract, interests?")
    automated: Maybe[bool] = fact(BOOLEAN, "Are the data processed by computer?")
    purpose: Maybe[str] = fact(one_of("crime", "direct_marketing"), "For what purpose?")
    data: Maybe[str] = fact(CODE, "Which data?")
    kept_years: Maybe[int] = fact(INTEGER, "For how many years are the data kept?")
    needed_years: Maybe[int] = fact(INTEGER, "For how many years are they needed?")
    court_order: Maybe[bool] = fact(BOOLEAN, "Is there an order of a court?")
    solely_automated: Maybe[bool] = fact(BOOLEAN, "Was it decided without a person?")
    significant: Maybe[bool] = fact(BOOLEAN, "Does the decision matter much to the person?")
    special_category_used: Maybe[bool] = fact(BOOLEAN, "Were health or other special data used?")
    special_category: Maybe[bool] = fact(BOOLEAN, "Are health or other special data recorded?")
    # A breach
    aware: Maybe[Day | datetime] = fact(MOMENT, "When were we reasonably sure of the breach?")
    processor_aware: Maybe[Day] = fact(DATE, "On what day did the processor know?")
    risk: Maybe[str] = fact(one_of("high", "risk", "unlikely"), "How high is the risk to people?")
    # Marketing
    channel: Maybe[str] = fact(one_of("email", "live_call"), "By e-mail or by phone?")
    consent: Maybe[str] = fact(CODE, "Did the person consent, and how?")
    source: Maybe[str] = fact(CODE, "Where did the address come from?")
    sale_or_negotiation: Maybe[bool] = fact(BOOLEAN, "Did we get it in a sale or talks about one?")
    on_tps_days: Maybe[int] = fact(INTEGER, "For how many days has the number been on the TPS list?")
    told_us_no_objection: Maybe[bool] = fact(BOOLEAN, "Did the person tell us that they do not mind?")
    service: Maybe[str] = fact(CODE, "Which service is it?")
    # Equality
    area: Maybe[str] = fact(one_of("services"), "Is it about a service?")
    characteristic: Maybe[str] = fact(CODE, "Which characteristic is it about?")
    need: Maybe[str] = fact(TEXT, "What does the person ask for?")
    criterion: Maybe[str] = fact(CODE, "By what is it decided who comes first?")
    groups_worse_off: Maybe[tuple[str, ...]] = fact(list_of(CODE), "Which groups come off worse?")
    act_date: Maybe[Day] = fact(DATE, "On what day did it happen?")
    protected_act: Maybe[Day] = fact(DATE, "On what day did the person complain or give evidence?")
    good_faith: Maybe[bool] = fact(BOOLEAN, "Was that in good faith?")
    detriment: Maybe[Day] = fact(DATE, "On what day were they treated worse for it?")
    # Trading and sectors
    practice: Maybe[str] = fact(CODE, "Which practice?")
    psd: Maybe[bool] = fact(BOOLEAN, "Is it about a payment or electronic money?")


@dataclass(frozen=True, slots=True)
class FurtherRequest:
    """One of several requests, each with its own office or day."""

    kind: Maybe[str] = fact(one_of("dp_complaint", "subject_access"), "What kind of request is it?")
    nation: Maybe[str] = fact(
        one_of("england", "northern_ireland", "scotland", "wales"), "Which office answers it?"
    )
    received: Maybe[Day] = fact(DATE, "On what day did it come in?")
    asked: Maybe[Day] = fact(DATE, "On what day was it asked for, by whatever way?")
    delivered: Maybe[Day] = fact(DATE, "On what day was it delivered?")

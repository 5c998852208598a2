"""The addresses of the portfolio: evidence, claims, signatures, export."""

from django.urls import URLPattern, path

from rapport.practice.views import assurance, claims, exports, from_case, gaps, learners, portfolio

EVIDENCE, CLAIMS = "/portfolio/evidence/<int:number>", "/claims/<int:number>"
urlpatterns: list[URLPattern] = [
    path("/portfolio", portfolio.portfolio, name="portfolio"),
    path("/portfolio/new", portfolio.new_evidence, name="new_evidence"),
    path("/portfolio/gaps", gaps.gaps, name="gaps"),
    path("/portfolio/from-case", gaps.cases_to_use, name="cases_to_use"),
    path("/portfolio/from-case/<int:number>", from_case.from_case, name="from_case"),
    path("/portfolio/export/syllabus", exports.syllabus, name="export_syllabus"),
    path("/portfolio/export/<str:form>", exports.export, name="export_portfolio"),
    path(EVIDENCE, portfolio.evidence, name="evidence"),
    path(f"{EVIDENCE}/claims", portfolio.claim, name="claim_point"),
    path(f"{EVIDENCE}/file", portfolio.file, name="evidence_file"),
    path(f"{EVIDENCE}/check", claims.check, name="check_evidence"),
    path(f"{EVIDENCE}/signatures", assurance.ask_signature, name="ask_signature"),
    path("/portfolio/overrides/<int:learner>/<str:point>", claims.override, name="override_point"),
    path("/claims", claims.claims, name="claims"),
    path("/claims/samples", assurance.samples, name="samples"),
    path("/claims/samples/<int:number>/look", assurance.second_look, name="second_look"),
    path("/claims/appeals/<int:number>/decision", assurance.decide_appeal, name="decide_appeal"),
    path(CLAIMS, claims.claim, name="claim"),
    path(f"{CLAIMS}/decision", claims.decide, name="decide_claim"),
    path(f"{CLAIMS}/withdrawal", claims.withdraw, name="withdraw_claim"),
    path(f"{CLAIMS}/appeal", assurance.appeal, name="appeal"),
    path("/sign/<str:secret>", assurance.sign, name="sign"),
    path("/learners", learners.learners, name="learners"),
    path("/learners/new", learners.new, name="new_learner"),
    path("/learners/<int:number>", learners.change, name="change_learner"),
    path("/learners/<int:number>/end", learners.end, name="end_learner"),
]

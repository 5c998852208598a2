"""The addresses of what customers are owed, of requests about data and equality, and of the law to watch."""

from django.urls import URLPattern, path

from rapport.desk.views import owed, rights_reports, rights_requests

urlpatterns: list[URLPattern] = [
    path("cases/<int:number>/owed", owed.owed, name="owed"),
    path("cases/<int:number>/owed/beginning", owed.begin, name="owed_begin"),
    path("cases/<int:number>/owed/known", owed.confirm, name="owed_confirm"),
    path("cases/<int:number>/owed/facts", owed.facts, name="owed_facts"),
    path("cases/<int:number>/owed/again", owed.again, name="owed_again"),
    path("cases/<int:number>/owed/choices", owed.choices, name="owed_choices"),
    path("cases/<int:number>/owed/decisions", owed.decide, name="owed_decide"),
    *(
        path(
            f"cases/<int:number>/owed/decisions/<int:decision>/{deed}", owed.decided, {"deed": deed},
            name=f"owed_decision_{deed}",
        )
        for deed in owed.DECIDED
    ),
    path("cases/<int:number>/owed/letter", owed.letter, name="owed_letter"),
    path("cases/<int:number>/owed/extension", owed.extension, name="owed_extension"),
    path("cases/<int:number>/owed/adjustment", owed.adjustment, name="owed_adjustment"),
    path("cases/<int:number>/owed/assessments/<int:kept>", owed.assessment, name="owed_assessment"),
    path("rights/requests", rights_requests.requests, name="rights_requests"),
    path("rights/requests/new", rights_requests.new, name="new_rights_request"),
    path("desk/reports/rights", rights_reports.report, name="rights_report"),
    path("desk/reports/rights/csv", rights_reports.report_csv, name="rights_report_csv"),
    path("desk/reports/rights/cases", rights_reports.cases, name="rights_report_cases"),
    path("desk/reports/rights/cases/csv", rights_reports.cases_csv, name="rights_report_cases_csv"),
    path("rights/watch", rights_requests.watch, name="rights_watch"),
]  # fmt: skip

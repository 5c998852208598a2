"""The addresses of what is counted at the desk, and of the checks of a draft."""

from django.urls import URLPattern, path

from rapport.desk.views import checks, reports

urlpatterns: list[URLPattern] = [
    path("cases/<int:number>/checks", checks.checks, name="checks"),
    path("desk/reports", reports.reports, name="reports"),
    path("desk/reports/csv", reports.reports_csv, name="reports_csv"),
    path("desk/reports/cases", reports.cases, name="report_cases"),
    path("desk/reports/cases/csv", reports.cases_csv, name="report_cases_csv"),
]

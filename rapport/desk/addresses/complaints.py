"""The addresses of complaints: the complaint desk of a case, procedures, limits of authority, causes."""

from django.urls import URLPattern, path

from rapport.desk.views import complaint_rules, complaints, faults
from rapport.desk.views.complaint_deeds import DEEDS, ENDINGS


def _name(noun: str) -> str:
    return noun.replace("-", "_")


urlpatterns: list[URLPattern] = [
    path("cases/<int:number>/complaint-desk", complaints.desk, name="complaint_desk"),
    path("cases/<int:number>/papers", complaints.papers, name="papers"),
    *(
        path(f"cases/<int:number>/{noun}", complaints.do, {"noun": noun}, name=f"do_{_name(noun)}")
        for noun in DEEDS
    ),
    *(
        path(
            f"cases/<int:number>/{noun}/<int:thing>/{deed}",
            complaints.end,
            {"ending": (noun, deed)},
            name=f"{_name(noun)}_{deed}",
        )
        for noun, deeds in ENDINGS.items()
        for deed in deeds
    ),
    path("procedures", complaint_rules.procedures, name="procedures"),
    path("procedures/new", complaint_rules.new_procedure, name="new_procedure"),
    path("procedures/<slug:key>", complaint_rules.procedure, name="procedure"),
    path("procedures/<slug:key>/edit", complaint_rules.edit_procedure, name="edit_procedure"),
    path("procedures/<slug:key>/retired", complaint_rules.retired, name="procedure_retired"),
    path("authority", complaint_rules.authority, name="authority"),
    path("faults", faults.faults, name="faults"),
    path("faults/<int:number>", faults.fault, name="fault"),
    path("causes", complaint_rules.causes, name="causes"),
    path("causes/<int:number>/retired", complaint_rules.cause_retired, name="cause_retired"),
]

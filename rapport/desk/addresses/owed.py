"""The addresses of what customers are owed, of requests about data and equality, and of the law to watch."""

from django.urls import URLPattern, path

from rapport.desk.views import owed, rights_requests

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
    path("rights/watch", rights_requests.watch, name="rights_watch"),
]  # fmt: skip

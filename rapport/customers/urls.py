"""The addresses of the room: nouns, mounted at /customers."""

from django.urls import URLPattern, path

from rapport.customers.views import endings, lists, merges, notes, pages, registration

app_name = "customers"

# What is noted on a sheet, and what ends it: the noun in the address, and the name of the ending.
SHEETS = {
    "needs": "needs",
    "access_needs": "access-needs",
    "contact_points": "contact-points",
    "relations": "relations",
    "alternatives": "alternatives",
    "promises": "promises",
    "touchpoints": "touchpoints",
    "notes": "notes",
    "consents": "consents",
    "assignments": "assignments",
}
ENDINGS = {
    "need_ended": ("needs", "ended"),
    "access_need_ended": ("access_needs", "ended"),
    "contact_point_dropped": ("contact_points", "dropped"),
    "relation_dropped": ("relations", "dropped"),
    "alternative_dropped": ("alternatives", "dropped"),
    "promise_kept": ("promises", "kept"),
}

urlpatterns: list[URLPattern] = [
    path("", lists.customers, name="list"),
    path("/export", lists.export, name="export"),
    path("/views", lists.views, name="views"),
    path("/views/<int:number>/dropped", lists.view_dropped, name="view_dropped"),
    path("/new", registration.new, name="new"),
    path("/types", pages.types, name="types"),
    path("/duplicates", merges.duplicates, name="duplicates"),
    path("/merges/<int:number>/undone", merges.merge_undone, name="merge_undone"),
    path("/<int:number>", pages.page, name="page"),
    path("/<int:number>/edit", registration.edit, name="edit"),
    path("/<int:number>/category", registration.category, name="category"),
    path("/<int:number>/facts", registration.facts, name="facts"),
    path("/<int:number>/archive", registration.archive, name="archive"),
    path("/<int:number>/restored", registration.restore, name="restore"),
    path("/<int:number>/timeline", pages.timeline, name="timeline"),
    path("/<int:number>/duplicates", merges.duplicates_of, name="duplicates_of"),
    path("/<int:number>/merge/<int:other>", merges.merge, name="merge"),
    path("/<int:number>/consents/history", pages.consent_history, name="consent_history"),
    path("/<int:number>/consents/<int:event>/receipt", pages.receipt, name="receipt"),
    path(
        "/<int:number>/assignments/<int:person>/ended",
        endings.assignment_ended,
        name="assignment_ended",
    ),
    *(path(f"/<int:number>/{word}", notes.note, {"noun": noun}, name=noun) for noun, word in SHEETS.items()),
    *(
        path(f"/<int:number>/{SHEETS[noun]}/<int:thing>/{word}", endings.end, {"noun": noun}, name=name)
        for name, (noun, word) in ENDINGS.items()
    ),
]

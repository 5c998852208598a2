"""The addresses of cases: the list, a case, and what is done in it; and of what belongs to working them."""

from django.urls import URLPattern, path

from rapport.desk.views import (
    case,
    lists,
    moves,
    notices,
    opening,
    parting,
    ready_texts,
    sheets,
    webhooks,
    writing,
)
from rapport.desk.views.deeds import DEEDS

urlpatterns: list[URLPattern] = [
    path("cases", lists.cases, name="cases"),
    path("cases/new", opening.new, name="new_case"),
    path("cases/outgoing", opening.outgoing, name="outgoing"),
    path("cases/presences", lists.presences, name="presences"),
    path("cases/bulk", lists.in_bulk, name="bulk"),
    path("cases/bulk/<int:number>/undone", lists.bulk_undone, name="bulk_undone"),
    path("cases/views", lists.views, name="case_views"),
    path("cases/views/<int:number>/dropped", lists.view_dropped, name="case_view_dropped"),
    path("cases/<int:number>", case.page, name="case"),
    path("cases/<int:number>/presence", case.presence, name="presence"),
    path("cases/<int:number>/replies", writing.replies, name="case_replies"),
    path("cases/<int:number>/notes", writing.notes, name="case_notes"),
    path("cases/<int:number>/drafts", writing.draft, name="case_drafts"),
    path("cases/<int:number>/state", moves.state, name="case_state"),
    path("cases/<int:number>/taken", moves.taken, name="case_taken"),
    path("cases/<int:number>/complaint", moves.complaint, name="case_complaint"),
    path("cases/<int:number>/split", parting.split, name="case_split"),
    path("cases/<int:number>/links/<int:link>/dropped", moves.link_dropped, name="case_link_dropped"),
    path("cases/<int:number>/messages/<int:message>/taken-back", writing.taken_back, name="taken_back"),
    path("cases/<int:number>/messages/<int:message>/forward", parting.forward, name="forward"),
    path("cases/<int:number>/messages/<int:message>/letter", parting.letter_of, name="letter"),
    *(
        path(
            f"cases/<int:number>/{noun}", sheets.sheet, {"noun": noun}, name=f"case_{noun.replace('-', '_')}"
        )
        for noun in DEEDS
    ),
    path("notices", notices.notices, name="notices"),
    path("notices/read", notices.notices_read, name="notices_read"),
    path("absences", notices.absences, name="absences"),
    path("absences/<int:number>/dropped", notices.absence_dropped, name="absence_dropped"),
    path("replies", ready_texts.replies, name="saved_replies"),
    path("replies/<int:number>", ready_texts.reply, name="saved_reply"),
    path("replies/<int:number>/dropped", ready_texts.reply_dropped, name="saved_reply_dropped"),
    path("webhooks", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:number>/ended", webhooks.webhook_ended, name="webhook_ended"),
]

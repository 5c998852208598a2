"""The addresses of the assessor's desk for answers."""

from django.urls import URLPattern, path

from rapport.practice.views import marking

urlpatterns: list[URLPattern] = [
    path("/answers/<int:number>/sent", marking.answer_sent, name="answer_sent"),
    path("/marking", marking.marking, name="marking"),
    path("/marking/agreement", marking.agreement, name="agreement"),
    path("/marking/<int:number>", marking.one, name="marking_one"),
]

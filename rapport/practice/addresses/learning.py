"""The addresses of topics, questions and what is due again."""

from django.urls import URLPattern, path

from rapport.practice.views import cases, home, learning

QUESTION = "/topics/<slug:topic>/questions/<slug:question>"
CASE = "/topics/<slug:topic>/cases/<slug:case>"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("/due", learning.due, name="due"),
    path("/progress", learning.progress, name="progress"),
    path("/progress/<int:number>", learning.progress, name="progress_of"),
    path("/topics/<slug:topic>", learning.topic, name="topic"),
    path(QUESTION, learning.question, name="question"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}/csv", cases.case_csv, name="case_csv"),
    path("/answers/<int:number>", learning.answer, name="answer"),
]

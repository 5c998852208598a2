"""The addresses of what is counted at the desk, and of the checks of a draft."""

from django.urls import URLPattern, path

from rapport.desk.views import checks

urlpatterns: list[URLPattern] = [
    path("cases/<int:number>/checks", checks.checks, name="checks"),
]

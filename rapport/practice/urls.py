"""The addresses of the room, part by part, mounted at `/practice`."""

from django.urls import URLPattern

from rapport.practice.addresses import goals, learning, marking, portfolio, scenes

app_name = "practice"
urlpatterns: list[URLPattern] = [
    *learning.urlpatterns,
    *scenes.urlpatterns,
    *goals.urlpatterns,
    *portfolio.urlpatterns,
    *marking.urlpatterns,
]

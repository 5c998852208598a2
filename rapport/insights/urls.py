"""The addresses of the room."""

from django.urls import URLPattern

app_name = "insights"
urlpatterns: list[URLPattern] = []

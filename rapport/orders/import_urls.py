"""The addresses of the pages on which files are taken in."""

from django.urls import URLPattern

app_name = "imports"
urlpatterns: list[URLPattern] = []

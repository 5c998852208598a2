"""The addresses of the room: nouns, each part in a module of its own."""

from django.urls import URLPattern

from rapport.desk.addresses import casework

app_name = "desk"
urlpatterns: list[URLPattern] = [*casework.urlpatterns]

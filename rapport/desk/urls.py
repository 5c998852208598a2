"""The addresses of the room."""

from django.urls import URLPattern

from rapport.desk.addresses import measures

app_name = "desk"
urlpatterns: list[URLPattern] = [*measures.urlpatterns]

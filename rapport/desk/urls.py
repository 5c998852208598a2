"""The addresses of the room, part by part, mounted at the root of the site."""

from django.urls import URLPattern

from rapport.desk.addresses import measures, portal

app_name = "desk"
urlpatterns: list[URLPattern] = [
    *measures.urlpatterns,
    *portal.urlpatterns,
]

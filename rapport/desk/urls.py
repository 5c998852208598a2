"""The addresses of the room, part by part, mounted at the root of the site."""

from django.urls import URLPattern

from rapport.desk.addresses import casework, complaints, delays, mail, measures, owed, portal, queue

app_name = "desk"
urlpatterns: list[URLPattern] = [
    *casework.urlpatterns,
    *complaints.urlpatterns,
    *delays.urlpatterns,
    *mail.urlpatterns,
    *measures.urlpatterns,
    *owed.urlpatterns,
    *portal.urlpatterns,
    *queue.urlpatterns,
]

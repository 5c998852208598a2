"""The addresses of the site."""

from django.urls import path

from rapport.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("report", views.report, name="report"),
    path("health", views.health, name="health"),
]

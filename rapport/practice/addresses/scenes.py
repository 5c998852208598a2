"""The addresses of role-play."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

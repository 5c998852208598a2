"""The addresses of the assessor's desk for answers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

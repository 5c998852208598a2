"""The addresses of the portfolio: evidence, claims, signatures, export."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

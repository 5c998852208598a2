"""The addresses of topics, questions and what is due again."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""The addresses of goals, reflections, feedback, and the coaching view."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

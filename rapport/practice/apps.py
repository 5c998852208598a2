"""The room as Django knows it."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The practice room."""

    name = "rapport.practice"
    label = "practice"

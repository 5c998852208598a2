"""The room as Django knows it."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The insights room."""

    name = "rapport.insights"
    label = "insights"

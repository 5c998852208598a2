"""The room as Django knows it."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The staff room."""

    name = "rapport.staff"
    label = "staff"

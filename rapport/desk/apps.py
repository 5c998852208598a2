"""The room as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "rapport.desk"
    label = "desk"

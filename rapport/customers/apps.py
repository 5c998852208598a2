"""The room as Django knows it."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The customers room."""

    name = "rapport.customers"
    label = "customers"

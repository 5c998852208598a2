"""The room as Django knows it."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The orders room."""

    name = "rapport.orders"
    label = "orders"

"""The addresses of the room."""

from django.urls import path

from rapport.orders.views import orders

app_name = "orders"
urlpatterns = [
    path("", orders.orders, name="list"),
    path("/<int:number>", orders.order, name="order"),
]

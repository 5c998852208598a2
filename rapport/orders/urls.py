"""The addresses of the room."""

from django.urls import URLPattern, path

from rapport.orders.views import lines, orders
from rapport.orders.views.deeds import DEEDS

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("", orders.orders, name="list"),
    path("/lines", lines.lines, name="lines"),
    path("/lines/csv", lines.lines_csv, name="lines_csv"),
    path("/lines/<int:number>", lines.line, name="line"),
    *(
        path(f"/lines/<int:number>/{name}", lines.deed, {"name": name}, name=f"line_{name}".replace("-", "_"))
        for name in DEEDS
    ),
    path("/<int:number>", orders.order, name="order"),
    path("/<int:number>/lines/new", lines.new, name="new_line"),
]

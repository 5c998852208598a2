"""The addresses of delays."""

from django.urls import URLPattern, path

from rapport.desk.views import delays

urlpatterns: list[URLPattern] = [
    path("delays", delays.delays, name="delays"),
    path("delays/told", delays.told_all, name="delays_told"),
    path("delays/<int:number>/told", delays.told, name="delay_told"),
]

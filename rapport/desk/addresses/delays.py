"""The addresses of delays, and of agreements that customers are asked for."""

from django.urls import URLPattern, path

from rapport.desk.views import delays

urlpatterns: list[URLPattern] = [
    path("delays", delays.delays, name="delays"),
    path("agreements", delays.agreements, name="agreements"),
    path("agreements/<int:number>/asked", delays.asked, name="agreement_asked"),
    path("delays/told", delays.told_all, name="delays_told"),
    path("delays/<int:number>/told", delays.told, name="delay_told"),
]

"""The addresses of the room."""

from django.urls import URLPattern, path

from rapport.insights import views

app_name = "insights"
urlpatterns: list[URLPattern] = [
    path("worth", views.worth, name="worth"),
    path("worth/rates", views.rates, name="rates"),
    path("worth/rates/<int:number>/drop", views.rate_dropped, name="rate_dropped"),
    path("ladder", views.ladder, name="ladder"),
    path("loyalty", views.loyalty, name="loyalty"),
]

"""The addresses of the site: its own pages, and those of the rooms."""

from django.urls import include, path

from rapport.site import views
from rapport.site.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("report", views.report, name="report"),
    path("health", views.health, name="health"),
    path("", include("rapport.staff.urls")),
    path("account/", include("allauth.urls")),
    path("customers", include("rapport.customers.urls")),
    path("orders", include("rapport.orders.urls")),
    path("imports", include("rapport.orders.import_urls")),
    path("", include("rapport.insights.urls")),
    path("api/", api.urls),
]

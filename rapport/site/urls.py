"""The addresses of the site: its own pages, and those of the rooms."""

from django.urls import include, path

from rapport.site import chore_views, health, token_views, views
from rapport.site.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("report", views.report, name="report"),
    path("keys", views.keys, name="keys"),
    path("kept", views.kept, name="kept"),
    path("design/", views.design, name="design"),
    path("health", health.health, name="health"),
    path("tokens", token_views.tokens, name="tokens"),
    path("tokens/<int:number>/withdrawn", token_views.withdrawn, name="token_withdrawn"),
    path("chores", chore_views.chores, name="chores"),
    path("chores/<str:name>", chore_views.asked_for, name="chore_asked_for"),
    path("", include("rapport.staff.urls")),
    path("account/", include("allauth.urls")),
    path("customers", include("rapport.customers.urls")),
    path("orders", include("rapport.orders.urls")),
    path("works", include("rapport.orders.works_urls")),
    path("imports", include("rapport.orders.import_urls")),
    path("", include("rapport.desk.urls")),
    path("practice", include("rapport.practice.urls")),
    path("", include("rapport.insights.urls")),
    path("api/", api.urls),
]

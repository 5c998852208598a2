"""The addresses of the pages on which files are taken in."""

from django.urls import path

from rapport.orders.views import imports

app_name = "imports"
urlpatterns = [
    path("", imports.imports, name="list"),
    path("/<int:number>", imports.run, name="run"),
    path("/<int:number>/mapping", imports.mapping, name="mapping"),
    path("/<int:number>/started", imports.started, name="started"),
    path("/<int:number>/stopped", imports.stopped, name="stopped"),
    path("/<int:number>/undone", imports.undone, name="undone"),
    path("/<int:number>/rejected.csv", imports.rejects, name="rejects"),
]

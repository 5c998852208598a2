"""The addresses of the room, part by part, mounted at the root of the site."""

from rapport.desk.addresses import portal

app_name = "desk"
urlpatterns = [*portal.urlpatterns]

"""The addresses of the room, part by part."""

from rapport.desk.addresses import queue

app_name = "desk"
urlpatterns = [*queue.urlpatterns]

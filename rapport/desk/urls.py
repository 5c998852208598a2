"""The addresses of the desk."""

from rapport.desk.addresses import mail

app_name = "desk"
urlpatterns = [*mail.urlpatterns]

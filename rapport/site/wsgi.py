"""The application a WSGI server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `rapport` does: marking multiplies small matrices
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.site.settings")
application = get_wsgi_application()

"""The settings of django-helpdesk as its documentation gives them, for the database of this surrounding."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SECRET_KEY = "a key for made tickets, which are nobody's"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Europe/London"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
ROOT_URLCONF = "tests.benchmarks.helpdesk.urls"
STATIC_URL = "static/"
LOGIN_URL = "helpdesk:login"
SITE_ID = 1
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # to a folder, as Rapport does
EMAIL_FILE_PATH = Path(os.environ["RAPPORT_DATA_DIR"]) / "mail"
DEFAULT_FROM_EMAIL = "desk@example.com"
HELPDESK_TEAMS_MODE_ENABLED = False  # needs a further package

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,  # and cached, for DEBUG is off
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
# What Rapport sets on SQLite, so that both have the same database.
PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
)


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        options = {"init_command": PRAGMAS, "transaction_mode": "IMMEDIATE"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path, "OPTIONS": options}
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": parts.path.lstrip("/"), "HOST": host,
        "USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or ""),
        "PORT": str(parts.port or ""),
    }  # fmt: skip


DATABASES = {"default": _database(os.environ["RAPPORT_DATABASE_URL"])}

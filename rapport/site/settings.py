"""Django's settings: everything an operator may change comes from RAPPORT_* variables, read here once."""

import os
from pathlib import Path

from rapport.site import sign_in
from rapport.site.environment import read_environment

ENVIRONMENT = read_environment(os.environ)
SITE = Path(__file__).resolve().parent

DATA_DIR = ENVIRONMENT.data_dir
REPORT = ENVIRONMENT.report
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
MAIL_HOSTS = ENVIRONMENT.mail_hosts  # servers inside a network that mailboxes may use
MARKING_ENDPOINT = ENVIRONMENT.marking  # a second opinion on marks, or None
MAIL_LARGEST = ENVIRONMENT.mail_largest  # bytes; of larger mail the beginning is kept
DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "rapport.insights.apps.InsightsConfig",
    "rapport.practice.apps.PracticeConfig",
    "rapport.desk.apps.DeskConfig",
    "rapport.orders.apps.OrdersConfig",
    "rapport.customers.apps.CustomersConfig",
    "rapport.staff.apps.StaffConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "rapport.site.proxies.behind_proxies",
    "django.middleware.security.SecurityMiddleware",
    "rapport.site.policy.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rapport.staff.idle.stay_while_working",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rapport.site.refusals.AnswerRefusals",
]
AUTH_USER_MODEL = "staff.User"
IMPORTERS = "rapport.site.importers.IMPORTERS"  # what may be taken in, kind by kind
CUSTOMER_PARTS = "rapport.site.customer_parts.PARTS"  # what upper rooms show of a customer
globals().update({name: value for name, value in vars(sign_in).items() if name.isupper()})
globals().update(sign_in.reached_at(ALLOWED_HOSTS))
globals().update(sign_in.mail_to(DATA_DIR / "mail"))
# A room hangs below its own noun: "customers" and then "/12", so that no address ends in a slash.
# And our tag `static` is meant to stand before Django's (rapport.site.static_addresses).
SILENCED_SYSTEM_CHECKS = ["templates.W003", "urls.W002"]
ROOT_URLCONF = "rapport.site.urls"
WSGI_APPLICATION = "rapport.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "libraries": {"static": "rapport.site.static_addresses"},
        },
    }
]

STATIC_URL = "static/"
STATICFILES_DIRS = [SITE / "static"]
# The files come straight from the package: there is no build step and nothing to collect.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "rapport.site.logs.WithoutSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # The two that name the address of an answer that is an error.
    "loggers": {name: {"filters": ["secrets"]} for name in ("django.request", "django.security.csrf")},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

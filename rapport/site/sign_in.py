"""How people sign in: the settings of django-allauth, of passwords, sessions and their mail."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "rapport.staff.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation went to the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Rapport: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that nobody here has; the page says the same
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # rapport.staff brakes, in the database

MFA_ADAPTER = "rapport.staff.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a phone whose clock is half a minute off
MFA_TOTP_ISSUER = "Rapport"
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey cannot be guessed: it gets through while others guess
MFA_FORMS = {
    "authenticate": "rapport.staff.sign_in_forms.CodeForm",
    "reauthenticate": "rapport.staff.sign_in_forms.CodeAgainForm",
    "add_webauthn": "rapport.staff.sign_in_forms.PasskeyForm",
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

SESSION_COOKIE_AGE = 10 * 60 * 60  # signed out after so many seconds without a page: longer than a shift
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = SESSION_COOKIE_AGE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token in a field
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rapport.site.refusals.form_not_from_here"

LAPTOP = {"localhost", "127.0.0.1", "[::1]"}


def reached_at(hosts: Sequence[str]) -> dict[str, Any]:
    """Return the settings that depend on where people open the site.

    Under any name but this machine's own, it is opened through HTTPS: cookies then travel encrypted alone,
    forms are taken from https://NAME, and passkeys ask for a secure origin.
    """
    names = [host for host in hosts if host not in LAPTOP]
    return {
        "SESSION_COOKIE_SECURE": bool(names),
        "CSRF_COOKIE_SECURE": bool(names),
        "CSRF_TRUSTED_ORIGINS": [
            f"https://{'*' * name.startswith('.')}{name}" for name in names if name != "*"
        ],
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not names,
    }


def mail_to(folder: Path) -> dict[str, Any]:
    """Return the settings of mail that is written to a folder instead of sent."""
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": folder,
        "DEFAULT_FROM_EMAIL": "Rapport <rapport@localhost>",
    }

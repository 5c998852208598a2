"""Signing in: passwords, second factors, the brake on guessing, known browsers, new passwords by mail."""

import re
from datetime import datetime, timedelta
from typing import Any

import hypothesis
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from rapport.site import sign_in as site_sign_in
from rapport.site.environment import read_proxies
from rapport.staff import actions, idle, rules
from rapport.staff.models import AuditEntry, FailedSignIn, User
from rapport.staff.rules import Role
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "seven green lanterns"
SIGN_IN = "/account/login/"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash passwords fast: argon2 is slow by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def window() -> Client:
    """A browser nobody used before."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def alice(alice: User) -> User:
    """Alice with a password."""
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def sign_in(window: Client, email: str = "alice@example.com", password: str = PASSWORD, **extra: Any) -> Any:
    return window.post(SIGN_IN, {"login": email, "password": password}, **extra)


def is_in(window: Client) -> bool:
    return bool(window.get("/account/me").status_code == 200)


def test_the_right_password_opens_and_is_written_down(alice: User, window: Client) -> None:
    answer = sign_in(window, "Alice@Example.com")

    assert answer.status_code == 302
    assert is_in(window)
    assert AuditEntry.objects.filter(deed="sign_in", person=alice.pk).exists()


def test_passwords_are_kept_with_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = site_sign_in.PASSWORD_HASHERS

    assert make_password(PASSWORD).startswith("argon2$")


def test_a_stranger_is_led_to_the_sign_in_and_back(alice: User, window: Client) -> None:
    answer = window.get("/account/me")

    assert answer["Location"] == "/account/login/?next=/account/me"
    back = window.post(SIGN_IN, {"login": alice.email, "password": PASSWORD, "next": "/account/me"})
    assert back["Location"] == "/account/me"


def test_unknown_and_known_accounts_get_the_same_answer(alice: User, window: Client) -> None:
    def said(email: str) -> str:
        text = sign_in(window, email, "wrong wrong wrong").content.decode()
        return re.sub(r'value="[^"]*"', "", text)

    assert said("alice@example.com") == said("nobody@example.com")


def test_a_deactivated_person_stays_outside(alice: User, olive: User, window: Client) -> None:
    sign_in(window)
    actions.deactivate(alice, by=olive, at=alice.joined_at)

    assert not is_in(window)
    sign_in(window)
    assert not is_in(window)


def test_nobody_signs_up_and_nobody_changes_their_address(alice: User, window: Client) -> None:
    assert window.get("/account/signup/").status_code == 404
    assert window.post("/account/signup/", {"email": "x@example.com"}).status_code == 404
    sign_in(window)
    assert window.get("/account/email/").status_code == 404


def test_guessing_slows_the_account_wherever_it_comes_from(alice: User, window: Client) -> None:
    for number in range(rules.FREE_TRIES + 1):
        sign_in(window, password="wrong wrong wrong", REMOTE_ADDR=f"10.0.0.{number}")

    page = sign_in(window, REMOTE_ADDR="10.0.0.99").content.decode()

    assert "too many wrong sign-ins" in page
    assert not is_in(window)


def test_guessing_slows_the_address_whatever_account_it_tries(alice: User, window: Client) -> None:
    for number in range(rules.FREE_TRIES_OF_ADDRESS):
        sign_in(window, f"guess{number}@example.com", "wrong wrong wrong")

    assert b"too many wrong sign-ins" in sign_in(window).content


def test_behind_a_trusted_web_server_each_address_has_a_brake_of_its_own(
    alice: User, window: Client, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = read_proxies("127.0.0.1")
    for number in range(rules.FREE_TRIES_OF_ADDRESS):
        invented = f"198.51.100.{number}, 203.0.113.7"
        sign_in(window, f"guess{number}@example.com", "wrong", HTTP_X_FORWARDED_FOR=invented)

    guesser = sign_in(window, HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.7")
    assert b"too many wrong sign-ins" in guesser.content
    sign_in(window, HTTP_X_FORWARDED_FOR="203.0.113.8")
    assert is_in(window)


def test_without_a_trusted_web_server_nobody_names_their_own_address(alice: User, window: Client) -> None:
    for number in range(rules.FREE_TRIES_OF_ADDRESS):
        named = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        sign_in(window, f"guess{number}@example.com", "wrong", **named)

    assert b"too many wrong sign-ins" in sign_in(window, HTTP_X_FORWARDED_FOR="203.0.113.8").content


def test_an_unknown_account_is_slowed_as_a_known_one_is(alice: User, window: Client) -> None:
    for _ in range(rules.FREE_TRIES):
        sign_in(window, "nobody@example.com", "wrong wrong wrong")

    assert b"too many wrong sign-ins" in sign_in(window, "nobody@example.com").content


def test_a_known_browser_gets_in_while_others_guess(alice: User, window: Client) -> None:
    sign_in(window)
    window.post("/account/logout/")
    stranger = Client(headers={"host": "localhost"})
    for _ in range(rules.FREE_TRIES_OF_ADDRESS + 5):
        sign_in(stranger, password="wrong wrong wrong")

    sign_in(window)

    assert is_in(window)


def test_a_known_browser_has_a_brake_of_its_own(alice: User, window: Client) -> None:
    sign_in(window)
    window.post("/account/logout/")
    for _ in range(rules.FREE_TRIES):
        sign_in(window, password="wrong wrong wrong")

    assert b"too many wrong sign-ins" in sign_in(window).content


def test_the_browser_s_cookie_is_out_of_reach_of_scripts(alice: User, window: Client) -> None:
    cookie = sign_in(window).cookies["rapport_device"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_right_password_takes_the_brake_off(alice: User, window: Client) -> None:
    for _ in range(rules.FREE_TRIES - 1):
        sign_in(window, password="wrong wrong wrong")
    sign_in(window)

    assert is_in(window)
    assert FailedSignIn.objects.count() == 0


@hypothesis.settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(gaps=st.lists(st.integers(0, 2_000), max_size=25))
def test_after_fifteen_quiet_minutes_everybody_may_try(gaps: list[int], monday_nine: datetime) -> None:
    FailedSignIn.objects.all().delete()
    at = monday_nine
    for gap in gaps:
        at += timedelta(seconds=gap)
        try_in_vain(at)

    assert try_in_vain(at + rules.LONGEST_WAIT)


def try_in_vain(at: datetime) -> bool:
    """Try once and fail; tell whether the brake let the try through."""
    try:
        actions.begin_sign_in("alice@example.com", address="10.0.0.1", at=at)
    except rules.SignInSlowed:
        return False
    return True


def test_what_the_brake_no_longer_counts_is_deleted(monday_nine: datetime) -> None:
    try_in_vain(monday_nine)

    assert actions.forget_old_failures(at=monday_nine + timedelta(hours=23)) == 0
    assert actions.forget_old_failures(at=monday_nine + timedelta(hours=25)) == 1


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_an_app_asks_for_a_code_after_the_password(alice: User, window: Client) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(alice, secret)

    assert sign_in(window)["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(window)
    window.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(window)


def test_codes_cannot_be_guessed_faster_than_passwords(alice: User, window: Client) -> None:
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    sign_in(window)
    for _ in range(rules.FREE_TRIES):
        window.post("/account/2fa/authenticate/", {"code": "000000"})

    answer = window.post("/account/2fa/authenticate/", {"code": code_of("JBSWY3DPEHPK3PXP")})

    assert b"too many wrong sign-ins" in answer.content
    assert not is_in(window)


def test_a_recovery_code_opens_once(alice: User, window: Client) -> None:
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(alice).get_unused_codes()[0]
    for expected in (True, False):
        sign_in(window)
        window.post("/account/2fa/authenticate/", {"code": code})
        assert is_in(window) == expected
        window.post("/account/logout/")


@pytest.mark.django_db(transaction=True)  # the audit is written once the change stands
def test_an_app_is_added_with_its_code_after_the_password_was_asked_again(
    alice: User, window: Client
) -> None:
    sign_in(window)
    again = window.get("/account/2fa/totp/activate/")
    assert again["Location"].startswith("/account/reauthenticate/")
    window.post(again["Location"], {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    page = window.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
    assert found
    answer = window.post("/account/2fa/totp/activate/", {"code": code_of(found[1])})

    assert answer["Location"] == "/account/2fa/recovery-codes/"
    assert Authenticator.objects.filter(user=alice, type="totp").exists()
    assert AuditEntry.objects.filter(person=alice.pk, deed="add_app").exists()
    assert window.get("/account/2fa/recovery-codes/").status_code == 200
    assert b"An app on your phone" in window.get("/account/security").content


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/password/reset/key/1-abc/",
        "/account/inactive/",
    ],
)
def test_the_doors_for_strangers_stand_in_our_look_without_script_inside(path: str, window: Client) -> None:
    page = window.get(path).content.decode()

    assert "css/tokens.css" in page
    assert not re.search(r"<script(?![^>]*src=)(?![^>]*application/json)", page)


@pytest.mark.parametrize(
    "path",
    [
        "/account/me",
        "/account/security",
        "/account/logout/",
        "/account/password/change/",
        "/account/reauthenticate/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/totp/activate/",
    ],
)
def test_the_pages_of_one_s_account_stand_in_the_frame(path: str, alice: User, window: Client) -> None:
    sign_in(window)
    window.post("/account/reauthenticate/", {"password": PASSWORD})
    page = window.get(path)

    assert page.status_code == 200
    assert 'class="frame"' in page.content.decode()


def test_a_forgotten_password_is_set_anew_by_mail(alice: User, window: Client) -> None:
    window.post("/account/password/reset/", {"email": alice.email})
    found = re.search(r"https?://\S+?(/account/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert found
    form = window.get(found[1])["Location"]
    window.post(form, {"password1": "nine quiet harbours", "password2": "nine quiet harbours"})

    sign_in(window, password="nine quiet harbours")
    assert is_in(window)
    assert AuditEntry.objects.filter(deed="set_password", person=alice.pk).exists()


def test_no_mail_goes_to_an_address_that_nobody_here_has(alice: User, window: Client) -> None:
    known = window.post("/account/password/reset/", {"email": alice.email})
    unknown = window.post("/account/password/reset/", {"email": "nobody@example.com"})

    assert known["Location"] == unknown["Location"]
    assert [message.to for message in mail.outbox] == [[alice.email]]


def test_a_passkey_is_asked_for_without_naming_anybody(window: Client) -> None:
    asked = window.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()

    assert "challenge" in str(asked)
    assert "@" not in str(asked)


def test_role_owner_is_somebody_who_may_all(olive: User) -> None:
    assert olive.role == Role.OWNER
    assert all(olive.may(sight) for sight in rules.Sight)


def test_a_session_is_renewed_while_its_person_works_and_not_with_each_page(alice: User) -> None:
    request = RequestFactory().get("/")
    request.user, request.session = alice, SessionStore()
    written: list[bool] = []
    for minutes in (0, 3, 6):
        request.session.modified = False
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(idle, "now", lambda minutes=minutes: cast.MONDAY_NINE + timedelta(minutes=minutes))
            idle.stay_while_working(lambda asked: HttpResponse())(request)
        written.append(request.session.modified)

    assert written == [True, False, True]

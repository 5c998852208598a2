"""A visit of somebody who works here: whose it is, how it ends, where it leads. Tests 35, 38 and 39."""

import pytest
from django.test import Client

from rapport.staff.models import User
from tests.cast import client_of

pytestmark = pytest.mark.django_db
SIGN_IN, SIGN_OUT, CHANGE = "/account/login/", "/account/logout/", "/account/password/change/"
PASSWORD, NEW = "correct horse battery", "staple the other horse"


@pytest.fixture
def alice_known(alice: User) -> User:
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def signed_in(person: User, client: Client | None = None) -> Client:
    client = client or client_of()
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/me").status_code == 200


def test_35_a_visit_planted_before_the_sign_in_is_worth_nothing(alice_known: User) -> None:
    """Test 35: the key is new at the sign-in, whatever the browser brought."""
    thief, victim = client_of(), client_of()
    thief.get(SIGN_IN)
    session = thief.session
    session["planted"] = True
    session.save()
    victim.cookies["sessionid"] = thief.cookies["sessionid"] = str(session.session_key)

    signed_in(alice_known, victim)

    assert victim.cookies["sessionid"].value != session.session_key
    assert (is_in(victim), is_in(thief)) == (True, False)


def test_35_signing_out_ends_the_visit_for_a_copied_cookie_too(alice_known: User) -> None:
    """Test 35: sign-out ends it on the server."""
    here, copy = signed_in(alice_known), client_of()
    copy.cookies["sessionid"] = here.cookies["sessionid"].value
    was_in = is_in(copy)

    here.post(SIGN_OUT)

    assert (was_in, is_in(copy), is_in(here)) == (True, False, False)


def test_35_a_changed_password_ends_the_visits_elsewhere(alice_known: User) -> None:
    """Test 35: password change ends the others and leaves the one it was changed in."""
    here, elsewhere = signed_in(alice_known), signed_in(alice_known)

    here.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_38_nobody_is_signed_in_by_a_form_of_another_site(alice_known: User) -> None:
    """Test 38: login CSRF."""
    client = client_of(enforce_csrf_checks=True)

    answer = client.post(SIGN_IN, {"login": alice_known.email, "password": PASSWORD})

    assert answer.status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_39_nobody_is_led_away_after_the_sign_in(alice_known: User, away: str) -> None:
    """Test 39: open redirect in `next`."""
    answer = client_of().post(SIGN_IN, {"login": alice_known.email, "password": PASSWORD, "next": away})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]

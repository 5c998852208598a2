"""The page of tokens: a token is shown once, is one's own, and ends when withdrawn."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.staff.models import AuditEntry, Token, User
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import MARK

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ASKED = {"name": "the till", "scopes": ["orders:read", "orders:write"], "days": "90"}


def test_a_token_is_made_and_shown_once(alice: User, client_of: SignIn) -> None:
    browser = client_of(alice)

    made = browser.post("/tokens", ASKED)
    again = browser.get("/tokens").content.decode()

    assert made.status_code == 201
    assert MARK in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert MARK not in again
    assert "the till" in again
    token = Token.objects.get(user=alice)
    assert token.scopes == ["orders:read", "orders:write"]
    assert token.expires_at - token.made_at == timedelta(days=90)
    assert AuditEntry.objects.get(deed="make token").person == alice.pk


@pytest.mark.parametrize(
    "wrong", [{"days": "0"}, {"days": "366"}, {"scopes": []}, {"scopes": ["everything"]}, {"name": ""}]
)
def test_a_token_that_never_ends_or_opens_nothing_is_not_made(
    alice: User, client_of: SignIn, wrong: dict[str, object]
) -> None:
    assert client_of(alice).post("/tokens", ASKED | wrong).status_code == 422
    assert not Token.objects.exists()


def test_one_withdraws_ones_own_tokens_alone(alice: User, charlie: User, client_of: SignIn) -> None:
    token, _ = make_token("the till", scopes=["orders:read"], days=9, by=alice, at=now())

    assert client_of(charlie).post(f"/tokens/{token.pk}/withdrawn").status_code == 404
    assert "the till" not in client_of(charlie).get("/tokens").content.decode()
    assert client_of(alice).post(f"/tokens/{token.pk}/withdrawn").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at


def test_strangers_are_asked_to_sign_in() -> None:
    assert Client().get("/tokens").status_code == 302

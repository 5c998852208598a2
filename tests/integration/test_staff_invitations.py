"""Inviting, joining and bringing back: through the page, the action and the command."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from click.testing import CliRunner
from django.test import Client
from django.utils.timezone import now

from rapport.cli import cli
from rapport.staff import actions, queries, rules
from rapport.staff.models import AuditEntry, Invitation, Team, User
from rapport.staff.rules import Role

pytestmark = pytest.mark.django_db
PASSWORD = "seven green lanterns"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash passwords fast: argon2 is slow by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def window() -> Client:
    """A browser nobody used before."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def olives(olive: User) -> Client:
    """A browser in which Olive is signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(olive)
    return client


def rapport(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["users", *words])
    return result.exit_code, result.output


def test_the_first_start_makes_one_link_for_the_owner(window: Client, monday_nine: datetime) -> None:
    link = actions.first_owner_link(monday_nine)
    assert link
    secret = link.removeprefix("/join/")
    invitation = queries.invitation_of(secret, at=monday_nine)
    actions.join(invitation, email="olive@example.com", name="Olive", password=PASSWORD, at=monday_nine)

    assert User.objects.get().role == Role.OWNER
    assert actions.first_owner_link(monday_nine) is None
    with pytest.raises(rules.LinkUsedUp):
        queries.invitation_of(secret, at=monday_nine)


def test_a_new_link_for_the_owner_ends_the_one_before(monday_nine: datetime) -> None:
    first, second = actions.first_owner_link(monday_nine), actions.first_owner_link(monday_nine)

    assert first
    assert first != second
    with pytest.raises(rules.LinkUsedUp):
        queries.invitation_of(first.removeprefix("/join/"), at=monday_nine)


def test_only_a_digest_of_a_link_is_kept(olive: User, monday_nine: datetime) -> None:
    secret = actions.invite("zoe@example.com", role="adviser", by=olive, at=monday_nine)

    assert secret not in str(list(Invitation.objects.values()))
    assert secret not in str(list(AuditEntry.objects.values()))


def test_whoever_is_invited_joins_and_is_in(olives: Client, north: Team, window: Client) -> None:
    olives.post(
        "/staff/invitations", {"email": "Zoe@Example.com", "name": "Zoe", "role": "adviser", "team": north.pk}
    )
    page = olives.get("/staff").content.decode()
    link = page.partition("http://localhost")[2].partition("<")[0]
    assert "/join/" not in olives.get("/staff").content.decode(), "a link is shown once"

    assert b"team North" in window.get(link).content
    answer = window.post(link, {"name": "Zoe Ward", "password": PASSWORD})

    zoe = User.objects.get(email="zoe@example.com")
    assert answer["Location"] == "/"
    assert (zoe.name, zoe.role, zoe.team) == ("Zoe Ward", Role.ADVISER, north)
    assert window.get("/account/me").status_code == 200
    assert AuditEntry.objects.filter(deed="join", person=zoe.pk).exists()


def test_a_link_works_once_and_for_seven_days(olive: User, monday_nine: datetime) -> None:
    secret = actions.invite("zoe@example.com", role="adviser", by=olive, at=monday_nine)
    last_second = monday_nine + timedelta(days=7, seconds=-1)

    assert queries.invitation_of(secret, at=last_second).email == "zoe@example.com"
    with pytest.raises(rules.LinkUsedUp):
        queries.invitation_of(secret, at=monday_nine + timedelta(days=7))


def test_a_link_that_is_not_known_says_how_to_get_one(window: Client) -> None:
    answer = window.get("/join/guessed")

    assert answer.status_code in {404, 410, 422}
    assert b"Ask whoever sent it" in answer.content


def test_a_weak_password_is_refused_with_the_way_out(
    window: Client, olive: User, monday_nine: datetime
) -> None:
    secret = actions.invite("zoe@example.com", role="adviser", by=olive, at=now())
    answer = window.post(f"/join/{secret}", {"name": "Zoe", "password": "short"})

    assert answer.status_code == 422
    assert not User.objects.filter(email="zoe@example.com").exists()


def test_a_manager_invites_no_owner(monday_nine: datetime, olive: User) -> None:
    maxine = User.objects.create_user(
        "maxine@example.com", name="Maxine", role=Role.MANAGER, joined_at=monday_nine
    )
    with pytest.raises(rules.NotAllowed):
        actions.invite("zoe@example.com", role="owner", by=maxine, at=monday_nine)


def test_an_address_that_works_here_is_not_invited_again(
    olive: User, alice: User, monday_nine: datetime
) -> None:
    with pytest.raises(rules.AddressTaken):
        actions.invite("ALICE@example.com", role="adviser", by=olive, at=monday_nine)


def test_the_command_invites_lists_and_refuses(alice: User) -> None:
    code, output = rapport("invite", "zoe@example.com", "--role", "leader", "--team", "north")
    assert code == 0
    assert output.startswith("http://localhost:8000/join/")

    assert "alice@example.com\tAlice\tadviser\tNorth\tactive" in rapport("list")[1]
    code, output = rapport("invite", "zoe@example.com", "--role", "leader", "--team", "West")
    assert code == 2
    assert "There is no team 'West'. There are: North." in output


def test_the_owner_s_link_is_printed_as_long_as_there_is_none(monday_nine: datetime) -> None:
    assert rapport("owner")[0] == 0
    User.objects.create_user("olive@example.com", name="Olive", role=Role.OWNER, joined_at=monday_nine)

    code, output = rapport("owner")

    assert code == 2
    assert "There is an owner already: Olive" in output


def test_recovering_removes_second_factors_and_the_old_password(alice: User, window: Client) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    code, output = rapport("recover", "alice@example.com")
    assert code == 0

    alice.refresh_from_db()
    assert not alice.has_usable_password()
    assert not Authenticator.objects.filter(user=alice).exists()
    window.post(output.strip().removeprefix("http://localhost:8000"), {"password": "nine quiet harbours"})
    alice.refresh_from_db()
    assert alice.check_password("nine quiet harbours")
    assert window.get("/account/me").status_code == 200
    assert AuditEntry.objects.get(deed="recover").thing == alice.pk


def test_recovering_nobody_names_the_way_out() -> None:
    code, output = rapport("recover", "nobody@example.com")

    assert code == 2
    assert "rapport users list" in output

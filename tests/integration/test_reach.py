"""To see a customer is not enough: what may be done to them, and what links do when trust has ended."""

from datetime import datetime

import pytest
from django.test import Client

from rapport.customers import actions
from rapport.customers.models import Customer
from rapport.staff import actions as staff
from rapport.staff.models import Invitation, Team, User
from rapport.staff.rules import LinkUsedUp, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(charlie: User, dana: Customer, bob: User, monday_nine: datetime) -> Customer:
    """Dana of team North, opened to Charlie of team South."""
    actions.assign(dana, charlie, by=bob, at=monday_nine)
    return dana


def test_who_only_sees_a_customer_cannot_archive_them(
    seen: Customer, charlie: User, monday_nine: datetime
) -> None:
    with pytest.raises(NotAllowed, match="archive a customer of the team North"):
        actions.archive(seen, by=charlie, at=monday_nine)


def test_who_only_sees_a_customer_cannot_merge_them_into_their_own(
    seen: Customer, charlie: User, monday_nine: datetime
) -> None:
    own = actions.add_customer({"name": "Own"}, by=charlie, at=monday_nine)

    with pytest.raises(NotAllowed, match="merge a customer"):
        actions.merge(own, seen, reason="the same", by=charlie, at=monday_nine)

    seen.refresh_from_db()
    assert seen.merged_into is None


@pytest.mark.parametrize("to_nobody", [True, False])
def test_an_adviser_cannot_give_a_customer_away(
    dana: Customer, alice: User, south: Team, monday_nine: datetime, *, to_nobody: bool
) -> None:
    fields = {"team": None if to_nobody else south}

    with pytest.raises(NotAllowed, match="give away"):
        actions.change_customer(dana, fields, version=dana.version, by=alice, at=monday_nine)


def test_a_learner_adds_nobody(lena: User, monday_nine: datetime) -> None:
    with pytest.raises(NotAllowed, match="add a customer"):
        actions.add_customer({"name": "New"}, by=lena, at=monday_nine)


def test_an_invitation_ends_with_the_access_of_who_made_it(
    maxine: User, olive: User, monday_nine: datetime
) -> None:
    staff.invite("new@example.org", role="manager", team=None, by=maxine, at=monday_nine)
    staff.deactivate(maxine, by=olive, at=monday_nine)

    assert not Invitation.objects.filter(used_at=None).exists()


def test_a_recovery_link_ends_when_the_person_gets_another_role(
    alice: User, olive: User, maxine: User, monday_nine: datetime
) -> None:
    staff.recover(alice.email, by=maxine, at=monday_nine)
    link = Invitation.objects.get(recovers=alice)
    Invitation.objects.filter(pk=link.pk).update(made_by=maxine)
    User.objects.filter(pk=alice.pk).update(role="owner")  # behind the back of `place`, which ends the link

    with pytest.raises(LinkUsedUp):
        staff.join(link, email="", name="", password="a long and winding road", at=monday_nine)


def test_facts_noted_meanwhile_are_not_overwritten(client_of_bob: Client, dana: Customer) -> None:
    page = f"/customers/{dana.pk}/facts"

    first = client_of_bob.post(page, {"version": dana.version, "supplies_us": "yes"})
    second = client_of_bob.post(page, {"version": dana.version, "buys_from_us": "yes"})

    dana.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert dana.facts == {"supplies_us": True}


def test_the_list_can_be_asked_for_one_kind(client_of_bob: Client, dana: Customer) -> None:
    assert client_of_bob.get("/customers?kind=person").status_code == 200
    assert client_of_bob.get("/customers/export?kind=person").status_code == 200


@pytest.fixture
def client_of_bob(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client

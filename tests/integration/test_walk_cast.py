"""The cast: everybody has the role and the team that the tests take for granted."""

from collections.abc import Callable

from django.test import Client

from rapport.customers.models import Customer
from rapport.customers.queries import customers_visible_to
from rapport.staff.models import User
from rapport.staff.rules import Role


def test_there_is_one_person_for_every_role(everybody: dict[Role, User]) -> None:
    assert {role: person.role for role, person in everybody.items()} == {role: str(role) for role in Role}


def test_charlie_sees_nothing_of_north(
    alice: User, bob: User, charlie: User, dana: Customer, northwind: Customer
) -> None:
    assert set(customers_visible_to(alice)) == set(customers_visible_to(bob)) == {dana, northwind}
    assert not customers_visible_to(charlie)


def test_a_person_of_the_cast_is_signed_in(client_of: Callable[..., Client], olive: User) -> None:
    assert client_of(olive).session["_auth_user_id"] == str(olive.pk)
    assert "_auth_user_id" not in client_of().session

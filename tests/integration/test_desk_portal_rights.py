"""Who sees an organisation's cases in the portal: leaders say it, for those who belong there."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from rapport.customers.models import Customer, Relation
from rapport.customers.rules import RelationRole
from rapport.desk.actions.rights import end_right, give_right
from rapport.desk.models import PortalRight
from rapport.desk.queries.portal import parties_open_to
from rapport.desk.rules.portal import PortalRightNotPossible
from rapport.staff.models import AuditEntry, User
from rapport.staff.rules import NotAllowed
from tests.cast import client_of, make_customer

pytestmark = pytest.mark.django_db
TODAY = localdate()


@pytest.fixture
def member(dana: Customer, northwind: Customer) -> Relation:
    return Relation.objects.create(customer=dana, role=RelationRole.MEMBER, other=northwind)


def test_a_leader_gives_a_right_on_the_page_of_the_organisation_and_ends_it(
    member: Relation, dana: Customer, northwind: Customer, bob: User
) -> None:
    client, page = client_of(bob), f"/portal-rights/{northwind.pk}"
    assert "Give the right" in client.get(page).content.decode()

    client.post(page, {"person": dana.pk, "organisation": northwind.pk})
    assert parties_open_to(dana, on=TODAY) == [dana.pk, northwind.pk]

    client.post(f"{page}/{PortalRight.objects.get().pk}/ended")
    assert parties_open_to(dana, on=TODAY) == [dana.pk]
    deeds = AuditEntry.objects.filter(kind="customer").exclude(deed="view").values_list("deed", flat=True)
    assert set(deeds) == {"give portal right", "end portal right"}


def test_membership_alone_opens_nothing(member: Relation, dana: Customer) -> None:
    """Test 30: a colleague without the right."""
    assert parties_open_to(dana, on=TODAY) == [dana.pk]


@pytest.mark.parametrize(("since", "until"), [(None, -1), (1, None), (-9, -1)])
def test_a_right_counts_only_while_somebody_belongs_there(
    member: Relation, dana: Customer, northwind: Customer, bob: User, since: int | None, until: int | None
) -> None:
    """Test 31: a former member, whether or not somebody thought of the right."""
    give_right(dana, northwind, by=bob, at=now(), on=TODAY)
    days = {"since": since, "until": until}
    Relation.objects.update(
        **{name: None if day is None else TODAY + timedelta(days=day) for name, day in days.items()}
    )

    assert parties_open_to(dana, on=TODAY) == [dana.pk]


def test_a_right_to_an_archived_or_merged_organisation_counts_no_longer(
    member: Relation, dana: Customer, northwind: Customer, bob: User
) -> None:
    give_right(dana, northwind, by=bob, at=now(), on=TODAY)
    Customer.objects.filter(pk=northwind.pk).update(archived_at=now())
    assert parties_open_to(dana, on=TODAY) == [dana.pk]

    Customer.objects.filter(pk=northwind.pk).update(archived_at=None, merged_into=make_customer("Other"))
    assert parties_open_to(dana, on=TODAY) == [dana.pk]


def test_what_was_merged_into_a_customer_is_theirs(dana: Customer) -> None:
    once = make_customer("Dana W.", merged_into=dana)
    twice = make_customer("D. Whitlock", merged_into=once)

    assert parties_open_to(dana, on=TODAY) == [dana.pk, once.pk, twice.pk]


def test_nobody_gets_a_right_where_they_do_not_belong(dana: Customer, northwind: Customer, bob: User) -> None:
    with pytest.raises(PortalRightNotPossible, match="do not belong there"):
        give_right(dana, northwind, by=bob, at=now(), on=TODAY)
    with pytest.raises(PortalRightNotPossible, match="a person's to an organisation"):
        give_right(northwind, dana, by=bob, at=now(), on=TODAY)


def test_advisers_give_no_rights(
    member: Relation, dana: Customer, northwind: Customer, alice: User, bob: User
) -> None:
    assert client_of(alice).get(f"/portal-rights/{northwind.pk}").status_code == 404
    with pytest.raises(NotAllowed):
        give_right(dana, northwind, by=alice, at=now(), on=TODAY)
    right = give_right(dana, northwind, by=bob, at=now(), on=TODAY)
    with pytest.raises(NotAllowed):
        end_right(right, by=alice, at=now())


def test_giving_a_right_twice_is_one_right(
    member: Relation, dana: Customer, northwind: Customer, bob: User
) -> None:
    first, second = (give_right(dana, northwind, by=bob, at=now(), on=TODAY) for _ in range(2))

    assert first == second


def test_charlie_sees_no_rights_of_another_team(member: Relation, northwind: Customer, charlie: User) -> None:
    assert client_of(charlie).get(f"/portal-rights/{northwind.pk}").status_code == 404

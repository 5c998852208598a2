"""A customer is added, changed, categorised and archived; two people never overwrite each other."""

from datetime import datetime, timedelta

import pytest

from rapport.customers import actions, queries
from rapport.customers.models import Customer, TimelineEntry
from rapport.customers.rules import (
    AlreadyArchived,
    ChangedMeanwhile,
    CustomerNotFound,
    Difference,
    ExternalIdNotFree,
    ExternalIdTaken,
    FieldNotKnown,
    FieldNotRight,
    Kind,
    TooLong,
)
from rapport.staff.models import AuditEntry, Team, User
from tests.cast import make_customer

pytestmark = pytest.mark.django_db


def test_who_adds_a_customer_sees_them_in_their_team(alice: User, monday_nine: datetime) -> None:
    facts = {"buys_from_us": True, "mainly_private_use": True}

    added = actions.add_customer({"name": " Erin  Vale ", "facts": facts}, by=alice, at=monday_nine)

    assert (added.name, added.team, added.category) == ("Erin Vale", alice.team, "consumer")
    assert added in queries.customers_visible_to(alice)


def test_every_change_is_told_on_the_time_line_and_in_the_audit(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.change_customer(dana, {"name": "Dana Vale"}, version=1, by=alice, at=monday_nine)

    told = TimelineEntry.objects.get(customer=dana)
    audit = AuditEntry.objects.get(deed="change", kind="customer", thing=dana.pk)
    assert (told.kind, told.text, told.person_name) == ("change", "Changed: name.", "Alice")
    assert audit.detail["before"] == {"name": "Dana Whitlock"}
    assert audit.detail["after"] == {"name": "Dana Vale"}


def test_a_change_of_nothing_is_not_told(alice: User, dana: Customer, monday_nine: datetime) -> None:
    actions.change_customer(dana, {"name": dana.name}, version=1, by=alice, at=monday_nine)

    assert not TimelineEntry.objects.filter(customer=dana).exists()


def test_the_second_of_two_people_is_told_the_difference(
    alice: User, bob: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.change_customer(dana, {"name": "Dana Vale"}, version=1, by=alice, at=monday_nine)
    yours = {"name": "Dana Wood", "language": ""}

    with pytest.raises(ChangedMeanwhile) as refused:
        actions.change_customer(dana, yours, version=1, by=bob, at=monday_nine)

    assert refused.value.differences == (Difference("name", "Dana Whitlock", "Dana Vale", "Dana Wood"),)
    assert Customer.objects.get(pk=dana.pk).name == "Dana Vale"


def test_the_second_can_save_again_with_the_version_they_were_told(
    alice: User, bob: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.change_customer(dana, {"name": "Dana Vale"}, version=1, by=alice, at=monday_nine)

    changed = actions.change_customer(dana, {"name": "Dana Wood"}, version=2, by=bob, at=monday_nine)

    assert (changed.name, changed.version) == ("Dana Wood", 3)


def test_a_stale_save_of_what_stands_there_already_is_no_conflict(
    alice: User, bob: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.change_customer(dana, {"name": "Dana Vale"}, version=1, by=alice, at=monday_nine)

    same = actions.change_customer(dana, {"name": "Dana Vale"}, version=1, by=bob, at=monday_nine)

    assert same.version == 2


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": "  "}, FieldNotRight),
        ({"name": "n" * 201}, TooLong),
        ({"interest": 6}, FieldNotRight),
        ({"interest": "²"}, FieldNotRight),
        ({"kind": "dragon"}, FieldNotRight),
        ({"preferred_channel": "smoke"}, FieldNotRight),
        ({"facts": {"religion": True}}, FieldNotRight),
        ({"facts": {"buys_from_us": "perhaps"}}, FieldNotRight),
        ({"team": "North"}, FieldNotRight),
        ({"value": 1_000_000}, FieldNotKnown),
        ({"version": 7}, FieldNotKnown),
        ({"religion": "none of your business"}, FieldNotKnown),
    ],
)
def test_what_a_field_cannot_hold_is_refused(
    fields: dict[str, object], refusal: type[Exception], alice: User, dana: Customer, monday_nine: datetime
) -> None:
    with pytest.raises(refusal):
        actions.change_customer(dana, fields, version=1, by=alice, at=monday_nine)


def test_an_external_id_belongs_to_one_customer(alice: User, dana: Customer, monday_nine: datetime) -> None:
    with pytest.raises(ExternalIdTaken, match=f"Dana Whitlock, customer {dana.pk}"):
        actions.add_customer({"name": "Other", "external_id": "C-1001"}, by=alice, at=monday_nine)


def test_who_may_not_see_a_customer_does_not_hear_of_them_by_their_external_id(
    charlie: User, dana: Customer, south: Team, monday_nine: datetime
) -> None:
    own, taken = make_customer("Own", team=south), {"external_id": "C-1001"}

    with pytest.raises(ExternalIdNotFree) as added:
        actions.add_customer({"name": "X", **taken}, by=charlie, at=monday_nine)
    with pytest.raises(ExternalIdNotFree) as changed:
        actions.change_customer(own, taken, version=1, by=charlie, at=monday_nine)

    for refused in (added.value, changed.value):
        assert refused.facts == {"value": "C-1001"}
        assert not {"customer", "belongs", "already", "another"} & {*str(refused).split()}


def test_a_confirmed_category_stays_when_the_facts_change(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    confirmed = actions.confirm_category(dana, "stakeholder", by=alice, at=monday_nine)
    facts = {"facts": {"buys_from_us": True}}

    changed = actions.change_customer(confirmed, facts, version=1, by=alice, at=monday_nine)

    assert (changed.category, changed.category_confirmed_by) == ("stakeholder", alice)
    assert queries.customer_page(alice, dana.pk, at=monday_nine).proposal.category == "consumer"


def test_an_internal_team_is_proposed_as_internal(alice: User, south: Team, monday_nine: datetime) -> None:
    fields = {"name": "Team South", "kind": Kind.TEAM, "served_team": south, "facts": {"is_own_team": True}}

    assert actions.add_customer(fields, by=alice, at=monday_nine).category == "internal"


def test_an_archived_customer_is_found_only_among_the_archived(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.archive(dana, by=alice, at=monday_nine)

    assert dana not in queries.customers_visible_to(alice)
    assert dana in queries.customers_visible_to(alice, archived=True)
    assert queries.customer_visible_to(alice, dana.pk) == dana
    with pytest.raises(AlreadyArchived):
        actions.archive(dana, by=alice, at=monday_nine)

    actions.restore(dana, by=alice, at=monday_nine)

    assert dana in queries.customers_visible_to(alice)


def test_charlie_sees_nothing_until_dana_is_opened_to_him(
    alice: User, charlie: User, dana: Customer, monday_nine: datetime
) -> None:
    with pytest.raises(CustomerNotFound):
        queries.customer_page(charlie, dana.pk, at=monday_nine)

    actions.assign(dana, charlie, by=alice, at=monday_nine)
    assert queries.customer_page(charlie, dana.pk, at=monday_nine).customer == dana

    actions.unassign(dana, charlie, by=alice, at=monday_nine)
    with pytest.raises(CustomerNotFound):
        queries.customer_page(charlie, dana.pk, at=monday_nine)


def test_a_change_is_kept_as_the_newest_change(alice: User, dana: Customer, monday_nine: datetime) -> None:
    later = monday_nine + timedelta(hours=1)

    actions.note(dana, "Rang about the gauge.", by=alice, at=later)

    assert Customer.objects.get(pk=dana.pk).changed_at == later


def test_each_time_line_says_the_relation_from_its_own_side(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    other = make_customer("Gail", team=dana.team)
    for role in ("member", "referred by"):
        actions.relate(dana, role, other, by=alice, at=monday_nine)

    told = [{*one.timeline.values_list("text", flat=True)} for one in (dana, other)]
    assert told == [
        {f"Now member of customer {other.pk}.", f"Now referred by customer {other.pk}."},
        {f"Now: customer {dana.pk} is member of them.", f"Now: customer {dana.pk} is referred by them."},
    ]

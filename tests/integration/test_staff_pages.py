"""People, teams and the audit: what is done about them, and who may."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.lib import worktime
from rapport.staff import actions, queries, rules
from rapport.staff.models import AuditEntry, Team, User
from rapport.staff.rules import Role
from tests import cast

pytestmark = pytest.mark.django_db


def browser_of(person: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client


@pytest.mark.parametrize("path", ["/staff", "/audit"])
def test_what_a_role_may_not_see_is_not_found(path: str, alice: User, bob: User, olive: User) -> None:
    assert browser_of(alice).get(path).status_code == 404
    assert browser_of(bob).get(path).status_code == 404
    assert browser_of(olive).get(path).status_code == 200
    assert Client(headers={"host": "localhost"}).get(path)["Location"].startswith("/account/login/")


def test_the_page_of_staff_asks_as_much_for_ten_people_as_for_one(olive: User, north: Team) -> None:
    window = browser_of(olive)
    window.get("/staff")
    with CaptureQueriesContext(connection) as few:
        window.get("/staff")
    for number in range(10):
        cast.make_person(f"Zoe{number}")
    with CaptureQueriesContext(connection) as many:
        window.get("/staff")

    assert len(few) == len(many)


def test_a_role_and_a_team_are_given_and_written_down(olive: User, alice: User, south: Team) -> None:
    answer = browser_of(olive).post(f"/staff/people/{alice.pk}", {"role": "leader", "team": south.pk})

    alice.refresh_from_db()
    assert answer.status_code == 302
    assert (alice.role, alice.team) == (Role.LEADER, south)
    entry = AuditEntry.objects.get(deed="change", thing=alice.pk, kind="user")
    assert entry.detail["before"] == {"role": "adviser", "team": "North"}


def test_the_only_owner_stays(olive: User, monday_nine: datetime) -> None:
    other = cast.make_person("Otto", Role.OWNER)
    actions.place(other, role="adviser", team=None, by=olive, at=monday_nine)

    with pytest.raises(rules.LastOwner):
        actions.place(olive, role="manager", team=None, by=olive, at=monday_nine)


def test_nobody_deactivates_themselves_or_somebody_who_may_more(olive: User, monday_nine: datetime) -> None:
    maxine = cast.make_person("Maxine")
    cast.make_person("Otto", Role.OWNER)

    with pytest.raises(rules.NotYourself):
        actions.deactivate(olive, by=olive, at=monday_nine)
    with pytest.raises(rules.NotAllowed):
        actions.deactivate(olive, by=maxine, at=monday_nine)


def test_deleting_a_person_leaves_what_they_did_in_the_audit(
    olive: User, alice: User, monday_nine: datetime
) -> None:
    number = alice.pk
    actions.record_view(alice, olive, at=monday_nine)
    actions.delete_person(alice, by=olive, at=monday_nine)

    assert not User.objects.filter(pk=number).exists()
    assert AuditEntry.objects.filter(person=number, person_name="Alice", deed="view").exists()


def test_the_audit_refuses_changes_and_deletions_in_the_database(olive: User, monday_nine: datetime) -> None:
    actions.record(olive, "create", olive, at=monday_nine)
    for statement in ("UPDATE staff_auditentry SET deed = 'nothing'", "DELETE FROM staff_auditentry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)

    assert AuditEntry.objects.get().deed == "create"


def test_views_of_one_thing_within_ten_minutes_are_one_row(
    alice: User, olive: User, monday_nine: datetime
) -> None:
    for minutes in (0, 4, 9, 10):
        actions.record_view(alice, olive, at=monday_nine + timedelta(minutes=minutes))

    assert AuditEntry.objects.filter(deed="view").count() == 2


def test_the_audit_is_filtered_by_named_keys_alone(olive: User, alice: User, monday_nine: datetime) -> None:
    actions.record(alice, "create", olive, at=monday_nine)
    actions.record(olive, "merge", alice, at=monday_nine + timedelta(days=3))
    window = browser_of(olive)

    found = queries.audit_page(olive, {"person": str(alice.pk)}).entries
    assert [entry.deed for entry in found] == ["create"]
    assert [entry.deed for entry in queries.audit_page(olive, {"since": "2026-03-05"}).entries] == ["merge"]
    assert window.get("/audit?deed=merge&until=2026-03-05").status_code == 200
    for asked in ("colour=red", "person=alice", "since=yesterday", "person__name=x"):
        assert window.get(f"/audit?{asked}").status_code == 422


def test_the_audit_is_read_page_by_page_without_gap_or_repeat(olive: User, monday_nine: datetime) -> None:
    for number in range(7):
        actions.record(olive, f"deed{number}", at=monday_nine + timedelta(seconds=number // 2))
    seen: list[str] = []
    filters: dict[str, str] = {}
    while True:
        page = queries.audit_page(olive, filters, size=3)
        seen += [entry.deed for entry in page.entries]
        if not page.next_before:
            break
        filters = {"before": str(page.next_before)}

    assert seen == [f"deed{number}" for number in range(6, -1, -1)]


def test_who_may_not_see_the_audit_gets_an_empty_one(alice: User, olive: User, monday_nine: datetime) -> None:
    actions.record(olive, "create", alice, at=monday_nine)

    assert not queries.audit_page(alice, {}).entries


def test_a_team_is_added_with_the_usual_week_and_its_holidays(olive: User, monday_nine: datetime) -> None:
    window = browser_of(olive)
    window.post("/staff/teams", {"name": "West", "nation": "gb-sct"})
    west = Team.objects.get(name="West")
    working = queries.working_time_of(west)

    assert west.nation == "GB-SCT"
    assert worktime.is_open(monday_nine, working)
    assert not worktime.works_on(date(2026, 11, 30), working)
    assert window.get(f"/staff/teams/{west.pk}").status_code == 200


def test_the_hours_of_a_week_are_set_and_half_a_day_is_refused(olive: User, north: Team) -> None:
    window = browser_of(olive)
    page = f"/staff/teams/{north.pk}"
    assert window.post(f"{page}/hours", {"opens_0": "08:00", "closes_0": "12:30"}).status_code == 302
    assert [str(row.closes) for row in north.hours.all()] == ["12:30:00"]

    assert window.post(f"{page}/hours", {"opens_0": "08:00"}).status_code == 422
    assert window.post(f"{page}/hours", {"opens_0": "08:00", "closes_0": "07:00"}).status_code == 422


def test_a_marked_day_closes_the_team_until_it_is_taken_back(olive: User, monday_nine: datetime) -> None:
    team = actions.add_team("West", by=olive, at=monday_nine)
    marked = actions.mark_day(
        team, monday_nine.date(), name="Stocktaking", is_open=False, by=olive, at=monday_nine
    )
    assert not worktime.is_open(monday_nine, queries.working_time_of(team))

    actions.unmark_day(marked, by=olive, at=monday_nine)
    assert worktime.is_open(monday_nine, queries.working_time_of(team))


def test_two_teams_of_one_name_are_refused(olive: User, north: Team, monday_nine: datetime) -> None:
    with pytest.raises(rules.TeamTaken):
        actions.add_team("north", by=olive, at=monday_nine)


def test_a_person_switches_the_single_keys_off(alice: User) -> None:
    browser_of(alice).post("/account/me", {"name": "Alice Ash"})

    alice.refresh_from_db()
    assert (alice.name, alice.has_keys) == ("Alice Ash", False)
    assert AuditEntry.objects.filter(person=alice.pk, deed="change").count() == 1

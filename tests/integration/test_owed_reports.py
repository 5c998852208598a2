"""Rights met in time by kind, near misses, decisions by person: agreed with a count by hand."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.desk.actions.owed.decisions import NewDecision, decide, reverse_decision
from rapport.desk.models import Case, Clock
from rapport.desk.queries.owed.reports import all_of, clocks_behind, deciders, rights_met
from rapport.desk.rules import ClockKind
from rapport.desk.rules.owed.decisions import Way
from rapport.engine.measures.intervals import share
from rapport.staff.models import User
from tests.case_makers import now_of
from tests.cast import client_of
from tests.owed_cast import TOASTER, make_matter, tell

REJECT = "goods.short_term_reject"
WEEKS = 12


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_matter(dana, alice, at=now() - timedelta(days=40))


def due(case: Case, name: str, days_ago: float, met_before: float | None, **more: object) -> Clock:
    """Make a duty that fell due some days ago, met so many days before that; None is never."""
    at = now() - timedelta(days=days_ago)
    met_at = at - timedelta(days=met_before) if met_before is not None else None
    return Clock.objects.create(
        case=case, kind=ClockKind.STATUTORY, name=name, source="Act s. 1", started_at=at - timedelta(days=30),
        due_at=at, of_right=name, met_at=met_at, ended_at=met_at, set_by_name="Alice", **more,
    )  # fmt: skip


def some(case: Case) -> None:
    due(case, "sar_reply", 20, 5)
    due(case, "sar_reply_second", 18, 0.5)
    due(case, "sar_reply", 15, -2)
    due(case, "refund_last_day", 10, None)
    due(case, "refund_last_day", 9, 1.5)
    due(case, "refund_last_day", -9, None)  # runs still
    gone = due(case, "refund_last_day", 8, None)
    Clock.objects.filter(pk=gone.pk).update(ended_at=now(), ended_why="it no longer follows from the facts")


def test_the_report_agrees_with_a_count_by_hand(case: Case, alice: User) -> None:
    some(case)
    found = {one.key: (one.n, one.in_time, one.near, one.late) for one in rights_met(alice, WEEKS, now())}
    whole = all_of(rights_met(alice, WEEKS, now()))

    assert found == {"sar_reply": (3, 2, 1, 1), "refund_last_day": (2, 1, 0, 1)}
    assert (whole.n, whole.in_time, whole.near) == (5, 3, 1)
    assert whole.share == share(3, 5)


def test_behind_each_figure_stand_as_many_duties_as_it_says(case: Case, alice: User) -> None:
    some(case)
    at = now()
    for one in rights_met(alice, WEEKS, at):
        for part, count in (("", one.n), ("in time", one.in_time), ("near", one.near), ("late", one.late)):
            assert clocks_behind(alice, WEEKS, at, kind=one.key, part=part).count() == count


def test_decisions_are_counted_by_name_with_what_was_reversed(case: Case, alice: User, bob: User) -> None:
    tell(case, TOASTER, alice, at=now())
    new = NewDecision("scope.consumer_contract", Way.FOR, "They buy for the home")
    decide(now_of(case), new, by=alice, at=now())
    against = NewDecision("scope.consumer_contract", Way.AGAINST, "They sell them on")
    wrong = decide(now_of(case), against, by=bob, at=now())
    reverse_decision(wrong, Way.FOR, reason="They do not", by=bob, at=now())

    seen = [(one.name, one.ways, one.reversed) for one in deciders(bob, WEEKS, now())]
    assert seen == [("Alice", (1, 0, 0), 0), ("Bob", (1, 0, 1), 1)]
    assert [one.name for one in deciders(alice, WEEKS, now())] == ["Alice"]


def test_the_page_its_lists_and_its_files_say_the_same(case: Case, alice: User, bob: User) -> None:
    some(case)
    client, leader = client_of(alice), client_of(bob)
    page = client.get("/desk/reports/rights").content.decode()
    file = b"".join(client.get("/desk/reports/rights/csv")).decode()
    cases = client.get("/desk/reports/rights/cases?kind=sar_reply&part=late").content.decode()
    lines = b"".join(leader.get("/desk/reports/rights/cases/csv?kind=sar_reply")).decode()

    assert "3 of 5 duties by law were met in time, 60% (23% to 88%" in page
    assert "Answer the access request,3,2,0.6667" in file
    assert cases.count("The toaster stopped") == 1
    assert len(lines.strip().splitlines()) == 4
    assert client.get("/desk/reports/rights/cases/csv").status_code == 404
    assert client.get("/desk/reports/rights?weeks=7").status_code == 422
    assert client.get("/desk/reports/rights?colour=red").status_code == 422


def test_charlie_counts_nothing_of_a_team_that_is_not_theirs(case: Case, charlie: User) -> None:
    some(case)

    assert rights_met(charlie, WEEKS, now()) == []
    assert "toaster" not in client_of(charlie).get("/desk/reports/rights/cases").content.decode()

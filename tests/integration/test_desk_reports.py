"""The desk is counted by the clock, and its figures are read with the cases behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.customers.models import Customer, Promise
from rapport.customers.rules import Category, Channel
from rapport.desk.actions import NewCase, Said, move_case, open_case, receive_message, write_reply
from rapport.desk.actions.tallies import count_desk
from rapport.desk.chores.measures import count
from rapport.desk.models import (
    Case,
    CaseCause,
    CaseProcedure,
    CasePromise,
    Cause,
    Clock,
    DeskTally,
    Entry,
    Procedure,
    Recovery,
    Redress,
    Step,
    StepDone,
)
from rapport.desk.queries.behind import cases_behind
from rapport.desk.queries.tallies import scopes_of
from rapport.desk.rules import CaseKind, CaseState, EntryKind
from rapport.desk.rules.definitions import DEFINITIONS
from rapport.desk.rules.report_asks import ListAsk, ReportAsk
from rapport.staff.models import Team, User
from tests.cast import MONDAY_NINE, make_customer

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = MONDAY_NINE
AT = START + 20 * DAY


@dataclass(frozen=True)
class Desk:
    """Ten cases of North and one of South: eight complaints and two internal requests."""

    cases: list[Case]
    south: Case


@pytest.fixture
def desk(alice: User, bob: User, dana: Customer, south: Team) -> Desk:
    """Of ten cases of North: six resolved at once, one after asking again, one opened again, two open."""
    team = make_customer("Workshop", team=alice.team, category=Category.INTERNAL)
    cases = [opened(dana if n < 8 else team, n, alice) for n in range(10)]
    for case in cases[:8]:
        write_reply(case, Said("It is on its way.", Channel.PHONE), by=alice, at=case.opened_at + HOUR)
    receive_message(
        cases[6], Said("And when?", Channel.EMAIL, from_name="Dana"), at=cases[6].opened_at + 2 * HOUR
    )
    for case in cases[:8]:
        move_case(case, CaseState.RESOLVED, by=alice, at=case.opened_at + 4 * HOUR)
    move_case(cases[7], CaseState.OPEN, by=alice, at=cases[7].opened_at + DAY)
    move_case(cases[7], CaseState.RESOLVED, by=alice, at=cases[7].opened_at + 2 * DAY)
    spam = opened(dana, 11, alice)
    move_case(spam, CaseState.SPAM, by=alice, at=AT - HOUR)
    for put in (_causes, _clocks, _promises, _redress, _steps):
        put(cases, alice, bob)
    away = opened(make_customer("Suda", team=south), 3, alice)
    # A complaint that ends follows a procedure: these are from before procedures were asked for.
    Case.objects.filter(kind=CaseKind.ENQUIRY).update(kind=CaseKind.COMPLAINT)
    return Desk([Case.objects.get(pk=case.pk) for case in cases], away)


def opened(customer: Customer, number: int, by: User) -> Case:
    internal = customer.category == Category.INTERNAL
    kind = CaseKind.INTERNAL if internal else CaseKind.ENQUIRY
    one = make_customer(f"{customer.name} {number}", team=customer.team, category=customer.category)
    new = NewCase(kind, f"=Matter {number}", Channel.EMAIL, customer=one)
    case = open_case(new, by=by, at=START + number * HOUR)
    receive_message(case, Said("It is broken.", Channel.EMAIL, from_name=one.name), at=case.opened_at)
    return case


def _causes(cases: list[Case], alice: User, bob: User) -> None:
    cause = Cause.objects.create(name="Wrong label")
    for case in cases[:5]:
        CaseCause.objects.create(case=case, cause=cause, by_name="Alice", at=case.opened_at)


def _clocks(cases: list[Case], alice: User, bob: User) -> None:
    for number, case in enumerate(cases[:6]):
        start = case.opened_at
        Clock.objects.create(
            case=case, kind="service", target="resolution", name="resolution", started_at=start,
            due_at=start + 3 * HOUR, met_at=start + (2 if number else 5) * HOUR, set_by_name="Rapport",
        )  # fmt: skip


def _promises(cases: list[Case], alice: User, bob: User) -> None:
    for number, case in enumerate(cases[:6]):
        assert case.customer is not None
        promise = Promise.objects.create(
            customer=case.customer, made_by=alice, text="Ring", made_at=case.opened_at,
            due_at=case.opened_at + DAY, kept_at=None if number < 2 else case.opened_at + HOUR,
        )  # fmt: skip
        CasePromise.objects.create(case=case, promise=promise)


def _redress(cases: list[Case], alice: User, bob: User) -> None:
    for number, case in enumerate(cases[:5]):
        Redress.objects.create(
            case=case, kind="refund", worth=Decimal(10), cost=Decimal(9), why="late", state="given",
            asked_by=alice, asked_at=case.opened_at, allowed_by=bob if number < 1 else alice,
            allowed_at=case.opened_at, given_at=case.opened_at,
        )  # fmt: skip
        Recovery.objects.create(
            case=case, failure="late", failed_on=case.opened_at.date(),
            recovered_at=None if number < 2 else case.opened_at + DAY,
        )  # fmt: skip


def _steps(cases: list[Case], alice: User, bob: User) -> None:
    procedure = Procedure.objects.create(key="p", name="P", version=1, made_by_name="A", made_at=START)
    steps = [
        Step.objects.create(procedure=procedure, position=n, name=f"S{n}", purpose="x", good="y")
        for n in range(3)
    ]
    for number, case in enumerate(cases[:2]):
        run = CaseProcedure.objects.create(case=case, procedure=procedure, started_at=START)
        for step in steps if number else (steps[0], steps[2]):  # the first case left one out
            StepDone.objects.create(run=run, step=step, at=START + DAY, by=alice, by_name="Alice")
    Entry.objects.create(
        case=cases[0], at=START + DAY, kind=EntryKind.REFUSED, by=alice, by_name="Alice",
        text="No.", detail={"code": "evidence_missing"},
    )  # fmt: skip


# figure: value, n, and how many cases stand on its good and its other side
EXPECTED: dict[str, tuple[float | None, int, int, int]] = {
    "first_contact": (6 / 8, 8, 6, 2),
    "reopened": (1 / 8, 8, 1, 7),
    "in_time": (5 / 6, 6, 5, 1),
    "promises_kept": (4 / 6, 6, 4, 2),
    "redress_given": (5 / 8, 8, 5, 3),
    "second_signature": (1 / 5, 5, 1, 4),
    "recovered": (3 / 5, 5, 3, 2),
    "first_reply": (1, 10, 8, 2),
    "resolution": (4, 10, 8, 2),
}


@pytest.fixture
def counted(desk: Desk) -> Desk:
    count_desk(at=AT)
    return desk


@pytest.mark.parametrize("key", EXPECTED)
def test_a_figure_agrees_with_the_cases_behind_it(counted: Desk, alice: User, north: Team, key: str) -> None:
    value, n, yes, no = EXPECTED[key]
    report = ReportAsk(str(north.pk), 4)
    told = DeskTally.objects.get(scope=report.scope, weeks=4).found["figures"][key]
    behind = [cases_behind(alice, ListAsk(report, key, part), AT).count() for part in ("", "yes", "no")]

    assert (told["value"], told["n"]) == (pytest.approx(value), n)
    assert behind == [n, yes, no]


@pytest.mark.parametrize("figure", [one.key for one in DEFINITIONS])
def test_every_figure_leads_to_its_cases(
    counted: Desk, bob: User, client_of: Callable[..., Client], figure: str
) -> None:
    for part in ("", "yes", "no"):
        answer = client_of(bob).get(f"/desk/reports/cases?of={figure}&part={part}&weeks=4")
        assert answer.status_code == 200


def test_a_skipped_step_and_a_refused_one_are_counted(counted: Desk, north: Team) -> None:
    """The server refuses to skip; if a row ever says so all the same, the report shows it."""
    found = DeskTally.objects.get(scope=str(north.pk), weeks=4).found

    assert found["figures"]["steps_skipped"]["value"] == pytest.approx(1000 / 5)
    assert found["refused"] == [["evidence_missing", 1]]


def test_groups_are_apart_and_lead_to_their_cases(counted: Desk, alice: User, north: Team) -> None:
    report = ReportAsk(str(north.pk), 4)
    found = DeskTally.objects.get(scope=report.scope, weeks=4).found
    groups = {
        (group, row["word"]): row["cases"]
        for group in ("kind", "type", "side", "cause")
        for row in found[f"by_{group}"]
    }

    assert groups == {
        ("kind", "complaint"): 8, ("kind", "internal request"): 2, ("type", "consumer"): 8,
        ("type", "internal"): 2, ("side", "external"): 8, ("side", "internal"): 2,
        ("cause", "Wrong label"): 5, ("cause", "no cause noted"): 5,
    }  # fmt: skip
    for (group, word), cases in groups.items():
        ask = ListAsk(report, "cases", group=group, word=word)
        assert cases_behind(alice, ask, AT).count() == cases


def test_spam_and_merged_cases_are_in_no_figure(counted: Desk) -> None:
    assert DeskTally.objects.get(scope="all", weeks=4).found["cases"] == 11


def test_an_older_open_case_is_in_the_backlog_and_in_no_window(dana: Customer, alice: User) -> None:
    open_case(NewCase(CaseKind.ENQUIRY, "Old", Channel.PHONE, customer=dana), by=alice, at=START)
    count_desk(at=START + 400 * DAY)
    found = DeskTally.objects.get(scope="all", weeks=52).found

    assert found["cases"] == 0
    assert found["ages"][-1] == ["longer", 1, 0]


def test_alice_sees_the_figures_of_her_team_alone(
    counted: Desk, alice: User, client_of: Callable[..., Client]
) -> None:
    page = client_of(alice).get("/desk/reports?weeks=4").content.decode()

    assert "10 cases" in page
    assert "All teams" not in page
    assert client_of(alice).get("/desk/reports?team=all").status_code == 422


def test_leaders_see_the_teams_side_by_side(
    counted: Desk, bob: User, client_of: Callable[..., Client]
) -> None:
    page = client_of(bob).get("/desk/reports?weeks=4").content.decode()

    for said in ("11 cases", "By team", "North", "South", "No team", "95% interval", "External"):
        assert said in page


def test_charlie_sees_nothing_of_north(
    counted: Desk, charlie: User, north: Team, client_of: Callable[..., Client]
) -> None:
    client = client_of(charlie)
    for address in (f"/desk/reports?team={north.pk}", f"/desk/reports/cases?team={north.pk}"):
        assert client.get(address).status_code == 422
    assert "Matter 1" not in client.get("/desk/reports/cases?weeks=4").content.decode()
    assert client.get("/desk/reports/cases/csv").status_code == 404


def test_who_works_on_no_cases_has_no_reports(
    counted: Desk, lena: User, client_of: Callable[..., Client]
) -> None:
    for address in ("/desk/reports", "/desk/reports/csv", "/desk/reports/cases", "/desk/reports/cases/csv"):
        assert client_of(lena).get(address).status_code == 404


def test_files_are_safe_against_formulas(counted: Desk, bob: User, client_of: Callable[..., Client]) -> None:
    """Test 28 of the list for the files of the reports: a subject that starts a formula is no formula."""
    answer = client_of(bob).get("/desk/reports/cases/csv?weeks=4")
    text = b"".join(answer).decode()

    assert "'=Matter 1" in text
    assert ",=Matter" not in text
    figures = b"".join(client_of(bob).get("/desk/reports/csv")).decode()
    assert "Resolved at the first contact" in figures


def test_a_list_goes_on_from_page_to_page(
    counted: Desk, dana: Customer, bob: User, client_of: Callable[..., Client]
) -> None:
    for number in range(12, 65):
        opened(dana, number % 24, bob)
    count_desk(at=AT)
    first = client_of(bob).get("/desk/reports/cases?weeks=4")
    second = client_of(bob).get(first.context["next"])

    assert len(first.context["rows"]) == 50
    assert len(second.context["rows"]) == 64 - 50
    assert {one.pk for one in first.context["rows"]}.isdisjoint(one.pk for one in second.context["rows"])


def test_before_the_first_count_the_page_says_so(alice: User, client_of: Callable[..., Client]) -> None:
    assert "Nothing has been counted yet" in client_of(alice).get("/desk/reports").content.decode()


def test_who_is_in_no_team_is_told(counted: Desk, anita: User, client_of: Callable[..., Client]) -> None:
    User.objects.filter(pk=anita.pk).update(team=None)
    anita.refresh_from_db()

    assert scopes_of(anita) == {}
    assert "You are in no team" in client_of(anita).get("/desk/reports").content.decode()


def test_the_clock_counts_where_something_changed(desk: Desk, alice: User) -> None:
    assert count(AT) == "Counted 11 cases."
    assert count(AT + timedelta(minutes=10)) == "Nothing changed since the last count."
    move_case(desk.cases[9], CaseState.WAITING, by=alice, at=AT + timedelta(minutes=15))
    assert count(AT + timedelta(minutes=20)) == "Counted 11 cases."
    assert count(AT + timedelta(minutes=90)) == "Counted 11 cases."  # times go on


def test_a_page_asks_as_often_with_many_cases_as_with_few(
    counted: Desk, dana: Customer, bob: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(bob)

    def asked() -> list[int]:
        numbers = []
        for address in ("/desk/reports?weeks=4", "/desk/reports/cases?weeks=4&of=first_contact"):
            client.get(address)
            with CaptureQueriesContext(connection) as questions:
                assert client.get(address).status_code == 200
            numbers.append(len(questions))
        return numbers

    few = asked()
    for number in range(20):
        opened(dana, number, bob)
    count_desk(at=AT)

    assert asked() == few
    assert max(few) <= 12

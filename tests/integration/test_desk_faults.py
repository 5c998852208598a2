"""Faults in making: named by complaints, traced to a cause, counted with it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rapport.desk import actions
from rapport.desk.models import Case, CaseFault, Cause, FaultCause
from rapport.desk.queries.causes import causes_counted
from rapport.desk.queries.faults import faults_to_link, find_faults
from rapport.desk.rules.causes import CauseNotKnown, FaultLinked
from rapport.orders.actions.lines import note_fault
from rapport.orders.models import NonConformance
from rapport.staff.models import User
from tests.case_makers import make_case
from tests.cast import client_of, make_northwind
from tests.clock import NOW
from tests.making import make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def scratch(alice: User) -> NonConformance:
    """A scratch in a line for Northwind."""
    line = make_line(make_northwind(), by=alice)
    return note_fault(line, "The flange has a scratch", days=2, by=alice, at=NOW)


@pytest.fixture
def complaint(scratch: NonConformance) -> Case:
    return make_case(scratch.line.promise.customer, kind="complaint", subject="Scratched flange")


@pytest.fixture
def late(db: None) -> Cause:
    actions.make_ready_causes()
    return Cause.objects.get(name="Faulty when delivered")


def test_a_complaint_names_a_fault_once_and_says_so_in_its_history(
    complaint: Case, scratch: NonConformance, alice: User
) -> None:
    assert faults_to_link(alice, complaint) == [scratch]
    actions.link_fault(complaint, scratch, by=alice, at=NOW)

    with pytest.raises(FaultLinked, match="The flange has a scratch"):
        actions.link_fault(complaint, scratch, by=alice, at=NOW)

    assert faults_to_link(alice, complaint) == []
    assert complaint.entries.filter(after="fault in making: The flange has a scratch").count() == 1


def test_a_fault_taken_off_is_offered_again(complaint: Case, scratch: NonConformance, alice: User) -> None:
    link = actions.link_fault(complaint, scratch, by=alice, at=NOW)
    actions.drop_fault(link, by=alice, at=NOW)
    actions.drop_fault(link, by=alice, at=NOW)  # two clicks

    assert faults_to_link(alice, complaint) == [scratch]
    assert complaint.entries.filter(before="fault in making: The flange has a scratch").count() == 1


def test_a_cause_counts_the_faults_and_the_cases_it_was_found_in(
    complaint: Case, scratch: NonConformance, late: Cause, alice: User
) -> None:
    actions.find_cause(complaint, late.pk, by=alice, at=NOW)
    actions.trace_fault(scratch, late.pk, "A worn tool", by=alice, at=NOW)
    actions.trace_fault(scratch, late.pk, "A worn tool, not measured", by=alice, at=NOW)

    counted = causes_counted().get(pk=late.pk)
    assert (counted.cases, counted.faults) == (1, 1)  # type: ignore[attr-defined]
    assert FaultCause.objects.get().text == "A worn tool, not measured"


def test_a_cause_that_is_retired_is_not_found_in_a_fault(
    scratch: NonConformance, late: Cause, alice: User
) -> None:
    actions.retire_cause(late, by=alice, at=NOW)

    with pytest.raises(CauseNotKnown):
        actions.trace_fault(scratch, late.pk, by=alice, at=NOW)


def test_what_two_merged_cases_name_is_named_once(
    complaint: Case, scratch: NonConformance, alice: User
) -> None:
    from rapport.desk.actions.joining import merge_cases

    other = make_case(complaint.customer, kind="complaint", subject="The same flange")
    dent = note_fault(scratch.line, "The flange has a dent", days=1, by=alice, at=NOW)
    for case, fault in ((complaint, scratch), (other, scratch), (other, dent)):
        actions.link_fault(case, fault, by=alice, at=NOW)

    merge_cases(complaint, other, by=alice, at=NOW)

    assert set(CaseFault.objects.filter(case=complaint).values_list("fault", flat=True)) == {
        scratch.pk,
        dent.pk,
    }


def test_the_pages_link_fault_complaint_and_cause_both_ways(
    complaint: Case, scratch: NonConformance, late: Cause, alice: User
) -> None:
    browser = client_of(alice)
    named = browser.post(f"/cases/{complaint.pk}/faults", {"fault": scratch.pk})
    traced = browser.post(f"/faults/{scratch.pk}", {"cause": late.pk, "text": "A worn tool"})

    assert (named.status_code, traced.status_code) == (302, 302)
    assert "Its cause: Faulty when delivered." in _text(browser, f"/cases/{complaint.pk}/complaint-desk")
    assert "Scratched flange" in _text(browser, f"/faults/{scratch.pk}")
    assert "A worn tool" in _text(browser, f"/faults/{scratch.pk}")
    assert f"/faults/{scratch.pk}" in _text(browser, f"/orders/lines/{scratch.line_id}")


def test_a_fault_of_another_customer_cannot_be_named(complaint: Case, alice: User) -> None:
    answer = client_of(alice).post(f"/cases/{complaint.pk}/faults", {"fault": 987_654})

    assert answer.status_code == 422
    assert CaseFault.objects.count() == 0


def test_the_list_asks_as_much_for_many_faults_as_for_few(
    scratch: NonConformance, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        note_fault(scratch.line, f"Scratch {number}", days=1, by=alice, at=NOW)

    with django_assert_num_queries(1):
        page = find_faults(alice)

    assert len(page.faults) == 50
    assert [one.text for one in find_faults(alice, page.after).faults][-1] == "The flange has a scratch"


def _text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()

"""Eight people press "take next" at the same moment: each gets a case of their own."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, open_case
from rapport.desk.actions.taking import take_next
from rapport.desk.models import Case
from rapport.desk.rules import CaseKind, NothingToTake
from rapport.desk.rules.asks import Ask
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, make_dana, make_person

EIGHT, CASES = 8, 6


def patiently(person: User) -> int | None:
    """Take the next case; the shared database in memory of these tests does not wait as a file does."""
    for _ in range(2_000):
        try:
            return take_next(person, Ask(), at=MONDAY_NINE).pk
        except NothingToTake:
            return None
        except OperationalError as fault:
            if "table is locked" not in str(fault):
                raise
            time.sleep(0.01)
    raise TimeoutError


@pytest.mark.django_db(transaction=True)
def test_56_eight_at_once_never_get_the_same() -> None:
    """Test 56: two workers, one owner; and whoever finds nothing left is told so."""
    dana = make_dana()
    people = [make_person(f"Agent {number}", email=f"agent{number}@example.com") for number in range(EIGHT)]
    for number in range(CASES):
        new = NewCase(CaseKind.REQUEST, f"Lid {number}", Channel.PHONE, customer=dana)
        open_case(new, by=people[0], at=MONDAY_NINE - timedelta(hours=number))
    start = Barrier(EIGHT)

    def take(person: User) -> int | None:
        start.wait(timeout=20)
        try:
            return patiently(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(EIGHT) as threads:
        taken = list(threads.map(take, people))

    got = {number: person for number, person in zip(taken, people, strict=True) if number is not None}
    assert sorted(got) == sorted(Case.objects.values_list("pk", flat=True))
    assert taken.count(None) == EIGHT - CASES
    for case in Case.objects.all():
        assert case.assignee == got[case.pk]
        assert case.entries.count() == 2

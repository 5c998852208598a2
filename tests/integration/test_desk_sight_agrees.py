"""Who sees a case, asked of the row, is who sees it, asked of the database: for everybody and every case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.desk.models import Case
from rapport.desk.queries.sight import cases_visible_to, who_see
from rapport.staff.models import User
from tests.case_makers import make_case
from tests.cast import make_customer
from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_both_ways_to_ask_give_one_answer() -> None:
    world = make_world()
    people = [*world.people.values(), world.charlie]
    User.objects.filter(pk=world.charlie.pk).update(is_active=False)
    people = [*User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk")]
    make_case(None)
    Case.objects.filter(pk=make_case(world.customers["Southwickeria"]).pk).update(assignee=people[0])

    for case in Case.objects.all():
        asked = [one for one in people if cases_visible_to(one).filter(pk=case.pk).exists()]
        assert who_see(case, people) == asked, case.subject


def test_it_is_one_query_however_many_people(alice: User, bob: User, maxine: User, charlie: User) -> None:
    people = [alice, bob, maxine, charlie]
    case = make_case(make_customer("Erin Sloan"))

    with CaptureQueriesContext(connection) as asked:
        who_see(case, people)
    assert len(asked) == 1

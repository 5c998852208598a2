"""The demo's week of practice: something is due, something waits for the assessor, something is decided."""

from datetime import timedelta

import pytest

from rapport.demo.staff import ASSESSOR, ASSURER, LEARNER
from rapport.practice.models import Answer, Decision, Mark, PointAgreement
from rapport.practice.queries.learning import due_questions
from rapport.practice.queries.marking import queue_of
from rapport.site.demo.deeds import Shop
from rapport.site.demo.learning import WEEK, practise_a_week
from rapport.staff.rules import Role
from tests.cast import make_person
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_week_of_practice_to_look_at() -> None:
    names = ((LEARNER, Role.LEARNER), (ASSESSOR, Role.ASSESSOR), (ASSURER, Role.QUALITY))
    people = {
        one.name: make_person(one.name, role, email=one.email) for one, role in names
    }  # fmt: skip
    shop = Shop(make_person("Olive"), people, {}, {}, NOW - timedelta(weeks=3))

    assert practise_a_week(shop, now=NOW) == len(WEEK)

    assert Mark.objects.count() == Answer.objects.count() == len(WEEK)
    assert Decision.objects.count() == sum(one.is_decided for one in WEEK)
    assert queue_of(people[ASSESSOR.name]).count() == sum(one.is_sent and not one.is_decided for one in WEEK)
    assert PointAgreement.objects.exists()
    assert due_questions(people[LEARNER.name], NOW.date())
    assert Answer.objects.filter(answered_at__gt=NOW).count() == 0

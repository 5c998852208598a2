"""The page of coverage: every row of the syllabus, for everybody who works here."""

import re

import pytest

from rapport.practice.rules.syllabus import read_content
from rapport.staff.models import User
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def test_everybody_sees_every_row_with_what_covers_it_and_none_is_open(lena: User) -> None:
    page = client_of(lena).get("/practice/coverage").content.decode()

    assert re.findall(r'<tr id="(\w+)">', page) == [row.id for row in read_content().rows]
    assert "258 rows" in page
    assert "None is open." in page
    assert 'href="/practice/goals/new"' in page

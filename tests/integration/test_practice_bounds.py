"""What is too large or cannot be kept is answered with a sentence: numbers, files, and many role-plays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from rapport.practice.models import Evidence, RolePlay, SceneTurn
from rapport.practice.rules.scenes.reading import scene_named
from rapport.staff.models import User
from tests.cast import client_of

pytestmark = pytest.mark.django_db
HUGE = "9" * 5_000
KETTLE = scene_named("angry-refund")


@pytest.mark.parametrize("written", [HUGE, "9" * 30, "999999", "-1", "x"])
@pytest.mark.parametrize("page", ["portfolio", "portfolio/gaps", "portfolio/export/pdf"])
def test_a_learner_that_nobody_is_is_not_found(alice: User, page: str, written: str) -> None:
    assert client_of(alice).get(f"/practice/{page}", {"learner": written}).status_code == 404


def test_a_search_for_a_sign_that_no_text_holds_is_a_search_without_it(alice: User) -> None:
    answer = client_of(alice).get("/practice/portfolio", {"q": "late\x00parcel"})

    assert answer.status_code == 200
    assert 'value="lateparcel"' in answer.content.decode()


@pytest.mark.parametrize("written", [HUGE, "9" * 30, "", "-1"])
def test_a_turn_of_a_number_that_is_none_is_declined(alice: User, written: str) -> None:
    client = client_of(alice)
    address = client.post(f"/practice/scenes/{KETTLE.id}", {"channel": "phone"})["Location"]
    turns = SceneTurn.objects.count()

    answer = client.post(f"{address}/turns", {"text": "Good morning.", "number": written})

    assert answer.status_code == 422
    assert SceneTurn.objects.count() == turns


def test_a_file_that_is_too_large_is_refused_unread(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.practice.rules.portfolio.LARGEST_FILE", 1_000)
    monkeypatch.setattr("rapport.practice.views.portfolio.actions.keep_snapshot", None)
    sent = {
        "kind": "document",
        "title": "A letter",
        "text": "It went well.",
        "file": SimpleUploadedFile("letter.pdf", b"x" * 1_001),
    }

    answer = client_of(alice).post("/practice/portfolio/new", sent)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "letter.pdf is not taken" in page
    assert "Choose it, or choose another kind" not in page
    assert not Evidence.objects.exists()


def test_more_role_plays_are_no_more_queries(alice: User) -> None:
    counts: list[int] = []
    page = ""
    for more in (1, 4):
        for _ in range(more):
            played(alice)
        with CaptureQueriesContext(connection) as asked:
            page = client_of(alice).get("/practice/portfolio/from-practice").content.decode()
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert page.index("Customer<br>I waited.") < page.index("Adviser<br>I am sorry.")


def played(person: User) -> None:
    play = RolePlay.objects.create(
        learner=person,
        scene=KETTLE.id,
        title=KETTLE.title,
        version=1,
        seed=1,
        channel="phone",
        started_at=now(),
        ended_at=now(),
        ending="good",
    )
    for number, by, text in ((1, "adviser", "I am sorry."), (0, "customer", "I waited.")):
        SceneTurn.objects.create(role_play=play, number=number, by=by, text=text, at=now())

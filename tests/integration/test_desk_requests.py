"""A team asks another: a case with them, followed by whoever asks; notes stay with those who work on it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.customers.rules import Category, Channel, Kind
from rapport.desk.actions import Said, write_note, write_reply
from rapport.desk.models import Attachment, Case
from rapport.desk.queries import cases_visible_to
from rapport.desk.rules import CaseKind, CaseState
from rapport.staff.models import Team, User
from tests.cast import client_of, make_customer, make_person
from tests.portal_world import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_customer(north: Team) -> Customer:
    """Team North as a customer of the other teams."""
    return make_customer(
        "Team North", kind=Kind.TEAM, category=Category.INTERNAL, served_team=north, team=north
    )


@pytest.fixture
def asked(as_customer: Customer, south: Team, alice: User) -> Case:
    form = {"team": south.pk, "subject": "Drawing for N-1042", "text": "By Friday, if you can."}
    file = SimpleUploadedFile("sketch.pdf", b"sketch", "application/pdf")
    assert client_of(alice).post("/requests/new", form | {"attachments": [file]}).status_code == 302
    return Case.objects.get()


def test_a_request_is_a_case_of_the_other_team_with_ours_as_its_customer(
    asked: Case, as_customer: Customer, south: Team, charlie: User
) -> None:
    assert (asked.kind, asked.channel) == (CaseKind.INTERNAL, Channel.INTERNAL)
    assert (asked.customer, asked.team) == (as_customer, south)
    assert asked in cases_visible_to(charlie)
    assert asked.is_unread


def test_whoever_asks_and_their_team_follow_it_and_see_no_note(
    asked: Case, alice: User, charlie: User
) -> None:
    write_note(asked, "They always ask on a Friday.", by=charlie, at=now())
    write_reply(asked, Said("It is on its way.", Channel.INTERNAL), by=charlie, at=now())
    for person in (alice, make_person("Alan")):
        page = client_of(person).get(f"/requests/{asked.pk}").content.decode()
        assert "By Friday, if you can." in page
        assert "It is on its way." in page
        assert "always ask" not in page
        assert "Drawing for N-1042" in client_of(person).get("/requests").content.decode()


def test_an_answer_of_a_colleague_of_the_same_team_opens_it_again(asked: Case, charlie: User) -> None:
    write_reply(asked, Said("Which one?", Channel.INTERNAL), by=charlie, at=now())
    Case.objects.filter(pk=asked.pk).update(state=CaseState.WAITING)
    alan = make_person("Alan")
    form = {"text": "The second.", "sending": "x"}

    assert client_of(alan).post(f"/requests/{asked.pk}/answers", form).status_code == 302

    asked.refresh_from_db()
    assert asked.state == CaseState.OPEN
    assert "The second." in client_of(alan).get(f"/requests/{asked.pk}").content.decode()


def test_charlie_follows_nothing_that_other_teams_asked_for(asked: Case, charlie: User) -> None:
    file = Attachment.objects.get()
    client = client_of(charlie)

    assert "Drawing" not in client.get("/requests").content.decode()
    assert client.get(f"/requests/{asked.pk}").status_code == 404
    assert client.post(f"/requests/{asked.pk}/answers", {"text": "Mine?"}).status_code == 404
    assert client.get(f"/requests/{asked.pk}/files/{file.pk}").status_code == 404


def test_whoever_asks_may_save_the_files(asked: Case, alice: User) -> None:
    answer = client_of(alice).get(f"/requests/{asked.pk}/files/{Attachment.objects.get().pk}")

    assert answer.content == b"sketch"
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_whole_case_is_offered_to_those_who_see_it(asked: Case, alice: User, bob: User) -> None:
    assert "Open the case" not in client_of(alice).get(f"/requests/{asked.pk}").content.decode()
    assert "Open the case" in client_of(bob).get(f"/requests/{asked.pk}").content.decode()


def test_the_same_request_sent_twice_is_one(as_customer: Customer, south: Team, alice: User) -> None:
    client = client_of(alice)
    page = client.get("/requests/new").content.decode()
    key = page.split('name="sending" value="')[1].split('"')[0]
    form = {"team": south.pk, "subject": "Once", "text": "Once.", "sending": key}
    places = {client.post("/requests/new", form)["Location"] for _ in range(3)}

    assert Case.objects.count() == len(places) == 1


def test_one_asks_another_team_and_not_ones_own(as_customer: Customer, north: Team, alice: User) -> None:
    form = {"team": north.pk, "subject": "Us", "text": "Us."}

    assert client_of(alice).post("/requests/new", form).status_code == 422
    assert not Case.objects.exists()


def test_who_has_nobody_to_ask_for_reads_what_to_do(alice: User, maxine: User, south: Team) -> None:
    assert "North is not in the register" in client_of(alice).get("/requests/new").content.decode()
    assert "You are in no team" in client_of(maxine).get("/requests").content.decode()
    form = {"team": south.pk, "subject": "Drawing", "text": "Soon."}
    assert client_of(alice).post("/requests/new", form).status_code == 422


def test_a_request_is_on_no_page_of_the_portal(asked: Case, dana: Customer) -> None:
    Case.objects.filter(pk=asked.pk).update(customer=dana)

    assert visit("dana@example.org").get(f"/portal/cases/{asked.reference}").status_code == 404

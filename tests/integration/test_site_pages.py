"""The pages that belong to no room: home, the frame, the value report, health, and what is not there."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from rapport import __version__
from rapport.lib.errors import Refusal
from rapport.site import urls
from rapport.site.places import GROUPS, current_address
from rapport.site.refusals import refused, status_of
from rapport.site.reports import ReportNotThere
from rapport.site.retention import TABLES
from rapport.staff.models import User

POLICY = "Content-Security-Policy"
ClientOf = Callable[..., Client]


class TeapotFull(Refusal):
    """A refusal the site has no status for."""

    code = "teapot_full"
    text = "The pot holds {cups} cups. Pour one first."


class Answered(Protocol):
    """What the test client and a view both hand back."""

    def getvalue(self) -> bytes: ...


def page(response: Answered) -> str:
    return response.getvalue().decode()


def test_a_stranger_at_the_front_door_is_asked_to_sign_in(client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/"


def test_the_rail_names_no_place_twice_and_lends_no_key_twice() -> None:
    places = [place for group in GROUPS for place in group.places]
    keys = [place.key for place in places if place.key]

    assert len({place.address for place in places}) == len(places)
    assert len(set(keys)) == len(keys)
    assert len({group.name for group in GROUPS}) == len(GROUPS)


def test_the_rail_holds_the_places_a_role_may_see_and_marks_where_one_is(
    olive: User, lena: User, client_of: ClientOf
) -> None:
    owner, learner = page(client_of(olive).get("/kept")), page(client_of(lena).get("/kept"))

    assert 'href="/audit"' in owner
    assert 'href="/audit"' not in learner
    assert 'href="/worth"' not in learner
    assert re.findall(r'href="([^"]+)"[^>]*aria-current="page"', owner) == ["/kept", "/kept"]  # rail and menu


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/customers", "/customers"),
        ("/customers/12", "/customers"),
        ("/customers/types", "/customers/types"),
        ("/design/", "/design/"),
        ("/customersmore", ""),
        ("/keys", ""),
    ],
)
def test_the_current_place_is_the_longest_address_the_page_lies_in(path: str, place: str) -> None:
    assert current_address([one for group in GROUPS for one in group.places], path) == place


def test_no_two_places_share_a_key() -> None:
    keys = [one.key for group in GROUPS for one in group.places if one.key]

    assert len(keys) == len(set(keys))


def test_the_page_of_keys_names_every_key_and_what_does_the_same(alice: User, client_of: ClientOf) -> None:
    found = page(client_of(alice).get("/keys"))

    for key in ("/", "?", "j", "k", "n", "e"):
        assert f"<kbd>{key}</kbd>" in found
    assert "Customers in the rail" in found
    assert "Audit in the rail" not in found


def test_the_page_of_what_is_kept_names_every_kind_of_record(alice: User, client_of: ClientOf) -> None:
    found = page(client_of(alice).get("/kept"))

    for _, rows in TABLES:
        for row in rows:
            assert f"{row.what}</th>" in found


@pytest.mark.parametrize("path", ["/keys", "/kept", "/design/", "/report"])
def test_a_stranger_is_sent_from_every_page_to_sign_in_and_back(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize("path", ["/", "/keys", "/kept", "/design/"])
def test_nothing_on_a_page_stands_inline(olive: User, client_of: ClientOf, path: str) -> None:
    found = page(client_of(olive).get(path))

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)", found) == []


@pytest.mark.django_db
def test_every_page_carries_a_policy_that_allows_nothing_inline_and_nothing_from_elsewhere(
    client: Client,
) -> None:
    for path in ("/", "/health", "/report", "/nowhere"):
        policy = client.get(path)[POLICY]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "http" not in policy


@pytest.mark.django_db
def test_every_page_turns_off_what_it_needs_of_no_browser(client: Client) -> None:
    for path in ("/", "/health", "/nowhere"):
        found = client.get(path).headers
        assert "camera=()" in found["Permissions-Policy"]
        assert "geolocation=()" in found["Permissions-Policy"]
        assert found["Cross-Origin-Opener-Policy"] == "same-origin"
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["Referrer-Policy"] == "same-origin"
        assert found["X-Frame-Options"] == "DENY"


def test_what_a_signed_in_person_saw_is_kept_by_no_cache(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).get("/kept")["Cache-Control"] == "private, no-store"


def test_the_report_is_served_as_it_was_written_under_its_own_policy(
    olive: User, client_of: ClientOf, settings: Settings, report_page: Path
) -> None:
    settings.REPORT = report_page

    response = client_of(olive).get("/report")

    assert page(response) == report_page.read_text(encoding="utf-8")
    assert response[POLICY] == "default-src 'none'; img-src data:"
    assert response["Last-Modified"].endswith("GMT")
    assert response["X-Frame-Options"] == "DENY"


def test_home_leads_to_the_report_when_there_is_one(
    olive: User, lena: User, client_of: ClientOf, settings: Settings, report_page: Path
) -> None:
    settings.REPORT = report_page

    assert 'href="/report"' in page(client_of(olive).get("/"))
    assert 'href="/report"' not in page(client_of(lena).get("/"))


def test_to_those_who_may_not_see_worth_there_is_no_report(
    lena: User, client_of: ClientOf, settings: Settings, report_page: Path
) -> None:
    settings.REPORT = report_page

    assert client_of(lena).get("/report").status_code == 404


def test_a_report_that_states_no_policy_gets_the_one_of_the_site(
    olive: User, client_of: ClientOf, settings: Settings, report_page: Path
) -> None:
    report_page.write_text("<!DOCTYPE html><p>Bare</p>")
    settings.REPORT = report_page

    assert client_of(olive).get("/report")[POLICY] == settings.CONTENT_POLICY


def test_a_missing_report_is_not_found_with_the_way_to_make_one(
    olive: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.REPORT = Path("/srv/shop/report.html")

    response = client_of(olive).get("/report")

    assert response.status_code == 404
    assert "There is no value report at /srv/shop/report.html yet." in page(response)
    assert "rapport value orders.csv --report /srv/shop/report.html" in page(response)


def test_a_program_gets_a_refusal_as_json(olive: User, client_of: ClientOf, settings: Settings) -> None:
    settings.REPORT = Path("/srv/shop/report.html")

    response = client_of(olive).get("/report", headers={"accept": "application/json"})

    assert response.status_code == 404
    assert json.loads(response.content)["code"] == "report_not_there"


def test_a_refusal_without_a_status_of_its_own_is_declined(rf: RequestFactory) -> None:
    response = refused(rf.get("/"), TeapotFull(cups=4))

    assert response.status_code == 422
    assert "The pot holds 4 cups. Pour one first." in page(response)


def test_a_refusal_of_a_part_of_a_page_is_one_notice_and_no_page(
    olive: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.REPORT = Path("/srv/shop/report.html")

    found = page(client_of(olive).get("/report", headers={"HX-Request": "true"}))

    assert "data-refusal" in found
    assert 'role="alert"' in found
    assert "<html" not in found


def test_a_refusal_takes_the_status_of_its_nearest_ancestor() -> None:
    class ReportWithdrawn(ReportNotThere):
        code = "report_withdrawn"

    assert status_of(ReportWithdrawn(path="report.html")) == 404


def test_a_refusal_shows_what_somebody_typed_as_text_and_never_as_markup(rf: RequestFactory) -> None:
    response = refused(rf.get("/"), ReportNotThere(path="<script>alert(1)</script>"))

    assert "<script>alert" not in page(response)


@pytest.mark.django_db
def test_a_healthy_site_says_so_with_its_version(client: Client) -> None:
    response = client.get("/health")

    assert response.status_code == 200
    assert (
        response.json().items() >= {"status": "ok", "database": "reachable", "version": __version__}.items()
    )
    assert "no-store" in response["Cache-Control"]


def test_a_site_without_its_database_is_not_healthy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError("the server closed the connection")

    monkeypatch.setattr(connection, "cursor", gone)

    response = client.get("/health")

    assert response.status_code == 503
    assert response.json()["database"] == "not reachable"


def test_an_unknown_address_gets_a_page_that_names_it_and_a_way_on(client: Client) -> None:
    response = client.get("/nowhere/<b>")

    assert response.status_code == 404
    assert "/nowhere/&lt;b&gt;" in page(response)
    assert 'href="/"' in page(response)


def test_a_bug_stays_loud_in_the_log_and_gets_a_calm_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError("a bug")

    client.raise_request_exception = False
    monkeypatch.setattr(urls.urlpatterns[0], "callback", broken)

    response = client.get("/")

    assert response.status_code == 500
    assert "Rapport has a fault here" in page(response)
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in page(response)


@pytest.mark.parametrize("path", ["/", "/report", "/health"])
def test_a_page_that_only_shows_something_takes_no_post(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_a_form_without_its_token_is_declined_in_our_own_words(client_of: ClientOf) -> None:
    stranger = client_of(None, enforce_csrf_checks=True)
    answer = stranger.post("/account/login/", {"login": "olive@example.com"})

    assert answer.status_code == 403
    assert "Nothing was saved. Go back, load the page again" in answer.content.decode()

"""The pages that belong to no room: the front door, the value report, health, and what is not there."""

import json
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
from rapport.site.refusals import refused, status_of
from rapport.site.reports import ReportNotThere

POLICY = "Content-Security-Policy"


class TeapotFull(Refusal):
    """A refusal the site has no status for."""

    code = "teapot_full"
    text = "The pot holds {cups} cups. Pour one first."


class Answered(Protocol):
    """What the test client and a view both hand back."""

    def getvalue(self) -> bytes: ...


def page(response: Answered) -> str:
    return response.getvalue().decode()


def test_the_front_door_leads_to_the_report_when_there_is_one(
    client: Client, settings: Settings, report_page: Path
) -> None:
    settings.REPORT = report_page

    found = page(client.get("/"))

    assert 'href="/report">Open the value report</a>' in found
    assert "There is no value report yet" not in found


def test_the_front_door_says_how_to_make_a_report_when_there_is_none(
    client: Client, settings: Settings
) -> None:
    settings.REPORT = Path("/srv/shop/report.html")

    found = page(client.get("/"))

    assert "There is no value report yet" in found
    assert "rapport value orders.csv --report /srv/shop/report.html" in found


@pytest.mark.django_db
def test_every_page_carries_a_policy_that_allows_nothing_inline_and_nothing_from_elsewhere(
    client: Client,
) -> None:
    for path in ("/", "/health", "/report", "/nowhere"):
        policy = client.get(path)[POLICY]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy
        assert "http" not in policy


def test_the_report_is_served_as_it_was_written_under_its_own_policy(
    client: Client, settings: Settings, report_page: Path
) -> None:
    settings.REPORT = report_page

    response = client.get("/report")

    assert page(response) == report_page.read_text(encoding="utf-8")
    assert response[POLICY] == "default-src 'none'; img-src data:"
    assert response["Last-Modified"].endswith("GMT")
    assert response["X-Frame-Options"] == "DENY"


def test_a_report_that_states_no_policy_gets_the_one_of_the_site(
    client: Client, settings: Settings, report_page: Path
) -> None:
    report_page.write_text("<!DOCTYPE html><p>Bare</p>")
    settings.REPORT = report_page

    assert client.get("/report")[POLICY] == settings.CONTENT_POLICY


def test_a_missing_report_is_not_found_with_the_way_to_make_one(client: Client, settings: Settings) -> None:
    settings.REPORT = Path("/srv/shop/report.html")

    response = client.get("/report")

    assert response.status_code == 404
    assert "There is no value report at /srv/shop/report.html yet." in page(response)
    assert "rapport value orders.csv --report /srv/shop/report.html" in page(response)


def test_a_program_gets_a_refusal_as_json(client: Client, settings: Settings) -> None:
    settings.REPORT = Path("/srv/shop/report.html")

    response = client.get("/report", headers={"accept": "application/json"})

    assert response.status_code == 404
    assert json.loads(response.content)["code"] == "report_not_there"


def test_a_refusal_without_a_status_of_its_own_is_declined(rf: RequestFactory) -> None:
    response = refused(rf.get("/"), TeapotFull(cups=4))

    assert response.status_code == 422
    assert "The pot holds 4 cups. Pour one first." in page(response)


def test_a_refusal_takes_the_status_of_its_nearest_ancestor() -> None:
    class ReportWithdrawn(ReportNotThere):
        code = "report_withdrawn"

    assert status_of(ReportWithdrawn(path="report.html")) == 404


def test_a_refusal_shows_what_somebody_typed_as_text_and_never_as_markup(rf: RequestFactory) -> None:
    response = refused(rf.get("/"), ReportNotThere(path="<script>alert(1)</script>"))

    assert "<script>" not in page(response)


@pytest.mark.django_db
def test_a_healthy_site_says_so_with_its_version(client: Client) -> None:
    response = client.get("/health")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "reachable", "version": __version__}
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

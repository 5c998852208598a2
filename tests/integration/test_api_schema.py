"""The API against its own description: whatever is sent, no server error, and answers as documented."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi import checks

from rapport.customers.models import Customer
from rapport.site.wsgi import application
from rapport.staff.models import User
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.cast import MONDAY_NINE

schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def authorization(olive: User, dana: Customer, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """What the owner's program sends, which may do everything there is."""
    monkeypatch.setattr("rapport.staff.tokens.door.now", lambda: MONDAY_NINE)
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    _, secret = make_token("a program", scopes=list(Scope), days=30, by=olive, at=MONDAY_NINE)
    yield {"Authorization": f"Bearer {secret}"}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_that_is_sent_makes_the_server_fail(
    case: schemathesis.Case[Any], authorization: dict[str, str]
) -> None:
    case.call_and_validate(headers=authorization, checks=CHECKS)


def test_every_operation_is_documented_and_asks_for_a_token() -> None:
    raw = schema.raw_schema
    operations = [operation for path in raw["paths"].values() for operation in path.values()]

    assert len(operations) > 45
    assert all(operation["security"] and operation["description"] for operation in operations)
    assert all({"401", "403", "404", "422", "429"} <= set(operation["responses"]) for operation in operations)

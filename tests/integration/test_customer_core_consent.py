"""Consent: a ledger that only grows, asked before somebody is contacted, with a receipt for the person."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from rapport.customers import actions, queries
from rapport.customers.models import ConsentEvent, Customer, TimelineEntry
from rapport.customers.rules import NOTICE, ConsentNotRight, FieldNotRight
from rapport.staff.actions import record
from rapport.staff.models import User

pytestmark = pytest.mark.django_db


def test_consent_counts_from_given_to_withdrawn(alice: User, dana: Customer, monday_nine: datetime) -> None:
    hours = [monday_nine + timedelta(hours=number) for number in range(4)]
    for at, state in zip(hours, ("requested", "given", "withdrawn", "given"), strict=True):
        actions.record_consent(dana, "Marketing", "email", state, by=alice, at=at)

    may = [queries.may_contact(dana, "marketing", "email", at).is_given for at in hours]
    assert may == [False, True, False, True]
    assert not queries.may_contact(dana, "marketing", "phone", hours[3]).is_given
    assert ConsentEvent.objects.values("record").distinct().count() == 1


def test_consent_ends_with_its_time(alice: User, dana: Customer, monday_nine: datetime) -> None:
    end = monday_nine + timedelta(days=1)
    actions.record_consent(dana, "surveys", "email", "given", valid_until=end, by=alice, at=monday_nine)

    assert actions.may_contact(dana, "surveys", "email", monday_nine).is_given
    assert actions.may_contact(dana, "surveys", "email", end).reason == (
        "Consent to surveys by email ran out on 3 March 2026."
    )


def test_what_nobody_gave_cannot_be_withdrawn(alice: User, dana: Customer, monday_nine: datetime) -> None:
    with pytest.raises(ConsentNotRight, match="nobody has asked"):
        actions.record_consent(dana, "surveys", "email", "withdrawn", by=alice, at=monday_nine)
    with pytest.raises(FieldNotRight):
        actions.record_consent(dana, " ", "email", "given", by=alice, at=monday_nine)


def test_the_receipt_has_the_fields_of_the_standard(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    notice = {"controllers": ["Thistlewood & Daughters"], "privacy_notice": "2026-01"}
    receipt = actions.record_consent(
        dana, "surveys", "email", "given", how="form", notice=notice, by=alice, at=monday_nine
    )

    copy = receipt.as_json
    assert copy["schema_version"] == "ISO/IEC TS 27560:2023"
    assert {*copy["pii_processing"], *copy["parties"]} == {*NOTICE}
    assert copy["parties"]["controllers"] == ["Thistlewood & Daughters"]
    assert copy["pii_principal_id"] == f"customer-{dana.pk}"
    (event,) = copy["events"]
    assert (event["state"], event["type"], event["purpose"]) == ("given", "form", "surveys")


def test_a_receipt_proves_itself_and_stays_the_same(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    receipt = actions.record_consent(dana, "surveys", "email", "given", by=alice, at=monday_nine)
    actions.record_consent(
        dana, "surveys", "email", "withdrawn", by=alice, at=monday_nine + timedelta(hours=1)
    )
    first = ConsentEvent.objects.earliest("pk")
    shown = json.loads(json.dumps(receipt.as_json))

    assert queries.receipt_is_ours(shown)
    assert queries.receipt_of(first).as_json == receipt.as_json
    assert not queries.receipt_is_ours({**shown, "record_id": "another"})
    assert not queries.receipt_is_ours({})


def test_consent_is_told_on_the_time_line(alice: User, dana: Customer, monday_nine: datetime) -> None:
    actions.record_consent(dana, "surveys", "email", "given", how="call", by=alice, at=monday_nine)

    assert TimelineEntry.objects.get(kind="consent").text == "Consent to surveys by email: given (call)."


def test_the_database_refuses_to_change_or_delete_an_event(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.record_consent(dana, "surveys", "email", "given", by=alice, at=monday_nine)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ConsentEvent.objects.update(state="refused")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ConsentEvent.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        dana.delete()
    assert ConsentEvent.objects.get().state == "given"


def test_the_events_go_once_the_audit_says_that_the_customer_is_erased(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.record_consent(dana, "surveys", "email", "given", by=alice, at=monday_nine)
    record(alice, "erase", dana, at=monday_nine)

    ConsentEvent.objects.all().delete()

    assert not ConsentEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_can_be_swept_up(alice: User, dana: Customer, monday_nine: datetime) -> None:
    actions.record_consent(dana, "surveys", "email", "given", by=alice, at=monday_nine)

    assert connection.introspection.table_names()

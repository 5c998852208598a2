"""Files of customers and of referrals."""

from pathlib import Path
from typing import Any

import pytest

from rapport.customers.imports import actions
from rapport.customers.imports.refusals import RunNotUndoable
from rapport.customers.models import Customer, Relation
from rapport.staff.models import Team, User
from tests.integration.test_import_orders import NOW, clock, taken_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)"),  # how Ibis 12 calls DuckDB 1.5
]
CUSTOMERS = """id;name;e-mail;phone;team;kind
C1;Dana Whitfield;Dana@Example.org;020 7946 0958;North;person
C2;Harbour Press Ltd;;;North;organisation
"""


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "var"


def test_customers_are_added_with_how_to_reach_them(olive: User, north: Team, tmp_path: Path) -> None:
    run = taken_in(CUSTOMERS, olive, tmp_path, kind="customers")

    dana = Customer.objects.get(external_id="C1")
    assert run.counts == {"added": 2}
    assert (dana.team, dana.kind) == (north, "person")
    assert sorted(dana.contact_points.values_list("key", flat=True)) == ["+442079460958", "dana@example.org"]
    assert "dana" in dana.search


def test_a_customer_is_changed_where_the_file_says_otherwise(
    olive: User, north: Team, tmp_path: Path
) -> None:
    taken_in(CUSTOMERS, olive, tmp_path, kind="customers")
    run = taken_in(CUSTOMERS.replace("Dana Whitfield", "Dana Whitlock"), olive, tmp_path, kind="customers")

    assert run.counts == {"added": 0, "changed": 1, "unchanged": 1}
    assert Customer.objects.get(external_id="C1").name == "Dana Whitlock"

    actions.undo(actions.begin_undo(run, by=olive, at=NOW), clock=clock)
    assert Customer.objects.get(external_id="C1").name == "Dana Whitfield"


def test_an_import_of_customers_is_taken_back(olive: User, north: Team, tmp_path: Path) -> None:
    run = taken_in(CUSTOMERS, olive, tmp_path, kind="customers")
    actions.undo(actions.begin_undo(run, by=olive, at=NOW), clock=clock)

    assert not Customer.objects.exists()


def test_a_customer_whom_somebody_changed_since_is_not_dropped(
    olive: User, north: Team, tmp_path: Path
) -> None:
    run = taken_in(CUSTOMERS, olive, tmp_path, kind="customers")
    Customer.objects.filter(external_id="C1").update(version=2)

    with pytest.raises(RunNotUndoable):
        actions.begin_undo(run, by=olive, at=NOW)


def test_rows_that_cannot_be_a_customer_are_rejected_with_the_reason(
    olive: User, north: Team, tmp_path: Path
) -> None:
    text = (
        CUSTOMERS
        + "C3;Odd;nowhere;;North;person\nC4;Far;;;West;person\nC5;Robot;;;North;robot\nC1;Twice;;;;\n"
    )
    run = taken_in(text, olive, tmp_path, kind="customers")

    assert run.counts["rejected"] == {
        "unreadable email": 1,
        "there is no team 'West'": 1,
        "kind 'robot', expected person, organisation, team": 1,
        "the same external id as an earlier row": 1,
    }


def test_a_referral_joins_two_known_customers_once(olive: User, north: Team, tmp_path: Path) -> None:
    taken_in(CUSTOMERS, olive, tmp_path, kind="customers")
    text = (
        "customer,referred_by,date\nC1,C2,2026-01-05\nC1,C2,2026-01-05\nC1,C9,2026-01-05\nC2,C2,2026-01-05\n"
    )
    run = taken_in(text, olive, tmp_path, kind="referrals")

    relation = Relation.objects.get()
    assert (relation.customer.external_id, relation.role) == ("C1", "referred by")
    assert run.counts == {
        "added": 1,
        "unchanged": 1,
        "rejected": {"customer 'C9' is not known": 1, "a customer cannot refer themselves": 1},
    }

    actions.undo(actions.begin_undo(run, by=olive, at=NOW), clock=clock)
    assert not Relation.objects.exists()

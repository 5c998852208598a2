"""The weights of the queue: changed with a reason, logged, tried on last month; and the keys of all cases."""

from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, open_case, write_reply
from rapport.desk.actions.messages import Said
from rapport.desk.actions.weighing import change_weights, rekey
from rapport.desk.chores.clocks import sort_queue
from rapport.desk.models import Case, QueueRule
from rapport.desk.queries.counting import weights_now
from rapport.desk.queries.past import past_month
from rapport.desk.queries.settings import weight_changes
from rapport.desk.queries.work_order import next_cases
from rapport.desk.rules import CaseKind, Effort, ReasonMissing, Severity, StatedNeed, WeightNotRight
from rapport.desk.rules.asks import Ask, Tab
from rapport.desk.rules.order import Facts, Lying, in_work_order, order_key, standing_of
from rapport.desk.rules.weights import Weights
from rapport.staff.models import AuditEntry, User
from rapport.staff.rules import NotAllowed
from tests.benchmarks.desk_cases import Shape, make_cases, make_desk
from tests.cast import MONDAY_NINE, client_of

pytestmark = pytest.mark.django_db
OTHER = replace(
    Weights(), severity_high=55, need_distress=33, worth_per_point=250, rung_most=9, floor_hours=30
)


def test_a_change_is_logged_with_its_reason(bob: User) -> None:
    change_weights(OTHER, why="Distress weighed too little", by=bob, at=MONDAY_NINE)

    assert weights_now() == OTHER
    change = weight_changes()[0]
    assert (change.by_name, change.why) == ("Bob", "Distress weighed too little")
    assert change.changes["Told us of: distress"] == [30, 33]
    assert AuditEntry.objects.get(kind="queuerule").detail["why"] == "Distress weighed too little"


def test_a_change_needs_a_reason_bounds_and_the_role(bob: User, alice: User) -> None:
    with pytest.raises(ReasonMissing):
        change_weights(OTHER, why=" ", by=bob, at=MONDAY_NINE)
    with pytest.raises(WeightNotRight):
        change_weights(replace(OTHER, worth_most=20), why="They pay", by=bob, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        change_weights(OTHER, why="I like it", by=alice, at=MONDAY_NINE)
    assert not QueueRule.objects.exists()


def test_what_changes_nothing_is_no_change(bob: User) -> None:
    assert change_weights(Weights(), why="To be sure", by=bob, at=MONDAY_NINE) is None


def test_the_database_gives_the_same_points_as_the_rule(db: None) -> None:
    desk = make_desk(120)
    Customer.objects.filter(pk__lt=desk.customers[10].pk).update(value=Decimal("-3.50"), rung="")
    Customer.objects.filter(pk=desk.customers[20].pk).update(value=None)
    make_cases(400, desk, shape=Shape(open_share=0.8, has_messages=False))
    Case.objects.filter(pk__lt=Case.objects.order_by("pk")[20].pk).update(customer=None)

    rekey(OTHER)

    for case in Case.objects.filter(state="open").select_related("customer"):
        customer = case.customer
        facts = Facts(
            Severity(case.severity), StatedNeed(case.stated_need), Effort(case.effort),
            customer.rung if customer else "", customer.value if customer else None,
        )  # fmt: skip
        assert case.standing == standing_of(facts, OTHER)
        assert case.order_key == order_key(sum(case.standing.values()), case.lying_since, OTHER)


@pytest.mark.parametrize("tab", [Tab.ALL, Tab.TEAM, Tab.UNASSIGNED, Tab.MINE])
def test_the_index_gives_the_order_of_the_rule(olive: User, tab: Tab) -> None:
    desk = make_desk(50)
    make_cases(600, desk, shape=Shape(open_share=0.7, has_messages=False, days=4, urgent_share=0.25))
    olive.team = desk.teams[1]
    Case.objects.filter(pk__in=Case.objects.order_by("-pk").values("pk")[:150]).update(assignee=olive)
    scopes: dict[Tab, dict[str, Any]] = {
        Tab.ALL: {}, Tab.TEAM: {"team": olive.team}, Tab.UNASSIGNED: {"assignee": None},
        Tab.MINE: {"assignee": olive},
    }  # fmt: skip
    cases = [
        Lying(
            case.pk, case.opened_at, case.lying_since, sum(case.standing.values()), case.urgent_at,
            case.due_at,
        )
        for case in Case.objects.filter(state="open", **scopes[tab])
    ]  # fmt: skip

    found = [one.number for one in next_cases(olive, Ask(tab, size=100), at=MONDAY_NINE)]

    ordered = [case.number for case in in_work_order(cases, Weights(), at=MONDAY_NINE)]
    assert found == ordered[:101]
    assert len({one.group for one in next_cases(olive, Ask(tab, size=10_000), at=MONDAY_NINE)}) == 3


def test_the_nightly_chore_sorts_by_todays_worth(dana: Customer, alice: User) -> None:
    case = open_case(
        NewCase(CaseKind.REQUEST, "A lid", Channel.PHONE, customer=dana), by=alice, at=MONDAY_NINE
    )
    Customer.objects.filter(pk=dana.pk).update(value=1_500)

    assert sort_queue(MONDAY_NINE) == "1 cases sorted"

    before, after = case.order_key, Case.objects.get().order_key
    assert after - before == 60 * 3


def test_leaders_try_weights_on_last_month_and_put_them_in_force(
    bob: User, alice: User, dana: Customer
) -> None:
    from django.utils.timezone import now

    for hour in range(1, 4):
        case = open_case(
            NewCase(CaseKind.REQUEST, f"Lid {hour}", Channel.PHONE, customer=dana, severity=Severity.HIGH),
            by=alice, at=now() - timedelta(hours=hour + 2),
        )  # fmt: skip
        write_reply(case, Said("Here it is.", Channel.PHONE), by=alice, at=now() - timedelta(hours=hour))
    typed = asdict(OTHER) | {"why": "Distress weighed too little"}
    leader = client_of(bob)

    tried = leader.post("/queue/weights/simulation", typed).content.decode()
    assert "3 cases came in the last thirty days" in tried
    assert "severity high" in tried
    assert not QueueRule.objects.exists()

    assert leader.post("/queue/weights", typed).status_code == 302
    assert weights_now() == OTHER
    assert leader.post("/queue/weights", typed | {"floor_hours": "0"}).status_code == 422
    assert client_of(alice).get("/queue/weights").status_code == 404


def test_charlies_month_holds_no_case_of_north(dana: Customer, alice: User, charlie: User) -> None:
    open_case(NewCase(CaseKind.REQUEST, "A lid", Channel.PHONE, customer=dana), by=alice, at=MONDAY_NINE)

    assert len(past_month(alice, MONDAY_NINE)) == 1
    assert past_month(charlie, MONDAY_NINE) == []

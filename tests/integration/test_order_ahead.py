"""A delay upstream: lines that wait are forecast anew, promises at risk are found before they break."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers.models import PromiseMove
from rapport.orders.actions.ahead import full_again, move_part, slow_step, tell_risk, watch_all
from rapport.orders.actions.lines import deliver, hand_over, plan_hand_over
from rapport.orders.models import AtRisk, CapacityChange, PartMove, PromisedLine
from rapport.orders.queries.lines import LineAsk, find_lines, risk_visible_to, risks_visible_to
from rapport.orders.rules.making import CapacityNotRight
from rapport.orders.rules.notices import NewDayNotLater, RiskNotFound, RiskOver
from rapport.orders.rules.words import LineState
from rapport.staff.models import User
from tests.making import FRIDAY_NEXT, NOW, make_builder, make_line, make_works

pytestmark = pytest.mark.django_db
DUE_ON = FRIDAY_NEXT.date()  # Friday 13 March
WHY = "the furnace failed"


def test_a_part_that_comes_later_puts_the_lines_that_need_it_at_risk_and_no_other(alice: User) -> None:
    works, builder = make_works(alice), make_builder()
    waits = make_line(builder, alice, parts=[works.glass])
    make_line(builder, alice, parts=[works.spring])
    done = make_line(builder, alice, parts=[works.glass])
    deliver(done, Decimal(10), by=alice, at=NOW)

    found = move_part(works.glass, date(2026, 3, 17), why=WHY, by=alice, at=NOW)

    assert found == [waits.pk]
    risk = AtRisk.objects.get()
    assert (risk.line, risk.due_at, risk.new_due_at.date()) == (waits, FRIDAY_NEXT, date(2026, 3, 17))
    assert risk.because == "Glass (P-2) is expected on 17 March: the furnace failed"
    assert "13 March 2026" in risk.notice
    assert "17 March 2026" in risk.notice
    assert PartMove.objects.filter(part=works.glass, after=date(2026, 3, 17), why=WHY).exists()


def test_a_part_that_is_late_but_not_too_late_puts_nothing_at_risk(alice: User) -> None:
    works = make_works(alice)
    line = make_line(make_builder(), alice, parts=[works.glass])

    assert move_part(works.glass, DUE_ON, why=WHY, by=alice, at=NOW) == []
    line.refresh_from_db()
    assert (line.forecast_on, line.forecast_because) == (
        DUE_ON,
        f"Glass (P-2) is expected on 13 March: {WHY}",
    )


def test_the_steps_after_a_late_part_count(alice: User) -> None:
    works = make_works(alice)
    line = make_line(make_builder(), alice, parts=[works.glass])
    turned = plan_hand_over(line, works.turning, to_team=None, due_at=None, by=alice, at=NOW)

    assert move_part(works.glass, DUE_ON, why=WHY, by=alice, at=NOW) == [line.pk]
    assert AtRisk.objects.get().new_due_at.date() == date(2026, 3, 16)  # Friday and Monday
    hand_over(turned, by=alice, at=NOW)
    assert AtRisk.objects.get().ended_why == "the line will be in time after all"


def test_less_capacity_moves_the_forecast_and_its_end_moves_it_back(alice: User) -> None:
    works = make_works(alice)
    line = make_line(make_builder(), alice)
    plan_hand_over(line, works.turning, to_team=None, due_at=None, by=alice, at=NOW)

    found = slow_step(works.turning, NOW.date(), date(2026, 3, 20), percent=10, why="mill", by=alice, at=NOW)

    assert found == [line.pk]
    assert PromisedLine.objects.get(pk=line.pk).forecast_on == date(2026, 3, 23)
    full_again(CapacityChange.objects.get(), by=alice, at=NOW)
    assert PromisedLine.objects.get(pk=line.pk).forecast_on == date(2026, 3, 3)
    assert AtRisk.objects.get().ended_at == NOW
    with pytest.raises(CapacityNotRight):
        slow_step(works.turning, NOW.date(), NOW.date(), percent=100, why="", by=alice, at=NOW)


def test_a_risk_is_known_once_and_brought_up_to_date(alice: User) -> None:
    works = make_works(alice)
    make_line(make_builder(), alice, parts=[works.glass])
    move_part(works.glass, date(2026, 3, 17), why=WHY, by=alice, at=NOW)

    again = move_part(works.glass, date(2026, 3, 24), why=WHY, by=alice, at=NOW)

    assert again == []
    assert AtRisk.objects.get().new_due_at.date() == date(2026, 3, 24)
    move_part(works.glass, None, why="it is here", by=alice, at=NOW)
    assert AtRisk.objects.get().ended_why == "the line will be in time after all"


def test_a_customer_who_is_told_has_their_promise_moved_before_it_breaks(alice: User) -> None:
    works = make_works(alice)
    line = make_line(make_builder(), alice, parts=[works.glass])
    move_part(works.glass, date(2026, 3, 17), why=WHY, by=alice, at=NOW)

    risk = tell_risk(AtRisk.objects.get(), by=alice, at=NOW)

    line.refresh_from_db()
    assert (line.first_due_at, line.promise.due_at.date()) == (FRIDAY_NEXT, date(2026, 3, 17))
    assert PromiseMove.objects.get().reason == risk.because
    assert watch_all(at=NOW) == (1, 0)
    with pytest.raises(RiskOver, match="Alice told the customer"):
        tell_risk(risk, by=alice, at=NOW)
    rows, _ = find_lines(alice, LineAsk(), at=NOW)
    assert [(row.state, row.days_moved) for row in rows] == [(LineState.OPEN, 4)]


def test_a_new_day_is_later_than_the_old_one(alice: User) -> None:
    works = make_works(alice)
    make_line(make_builder(), alice, parts=[works.glass])
    move_part(works.glass, date(2026, 3, 17), why=WHY, by=alice, at=NOW)

    with pytest.raises(NewDayNotLater):
        tell_risk(AtRisk.objects.get(), new_due_at=FRIDAY_NEXT, by=alice, at=NOW)
    assert AtRisk.objects.get().told_at is None


def test_time_alone_puts_a_line_at_risk_and_a_broken_promise_is_no_risk_any_more(alice: User) -> None:
    works = make_works(alice)
    line = make_line(make_builder(), alice)
    plan_hand_over(line, works.turning, to_team=None, due_at=None, by=alice, at=NOW)

    assert watch_all(at=FRIDAY_NEXT - timedelta(days=2)) == (1, 0)
    assert watch_all(at=FRIDAY_NEXT - timedelta(hours=6)) == (1, 1)
    assert watch_all(at=FRIDAY_NEXT + timedelta(hours=1)) == (1, 0)
    assert AtRisk.objects.get().ended_why == "the promise broke"


def test_charlie_sees_nothing_of_what_is_at_risk(alice: User, charlie: User) -> None:
    works = make_works(alice)
    make_line(make_builder(), alice, parts=[works.glass])
    move_part(works.glass, date(2026, 3, 17), why=WHY, by=charlie, at=NOW)

    assert risks_visible_to(alice).count() == 1
    assert risks_visible_to(charlie).count() == 0
    with pytest.raises(RiskNotFound):
        risk_visible_to(charlie, AtRisk.objects.get().pk)


def test_a_delay_asks_as_many_questions_for_many_lines_as_for_few(alice: User) -> None:
    works, builder = make_works(alice), make_builder()
    counts = []
    for many in (4, 20):
        for _ in range(many):
            make_line(builder, alice, parts=[works.glass])
        with CaptureQueriesContext(connection) as asked:
            move_part(works.glass, date(2026, 3, 11 + many), why=WHY, by=alice, at=NOW)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert AtRisk.objects.count() == 24

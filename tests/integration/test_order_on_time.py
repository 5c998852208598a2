"""On time in full: the report agrees with a count by hand, leads to the lines, and hands out its figures."""

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest

from rapport.customers.actions import move_promise
from rapport.orders.actions.lines import cancel_line, deliver
from rapport.orders.queries.records import judged_lines, lead_times
from rapport.orders.rules.lead_times import quoted_day
from rapport.orders.rules.on_time import Against, Definition, Fate, Level, grouped, on_time
from rapport.orders.views import lines as line_views
from rapport.orders.views import on_time as views
from rapport.staff.models import User
from tests.cast import client_of, make_dana, make_person
from tests.making import NOW, delivered_line, make_builder, make_line, make_order

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 2)
TODAY = NOW + timedelta(days=28)  # Monday 30 March, 9:00
SINCE, UNTIL = MARCH, TODAY.date()


@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (views, line_views):
        monkeypatch.setattr(room, "localdate", TODAY.date)
        monkeypatch.setattr(room, "now", lambda: TODAY)


def day(number: int) -> date:
    return date(2026, 3, number)


def at(number: int) -> datetime:
    return NOW + timedelta(days=number - 2)


def fill_march(by: User) -> None:
    """Fill March with lines that end in every way; they are counted by hand in the tests below.

    | line | item    | customer | first | last | delivered             | against first | against last |
    | 1    | Gauge   | builder  | 10    | 10   | all on the 10th       | kept          | kept         |
    | 2    | Gauge   | builder  | 11    | 11   | all on the 13th       | late          | late         |
    | 3    | Gauge   | builder  | 12    | 16   | all on the 16th       | late          | kept         |
    | 4    | Balance | builder  | 13    | 13   | all on the 12th       | early         | early        |
    | 5    | Balance | Dana     | 13    | 13   | 6 of 10 on the 13th   | short         | short        |
    | 6    | Balance | Dana     | 17    | 17   | nothing               | late          | late         |
    | 7    | Gauge   | Dana     | 18    | 18   | cancelled on the 10th | out           | out          |
    | 8    | Gauge   | Dana     | 31    | 31   | nothing, not due yet  | out           | out          |
    """
    builder, dana = make_builder(), make_dana()
    delivered_line(builder, by, due_on=day(10), on=day(10))
    delivered_line(builder, by, due_on=day(11), on=day(13))
    third = make_line(builder, by, due_at=at(12))
    move_promise(third.promise, at(16), reason="The glass was late", by=by, at=at(9))
    deliver(third, Decimal(10), by=by, at=at(16))
    delivered_line(builder, by, due_on=day(13), on=day(12), item="Balance")
    deliver(make_line(dana, by, due_at=at(13), item="Balance"), Decimal(6), by=by, at=at(13))
    make_line(dana, by, due_at=at(17), item="Balance")
    cancel_line(make_line(dana, by, due_at=at(18)), reason="Moved house", by=by, at=at(10))
    make_line(dana, by, due_at=at(31))


def test_the_report_agrees_with_a_count_by_hand(alice: User) -> None:
    fill_march(alice)
    first, last = Definition(), Definition(against=Against.LAST)

    by_first = on_time(judged_lines(alice, first, SINCE, UNTIL, at=TODAY), first)
    by_last = on_time(judged_lines(alice, last, SINCE, UNTIL, at=TODAY), last)

    assert by_first.fates == {
        Fate.KEPT: 1, Fate.LATE: 3, Fate.SHORT: 1, Fate.LATE_AND_SHORT: 0, Fate.EARLY: 1,
    }  # fmt: skip
    assert (by_first.kept.n, round(by_first.kept.value or 0, 4)) == (6, 0.1667)
    assert (by_last.kept.n, round(by_last.kept.value or 0, 4)) == (6, 0.3333)
    # Wilson for 1 of 6, worked out by hand: (p + z²/2n ± z√(p(1-p)/n + z²/4n²)) / (1 + z²/n)
    assert (round(by_first.kept.low or 0, 4), round(by_first.kept.high or 0, 4)) == (0.0301, 0.5635)
    # Delivered: 0, +2, +4 and -1 days against the first promise; 0, +2, 0 and -1 against the last.
    assert (by_first.mean_days.value, by_first.median_days.value, by_first.mean_days.n) == (1.25, 1.0, 4)
    assert (by_last.mean_days.value, by_last.median_days.value) == (0.25, 0.0)


def test_groups_and_other_definitions_agree_with_the_same_table(alice: User) -> None:
    fill_march(alice)
    kind = Definition(late_days=2, early_days=None, tolerance_percent=Decimal(40))

    seen = judged_lines(alice, kind, SINCE, UNTIL, at=TODAY)

    assert on_time(seen, kind).fates[Fate.KEPT] == 4  # 1, 2, 4 and 5
    by_item = {
        name: (found.fates[Fate.KEPT], found.kept.n) for name, found in grouped(seen, "item", kind).items()
    }
    assert by_item == {"Balance": (2, 3), "Gauge": (2, 3)}
    by_type = {name: found.kept.n for name, found in grouped(seen, "type", kind).items()}
    assert by_type == {"business": 4, "consumer": 2}
    assert [*grouped(seen, "team", kind)] == ["North"]


def test_an_order_of_two_lines_is_kept_with_both(alice: User) -> None:
    order = make_order(make_builder(), alice)
    for due in (10, 11):
        line = make_line(order.customer, alice, order=order, due_at=at(due))
        deliver(line, Decimal(10), by=alice, at=at(10))
    strict = Definition(level=Level.ORDER)
    kind = Definition(level=Level.ORDER, early_days=1)

    assert on_time(judged_lines(alice, strict, SINCE, UNTIL, at=TODAY), strict).kept.value == 0
    assert on_time(judged_lines(alice, kind, SINCE, UNTIL, at=TODAY), kind).kept.value == 1


@pytest.mark.usefixtures("_today")
def test_the_page_the_lines_behind_it_and_the_file_say_the_same(alice: User, charlie: User) -> None:
    fill_march(alice)
    client = client_of(alice)

    page = client.get("/works/on-time").content.decode()
    behind = client.get("/works/on-time/lines", {"fate": "late"}).content.decode()
    body = b"".join(client.get("/works/on-time/csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(body)))

    assert "16.7%" in page
    assert "3.0% to 56.4%" in page
    assert "3 lines" in behind
    assert "Borrowdale" in behind
    assert (rows[0]["n"], rows[0]["kept"], rows[0]["late"], rows[0]["days_mean"]) == (
        "6",
        "0.1667",
        "3",
        "1.25",
    )
    assert {row["name"]: row["n"] for row in rows if row["group"] == "item"} == {"Gauge": "3", "Balance": "3"}
    assert (
        client.get("/works/on-time/lines/csv").status_code == 404
    )  # an adviser takes no list of customers out
    late = client_of(make_person("Bob")).get("/works/on-time/lines/csv", {"fate": "late"})
    told = list(csv.DictReader(StringIO(b"".join(late).decode("utf-8-sig"))))
    assert [(row["item"], row["days"]) for row in told] == [("Gauge", "2"), ("Gauge", "4"), ("Balance", "")]
    assert "Borrowdale" not in client_of(charlie).get("/works/on-time/lines").content.decode()
    assert "nothing fell due" in client_of(charlie).get("/works/on-time").content.decode()


def test_lead_times_are_quoted_from_history_with_open_lines_reckoned_in(alice: User) -> None:
    builder = make_builder()
    for number in range(10):  # 20 days before the promise or the delivery, whichever is first
        delivered_line(builder, alice, due_on=day(20), on=day(10) + timedelta(days=number))
    make_line(builder, alice, due_at=at(40))
    delivered_line(builder, alice, due_on=day(20), on=day(20), item="Balance")

    gauge, balance = lead_times(alice, TODAY)

    assert (gauge.item, gauge.quote.n, gauge.quote.delivered) == ("Gauge", 11, 10)
    # All took 20 days; the eleventh is open since 28 days and may take longer than any that was seen.
    assert (gauge.quote.p80.value, gauge.quote.p90.value) == (20, 20)
    assert quoted_day(MARCH, gauge.quote.p80.value or 0) == day(22)
    assert not balance.quote.is_enough
    assert balance.quote.p80.value is None


@pytest.mark.usefixtures("_today")
def test_the_page_of_lead_times_says_when_there_is_too_little(alice: User) -> None:
    delivered_line(make_builder(), alice, due_on=day(20), on=day(20))

    page = client_of(alice).get("/works/lead-times").content.decode()

    assert "Too little to quote from" in page
    assert "1 of 1" in page


@pytest.mark.usefixtures("_today")
def test_a_day_to_promise_is_offered_and_the_line_says_what_is_usual(alice: User) -> None:
    builder = make_builder()
    lines = [delivered_line(builder, alice, due_on=day(20), on=day(20)) for _ in range(10)]
    client = client_of(alice)

    assert "19 Apr 2026" in client.get("/works/lead-times").content.decode()  # 30 March and 20 days
    shown = client.get(f"/orders/lines/{lines[0].pk}").content.decode()
    assert "80% of such lines were there 20 days after the order" in " ".join(shown.split())

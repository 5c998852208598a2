"""Promised lines: a promise of the register; papers, checks, hand-overs and faults decide when it goes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rapport.customers.models import Promise, TimelineEntry
from rapport.orders.actions.lines import (
    cancel_line,
    deliver,
    hand_over,
    note_fault,
    plan_hand_over,
    put_right,
)
from rapport.orders.actions.papers import (
    add_paper,
    add_requirement,
    answer_revision,
    attach_paper,
    check_requirement,
    issue_revision,
)
from rapport.orders.models import Agreement, PromisedLine
from rapport.orders.queries.lines import (
    LineAsk,
    agreements_of,
    find_lines,
    line_visible_to,
    lines_visible_to,
    milestones_visible_to,
    not_agreed,
)
from rapport.orders.rules.lines import (
    LineNotFound,
    LineNotReady,
    LineNumberTaken,
    LineOver,
    MoreThanOrdered,
)
from rapport.orders.rules.making import AnswerThere, HandedOver, RevisionThere, TeamNotACustomer, WhoNotSaid
from rapport.orders.rules.requirements import Limits
from rapport.orders.rules.words import Answer, LineState, PaperKind
from rapport.staff.models import User
from tests.cast import make_team
from tests.making import FRIDAY_NEXT, NOW, make_builder, make_line, make_order, make_works

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def test_a_line_is_promised_in_the_register_and_kept_with_its_last_delivery(alice: User) -> None:
    builder = make_builder()
    line = make_line(builder, alice)

    deliver(line, Decimal(4), by=alice, at=LATER)
    part = Promise.objects.get(line=line).kept_at
    deliver(line, Decimal(6), by=alice, at=LATER)

    assert part is None
    promise = Promise.objects.get(line=line)
    assert (promise.customer, promise.kept_at, promise.due_at) == (builder, LATER, FRIDAY_NEXT)
    assert TimelineEntry.objects.filter(customer=builder, text__startswith="Kept: 10 Gauge").exists()


def test_no_more_goes_out_than_was_ordered_and_nothing_after_the_last(alice: User) -> None:
    line = make_line(make_builder(), alice)

    with pytest.raises(MoreThanOrdered, match="11 of line"):
        deliver(line, Decimal(11), by=alice, at=LATER)
    deliver(line, Decimal(10), by=alice, at=LATER)
    with pytest.raises(LineOver, match="is delivered"):
        deliver(line, Decimal(1), by=alice, at=LATER)


def test_lines_of_an_order_have_numbers_of_their_own(alice: User) -> None:
    order = make_order(make_builder(), alice)
    first, second = (make_line(order.customer, alice, order=order) for _ in range(2))

    assert (first.number, second.number) == ("1", "2")
    with pytest.raises(LineNumberTaken):
        make_line(order.customer, alice, order=order, number="2")


def test_a_cancelled_line_withdraws_its_promise(alice: User) -> None:
    line = cancel_line(make_line(make_builder(), alice), reason="Project stopped", by=alice, at=LATER)

    assert Promise.objects.get(line=line).withdrawn_at == LATER
    rows, _ = find_lines(alice, LineAsk(), at=LATER)
    assert [row.state for row in rows] == [LineState.CANCELLED]


def test_a_line_is_not_complete_while_a_requirement_is_unchecked_or_not_met(alice: User) -> None:
    line = make_line(make_builder(), alice)
    bore = add_requirement(line, "Bore", Limits(Decimal("11.99"), Decimal("12.01"), "mm"), by=alice, at=NOW)

    with pytest.raises(LineNotReady, match="Not checked: Bore"):
        deliver(line, Decimal(10), by=alice, at=LATER)
    check_requirement(bore, Decimal("12.05"), by=alice, at=LATER)
    with pytest.raises(LineNotReady, match="not met: Bore"):
        deliver(line, Decimal(10), by=alice, at=LATER)
    deliver(line, Decimal(9), by=alice, at=LATER)  # a part may go
    check = check_requirement(bore, Decimal("12.00"), by=alice, at=LATER)

    assert (check.is_met, check.by_name, check.value) == (True, "Alice", Decimal("12.00"))
    assert deliver(line, Decimal(1), by=alice, at=LATER).delivered_at == LATER


def test_a_late_revision_asks_the_customer_of_every_line_it_touches(alice: User) -> None:
    builder = make_builder()
    drawing = add_paper(PaperKind.DRAWING, "D-7", "Hinge", mark="A", by=alice, at=NOW)
    touched, done, other = (make_line(builder, alice) for _ in range(3))
    for line in (touched, done):
        answer_revision(
            attach_paper(line, drawing, by=alice, at=NOW), Answer.AGREED, who="Ms Fell", by=alice, at=NOW
        )
    deliver(done, Decimal(10), by=alice, at=NOW)

    asked = issue_revision(drawing, "B", change="Bore 12 mm and not 10 mm", by=alice, at=LATER)

    assert [one.line for one in asked] == [touched]
    assert not other.agreements.exists()
    with pytest.raises(LineNotReady, match="Not agreed with the customer: D-7 revision B"):
        deliver(touched, Decimal(10), by=alice, at=LATER)
    agreed = answer_revision(asked[0], Answer.AGREED, who="Ms Fell, by mail", by=alice, at=LATER)
    assert (agreed.answered_by, agreed.answered_at, agreed.noted_by_name) == (
        "Ms Fell, by mail",
        LATER,
        "Alice",
    )
    assert deliver(touched, Decimal(10), by=alice, at=LATER).delivered_at


def test_a_declined_revision_leaves_the_line_with_the_one_agreed_before(alice: User) -> None:
    drawing = add_paper(PaperKind.DRAWING, "D-7", "Hinge", mark="A", by=alice, at=NOW)
    line, fresh = (make_line(make_builder(), alice) for _ in range(2))
    answer_revision(
        attach_paper(line, drawing, by=alice, at=NOW), Answer.AGREED, who="Ms Fell", by=alice, at=NOW
    )
    issue_revision(drawing, "B", change="Bore", by=alice, at=LATER)
    attach_paper(fresh, drawing, by=alice, at=LATER)
    for asked in Agreement.objects.filter(answer=""):
        answer_revision(asked, Answer.DECLINED, who="Ms Fell", by=alice, at=LATER)

    assert not_agreed(agreements_of(line)) == []
    assert [str(one.revision) for one in not_agreed(agreements_of(fresh))] == ["D-7 revision B"]


def test_a_mark_and_an_answer_are_given_once_and_say_who(alice: User) -> None:
    drawing = add_paper(PaperKind.DRAWING, "D-7", "Hinge", mark="A", by=alice, at=NOW)
    asked = attach_paper(make_line(make_builder(), alice), drawing, by=alice, at=NOW)

    with pytest.raises(RevisionThere):
        issue_revision(drawing, "A", change="", by=alice, at=NOW)
    with pytest.raises(WhoNotSaid):
        answer_revision(asked, Answer.AGREED, who=" ", by=alice, at=NOW)
    answer_revision(asked, Answer.AGREED, who="Ms Fell", by=alice, at=NOW)
    with pytest.raises(AnswerThere, match="agreed by Ms Fell"):
        answer_revision(asked, Answer.DECLINED, who="Mr Fell", by=alice, at=NOW)


def test_a_hand_over_is_promised_to_the_team_that_receives_it(alice: User, charlie: User) -> None:
    works = make_works(alice)
    line = make_line(make_builder(), alice)
    assert charlie.team is not None
    turned = plan_hand_over(line, works.turning, to_team=charlie.team, due_at=LATER, by=alice, at=NOW)

    assert turned.promise is not None
    assert turned.promise.customer.served_team == charlie.team
    hand_over(turned, by=alice, at=LATER)
    assert Promise.objects.get(milestone=turned).kept_at == LATER
    with pytest.raises(HandedOver):
        hand_over(turned, by=alice, at=LATER)


def test_the_team_that_receives_sees_the_hand_over_and_not_the_customer(alice: User, charlie: User) -> None:
    works = make_works(alice)
    line = make_line(make_builder(), alice)
    plan_hand_over(line, works.turning, to_team=charlie.team, due_at=LATER, by=alice, at=NOW)

    assert milestones_visible_to(charlie).count() == 1
    assert lines_visible_to(charlie).count() == 0
    with pytest.raises(LineNotFound):
        line_visible_to(charlie, line.pk)


def test_nothing_is_promised_to_a_team_that_is_no_customer(alice: User) -> None:
    works, line = make_works(alice), make_line(make_builder(), alice)

    with pytest.raises(TeamNotACustomer, match="'Nobody'"):
        plan_hand_over(line, works.turning, to_team=make_team("Nobody"), due_at=LATER, by=alice, at=NOW)
    assert not line.milestones.exists()


def test_a_fault_holds_the_line_until_it_is_put_right(alice: User) -> None:
    works, line = make_works(alice), make_line(make_builder(), alice)
    fault = note_fault(line, "A scratch on the glass", days=2, step=works.turning, by=alice, at=NOW)

    with pytest.raises(LineNotReady, match="A scratch on the glass"):
        deliver(line, Decimal(10), by=alice, at=LATER)
    assert PromisedLine.objects.get(pk=line.pk).forecast_on == NOW.date() + timedelta(days=1)
    put_right(fault, "Polished", by=alice, at=LATER)
    assert deliver(line, Decimal(10), by=alice, at=LATER).delivered_at == LATER

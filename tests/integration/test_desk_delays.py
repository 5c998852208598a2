"""A delay of one part: customers at risk listed, told one by one or all, promises moved before they break."""

from datetime import date, timedelta

import pytest

from rapport.customers.models import ContactPoint, Customer, Promise, PromiseMove
from rapport.customers.rules import Channel
from rapport.desk.actions.delays import Telling, ask_for_agreement, tell_all, tell_of_delay, warn_of_delays
from rapport.desk.chores.delays import watch_delays
from rapport.desk.models import Case, CasePromise, Message, Notice
from rapport.desk.queries.delays import delays_shown
from rapport.desk.rules import CaseKind, CaseState, Delivery
from rapport.desk.rules.delays import NoticeEmpty, NoticeToNobody
from rapport.orders.actions.ahead import move_part
from rapport.orders.actions.papers import add_paper, answer_revision, attach_paper, issue_revision
from rapport.orders.models import AtRisk, PromisedLine
from rapport.orders.rules.making import AgreementAskedFor
from rapport.orders.rules.notices import RiskOver
from rapport.orders.rules.words import Answer, PaperKind
from rapport.staff.models import User
from tests.case_makers import make_case
from tests.cast import client_of
from tests.making import FRIDAY_NEXT, NOW, Works, make_builder, make_line, make_order, make_works

pytestmark = pytest.mark.django_db
LATE = date(2026, 3, 17)


@pytest.fixture
def works(alice: User) -> Works:
    return make_works(alice)


def at_risk(works: Works, by: User, *names: str) -> list[AtRisk]:
    """Promise a line to each of some builders and move the glass: all of them are at risk."""
    for name in names:
        make_line(make_builder(name), by, parts=[works.glass])
    move_part(works.glass, LATE, why="the furnace failed", by=by, at=NOW)
    return list(AtRisk.objects.order_by("pk"))


def test_a_customer_is_told_in_a_case_of_theirs_and_the_promise_is_moved(works: Works, alice: User) -> None:
    [risk] = at_risk(works, alice, "Borrowdale Machines Ltd")

    message = tell_of_delay(risk, Telling(risk.notice), by=alice, at=NOW)

    case = Case.objects.get()
    assert (case.kind, case.state, case.order) == (CaseKind.ORDER, CaseState.WAITING, risk.line.order)
    assert (message.delivery, message.recipients) == (
        Delivery.HELD, [["Borrowdale Machines Ltd", "borrowdale@example.org"]],
    )  # fmt: skip
    promise = Promise.objects.get(line=risk.line)
    assert (promise.due_at.date(), promise.broken_at) == (LATE, None)
    assert PromiseMove.objects.get().at < FRIDAY_NEXT
    link = CasePromise.objects.get()
    assert (link.case, link.promise, link.message) == (case, promise, message)
    assert not delays_shown(alice, NOW)


def test_the_second_delay_is_told_in_the_same_case(works: Works, alice: User) -> None:
    [risk] = at_risk(works, alice, "Borrowdale Machines Ltd")
    tell_of_delay(risk, Telling(risk.notice), by=alice, at=NOW)
    move_part(works.glass, date(2026, 3, 24), why="it failed again", by=alice, at=NOW)

    tell_of_delay(AtRisk.objects.get(told_at=None), Telling("Later still."), by=alice, at=NOW)

    case = Case.objects.get()
    assert case.messages.count() == 2
    assert PromisedLine.objects.get().first_due_at == FRIDAY_NEXT
    assert [one.due_after.date() for one in PromiseMove.objects.order_by("pk")] == [LATE, date(2026, 3, 24)]


def test_a_live_case_about_the_order_is_used_and_its_state_stays(works: Works, alice: User) -> None:
    builder = make_builder()
    order = make_order(builder, alice)
    there = make_case(builder, order=order, by=alice)
    make_line(builder, alice, order=order, parts=[works.glass])
    move_part(works.glass, LATE, why="late", by=alice, at=NOW)

    tell_of_delay(AtRisk.objects.get(), Telling("Later."), by=alice, at=NOW)

    assert Message.objects.get().case == there
    assert Case.objects.get().state == CaseState.OPEN


def test_neither_notice_nor_move_happens_without_the_other(works: Works, alice: User) -> None:
    [risk] = at_risk(works, alice, "Borrowdale Machines Ltd")
    ContactPoint.objects.all().delete()

    with pytest.raises(NoticeToNobody, match="Borrowdale"):
        tell_of_delay(risk, Telling("Later."), by=alice, at=NOW)
    with pytest.raises(NoticeEmpty):
        tell_of_delay(risk, Telling(" ", Channel.PHONE), by=alice, at=NOW)

    assert (Message.objects.count(), Case.objects.count(), PromiseMove.objects.count()) == (0, 0, 0)
    message = tell_of_delay(risk, Telling("I rang Ms Fell.", Channel.PHONE), by=alice, at=NOW)
    assert (message.channel, message.delivery) == (Channel.PHONE, Delivery.RECORDED)
    assert PromiseMove.objects.count() == 1


def test_nobody_is_told_twice(works: Works, alice: User) -> None:
    [risk] = at_risk(works, alice, "Borrowdale Machines Ltd")
    tell_of_delay(risk, Telling("Later."), by=alice, at=NOW)

    with pytest.raises(RiskOver):
        tell_of_delay(risk, Telling("Later."), by=alice, at=NOW)
    assert Message.objects.count() == 1


def test_all_are_told_and_who_cannot_be_is_left_with_the_reason(works: Works, alice: User) -> None:
    at_risk(works, alice, "Borrowdale Machines Ltd", "Ennerdale Presses Ltd", "Wasdale Pumps Ltd")
    ContactPoint.objects.filter(customer__name__startswith="Wasdale").delete()

    done = tell_all(by=alice, at=NOW)

    assert (done.told, len(done.left)) == (2, 1)
    assert "Wasdale Pumps Ltd" in done.left[0]
    assert PromiseMove.objects.count() == 2
    assert AtRisk.objects.filter(told_at=None).get().line.promise.customer.name == "Wasdale Pumps Ltd"


def test_all_means_all_that_somebody_sees(works: Works, alice: User, charlie: User) -> None:
    at_risk(works, alice, "Borrowdale Machines Ltd")

    assert tell_all(by=charlie, at=NOW).told == 0
    assert not Message.objects.exists()


def test_whoever_promised_is_warned_once_for_each_new_day(works: Works, alice: User) -> None:
    at_risk(works, alice, "Borrowdale Machines Ltd")

    assert (warn_of_delays(at=NOW), warn_of_delays(at=NOW)) == (1, 0)
    move_part(works.glass, date(2026, 3, 24), why="again", by=alice, at=NOW)
    assert watch_delays(NOW) == "open lines: 1 looked at, 0 found at risk, 1 warned of"
    assert [notice.person for notice in Notice.objects.filter(kind="delay")] == [alice, alice]


def test_the_page_lists_tells_one_and_tells_all(works: Works, bob: User, charlie: User) -> None:
    risks = at_risk(works, bob, "Borrowdale Machines Ltd", "Ennerdale Presses Ltd", "Wasdale Pumps Ltd")
    client = client_of(bob)
    shown = client.get("/delays").content.decode()

    assert all(
        name in shown for name in Customer.objects.filter(kind="organisation").values_list("name", flat=True)
    )
    assert "Tell all 3 by mail" in shown
    assert "3 promises will not be kept" in client.get("/queue").content.decode()
    assert "Borrowdale" not in client_of(charlie).get("/delays").content.decode()
    assert client_of(charlie).post(f"/delays/{risks[0].pk}/told", {"channel": "email"}).status_code == 404


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be asked for on the day of the tests."""
    for room in ("desk.views.delays", "orders.views.works", "orders.views.lines"):
        monkeypatch.setattr(f"rapport.{room}.now", lambda: NOW + timedelta(hours=1))


@pytest.mark.usefixtures("today")
def test_one_click_tells_one_and_the_next_tells_the_rest(works: Works, bob: User) -> None:
    risks = at_risk(works, bob, "Borrowdale Machines Ltd", "Ennerdale Presses Ltd", "Wasdale Pumps Ltd")
    client = client_of(bob)

    refused = client.post(
        f"/delays/{risks[0].pk}/told", {"text": "My words", "new_on": "2026-03-13", "channel": "email"}
    )
    client.post(
        f"/delays/{risks[0].pk}/told", {"text": "My words", "new_on": "2026-03-19", "channel": "email"}
    )
    client.post("/delays/told")

    assert (refused.status_code, "My words" in refused.content.decode()) == (422, True)
    assert sorted(move.due_after.date().day for move in PromiseMove.objects.all()) == [17, 17, 19]
    assert Message.objects.filter(text="My words").count() == 1
    assert "No promise is at risk" in client.get("/delays").content.decode()


@pytest.mark.usefixtures("today")
def test_a_part_is_moved_on_its_page_and_the_line_says_so(works: Works, bob: User) -> None:
    line = make_line(make_builder(), bob, parts=[works.glass])
    client = client_of(bob)

    moved = client.post(
        f"/works/parts/{works.glass.pk}/moved", {"expected_on": "2026-03-17", "why": "a fire"}
    )

    assert moved.status_code == 302
    shown = client.get(f"/orders/lines/{line.pk}").content.decode()
    assert "The promise will not be kept as things stand" in shown
    assert "a fire" in shown
    assert "at risk" in client.get(f"/works/parts/{works.glass.pk}").content.decode()


@pytest.mark.usefixtures("today")
def test_customers_are_asked_to_agree_in_words_that_name_what_changed(bob: User, charlie: User) -> None:
    line = make_line(make_builder(), bob)
    drawing = add_paper(PaperKind.DRAWING, "TD-118", "Hinge plate", mark="A", by=bob, at=NOW)
    answer_revision(attach_paper(line, drawing, by=bob, at=NOW), Answer.AGREED, who="Ms Fell", by=bob, at=NOW)
    [asked] = issue_revision(drawing, "B", change="Bore 12 mm", by=bob, at=NOW)
    client, address = client_of(bob), f"/agreements/{asked.pk}/asked"

    shown = client.get("/agreements").content.decode()
    assert "Drawing TD-118 Hinge plate has a new revision, B. It takes the place of revision A" in shown
    assert "What changed: Bore 12 mm." in shown
    assert client_of(charlie).post(address, {"channel": "email", "text": "x"}).status_code == 404
    assert client.post(address, {"channel": "email", "text": " "}).status_code == 422
    assert client.post(address, {"channel": "email", "text": "Agree?"}).status_code == 302

    message = Message.objects.get()
    assert (message.text, message.case.state, message.case.order) == ("Agree?", CaseState.WAITING, line.order)
    assert "Everybody was asked" in client.get("/agreements").content.decode()
    with pytest.raises(AgreementAskedFor):
        ask_for_agreement(asked, Telling("Again?"), by=bob, at=NOW)
    assert "The customer was asked on" in client.get(f"/orders/lines/{line.pk}").content.decode()

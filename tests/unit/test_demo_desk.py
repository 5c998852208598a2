"""The demo's week at the desk: cases, complaints, texts and mail, as facts that fit the desk's rules."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.rules import Channel
from rapport.demo import habits_until, make_register
from rapport.demo.complaints import Complaint, complaints_of
from rapport.demo.facts import Party, Register
from rapport.demo.hostile import hostile_mail
from rapport.demo.matters import Matter, matters_of
from rapport.demo.setting import POSTS, aims, knowledge, ready_replies
from rapport.demo.staff import COLLEAGUES, TEAMS
from rapport.desk.rules import CaseKind, RedressKind, Severity, Target
from rapport.desk.rules.articles import LONGEST_BODY, LONGEST_TITLE, as_text
from rapport.desk.rules.causes import READY_CAUSES
from rapport.desk.rules.ready_procedures import READY_PROCEDURES
from rapport.desk.rules.redress import READY_LIMITS
from rapport.desk.rules.texts import STYLES, refuse_strange_placeholders
from rapport.staff.rules import Role

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)  # a Tuesday

ANYBODY = Party(
    id="", kind="person", name="Dana", category="", since=NOW.date(), sort="consumer",
    email="dana@example.com", address="1 Mill Lane, Kendal LA9 4QU",
)  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Register:
    return make_register(now=NOW, habits=habits_until(NOW.date()))[1]


@pytest.fixture(scope="module")
def matters(register: Register) -> tuple[Matter, ...]:
    return matters_of(register.parties, 600, NOW, np.random.default_rng(7))


@pytest.fixture(scope="module")
def complaints(register: Register) -> list[Complaint]:
    return [*complaints_of(register.parties, NOW)]


def test_a_week_has_six_hundred_matters_of_every_category(
    register: Register, matters: tuple[Matter, ...]
) -> None:
    category = {party.id: party.category for party in register.parties}
    counted = Counter(category[matter.party] for matter in matters)

    assert sum(counted.values()) == 600
    assert set(counted) == {"consumer", "business", "internal", "stakeholder"}


def test_matters_speak_the_words_of_the_desk(matters: tuple[Matter, ...]) -> None:
    for matter in matters:
        assert CaseKind(matter.kind) != CaseKind.COMPLAINT
        assert Channel(matter.channel)
        assert Severity(matter.severity)
        assert "{" not in matter.subject + "".join(turn.text for turn in matter.turns)


@given(st.integers(0, 60 * 24 * 400))
def test_whatever_the_hour_nothing_is_said_before_it_was_asked_or_after_now(minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    parties = [replace(ANYBODY, id=category, category=category) for category in ("consumer", "business")]

    for matter in matters_of(parties, 20, now, np.random.default_rng(1)):
        times = [turn.at for turn in matter.turns]
        assert times == sorted(times)
        assert now - timedelta(days=10) < times[0] <= times[-1] < now


def test_few_of_the_old_ones_are_left(matters: tuple[Matter, ...]) -> None:
    old = [matter for matter in matters if matter.opened_at < NOW - timedelta(days=2)]

    assert len(old) > 200
    assert sum(matter.stands in {"new", "answered"} for matter in old) < 0.1 * len(old)


def test_thanks_are_answered_once_and_nobody_waits(matters: tuple[Matter, ...]) -> None:
    thanks = [matter for matter in matters if matter.kind == CaseKind.PRAISE]

    assert thanks
    assert {matter.stands for matter in thanks} <= {"new", "done"}
    assert all(len(matter.turns) <= 2 for matter in thanks)


def test_eight_complaints_stand_at_different_steps_of_procedures_that_are_there(
    complaints: list[Complaint],
) -> None:
    steps = {procedure.key: len(procedure.steps) for procedure in READY_PROCEDURES}

    assert len(complaints) == len({one.party for one in complaints}) == 8
    assert {one.procedure for one in complaints} == set(steps)
    assert all(0 <= one.steps <= steps[one.procedure] for one in complaints)
    assert len({one.steps for one in complaints}) >= 5
    assert {one.cause for one in complaints} <= {name for name, _ in READY_CAUSES}


def test_one_complaint_is_at_the_edge_of_authority(complaints: list[Complaint]) -> None:
    asked = [one.redress for one in complaints if one.redress and one.redress[0] == RedressKind.COMPENSATION]
    limits = {
        role: READY_LIMITS[role].get(RedressKind.COMPENSATION, 0) for role in Role if role in READY_LIMITS
    }

    assert [worth for _, worth, _ in asked] == [450]
    assert limits[Role.ADVISER] <= limits[Role.LEADER] < 450 <= limits[Role.MANAGER]


def test_texts_at_hand_fit_their_fields_and_their_people() -> None:
    people = {one.name for one in COLLEAGUES}

    for reply in ready_replies():
        refuse_strange_placeholders(reply.body)
        assert reply.style in STYLES
        assert not reply.kind or CaseKind(reply.kind)
    articles = [*knowledge()]
    assert len(articles) == 8
    assert 0 < sum(one.is_public for one in articles) < 8
    assert {one.owner for one in articles} <= people
    assert all(
        len(one.title) <= LONGEST_TITLE and 0 < len(as_text(one.body)) <= LONGEST_BODY for one in articles
    )


def test_every_kind_has_each_target_and_every_post_a_team() -> None:
    assert {Target(aim.target) for aim in aims()} == set(Target)
    assert {post.team for post in POSTS} <= {team.name for team in TEAMS}


def test_hostile_mail_is_ten_different_things() -> None:
    raw = [*hostile_mail(reference="R-2222-3333", message_id="one@here.example", loop="mark", now=NOW)]
    mails = [message_from_bytes(one) for one in raw]

    assert len(set(raw)) == 10
    assert sum(mail["From"] is None for mail in mails) == 2
    assert any("R-2222-3333" in (mail["Subject"] or "") for mail in mails)
    assert any("one@here.example" in (mail["In-Reply-To"] or "") for mail in mails)
    assert any(mail["X-Rapport-Loop"] == "mark" for mail in mails)
    assert any(part.get_filename() == "../../42.zip.exe" for mail in mails for part in mail.walk())

"""What closes a gap, what is enough, what is alike: rules of a portfolio."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.practice.rules.alike import alike_in, machine_signs, shingles
from rapport.practice.rules.content import MarkingPoint
from rapport.practice.rules.gaps import SHOWS, Handled, Sign, suggest
from rapport.practice.rules.portfolio import Shown, file_fault, new_salt, source_hash
from rapport.practice.rules.syllabus import read_content

OPENS = "I listened to the whole complaint before I said anything and then I said it back in my own words"


def points() -> list[MarkingPoint]:
    return [point for topic in read_content().topics for point in topic.marking_points]


def test_a_case_is_suggested_for_gaps_alone_and_the_one_that_closes_most_comes_first() -> None:
    few = Handled(1, "R-1", (Sign.ESCALATED,))
    many = Handled(2, "R-2", (Sign.COMPLAINT, Sign.PROMISE))
    none = Handled(3, "R-3", ())
    shown = [Shown(row, ()) for row in ("P18", "P21", "P26")]

    assert [(one.case.number, one.points) for one in suggest([few, none, many], shown)] == [
        (2, ("P18", "P21")),
        (1, ("P26",)),
    ]
    done = [Shown("P26", ("case", "observation"))]
    assert suggest([few], done) == []


def test_every_point_that_a_case_may_show_is_in_the_syllabus() -> None:
    assert {row for rows in SHOWS.values() for row in rows} <= {point.row for point in points()}
    assert set(SHOWS) == set(Sign)


@pytest.mark.parametrize(
    ("kinds", "least", "missing"),
    [
        ((), 2, "2 pieces of evidence of 2 kinds"),
        ((), 1, "2 pieces of evidence"),
        (("case",), 2, "1 more piece of evidence, of another kind"),
        (("case",), 1, "1 more piece of evidence"),
        (("case", "case"), 2, "evidence of another kind"),
        (("case", "case"), 1, ""),
        (("case", "answer"), 2, ""),
    ],
)
def test_what_is_missing_is_said_in_words(kinds: tuple[str, ...], least: int, missing: str) -> None:
    shown = Shown("P18", kinds, least_kinds=least)

    assert shown.missing == missing
    assert shown.is_enough is (missing == "")


def test_a_written_reason_is_enough_only_where_something_was_signed_off() -> None:
    assert not Shown("P18", (), override="rare").is_enough
    assert Shown("P18", ("case",), override="rare").is_enough


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_source_is_known_by_its_parts_and_salt_alone(parts: list[str]) -> None:
    salt, other = new_salt(), new_salt()

    assert source_hash(parts, salt) == source_hash([*parts], salt)
    assert source_hash(parts, salt) != source_hash(parts, other)
    assert source_hash(parts, salt) != source_hash([*parts, "x"], salt)


def test_a_copied_text_is_found_whatever_stands_around_it_and_an_own_one_is_not() -> None:
    others = {
        "their answer": f"To begin with. {OPENS.upper()}. That is all.",
        "another": "Lamps and glass. " * 9,
    }

    [found] = alike_in(f"{OPENS} and more of it", others)

    assert (found.where, found.percent >= 60) == ("their answer", True)
    assert alike_in("I listened to the complaint.", {"short": "I listened to the complaint."}) == []
    assert (
        alike_in("We sent another one by the van that leaves at noon on Fridays from the yard.", others) == []
    )


def test_tokens_do_not_make_texts_alike() -> None:
    assert shingles("[Customer] [Order 1] came [Phone 2]") == shingles("came")


def test_phrases_of_machines_are_signs_and_plain_words_are_none() -> None:
    assert machine_signs("As an AI   language model I cannot") == ["as an ai", "language model"]
    assert machine_signs(OPENS) == []


@pytest.mark.parametrize(
    ("name", "size", "fault"),
    [
        ("letter.pdf", 10, ""),
        ("letter.PDF", 10, ""),
        ("letter.exe", 10, "it ends in 'exe'"),
        ("letter", 10, "its name has no ending"),
        ("letter.pdf", 0, "it is empty"),
        ("letter.pdf", 11 * 1024**2, "it has 11 MB"),
    ],
)
def test_a_file_is_taken_by_its_ending_and_size(name: str, size: int, fault: str) -> None:
    assert file_fault(name, size) == fault

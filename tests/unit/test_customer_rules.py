"""The words of search, contact points, duplicates, journeys, consent and the list's filters."""

from datetime import datetime, timedelta
from typing import Any
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.rules import (
    Ask,
    Channel,
    ConsentNow,
    ConsentState,
    ContactNotReadable,
    FilterNotKnown,
    Party,
    Place,
    Reason,
    Sort,
    Stage,
    Touchpoint,
    ask_from,
    contact_point,
    journey,
    may_follow,
    national_digits,
    permission,
    plain_words,
    postcode,
    query_words,
    reasons_alike,
    search_text,
    written,
)
from rapport.customers.rules.alike import id_pattern
from rapport.customers.rules.asks import place_from


class TestSearch:
    """The same plain words on both sides."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Dana O'Brien-Vale", ["dana", "o", "brien", "vale"]),
            ("Zoë Müller", ["zoe", "muller"]),
            ('" OR name:* NEAR(', ["or", "name", "near"]),
            ("dana@example.org", ["dana", "example", "org"]),
            ("--;'\"*&|!:()", []),
        ],
    )
    def test_words_are_letters_and_digits(self, text: str, words: list[str]) -> None:
        assert plain_words(text) == words

    @given(st.text())
    def test_a_text_is_cut_as_if_letter_by_letter(self, text: str) -> None:
        letters = [one for one in normalize("NFKD", text).casefold() if not combining(one)]
        apart = "".join(letter if letter.isalnum() else " " for letter in letters).split()

        assert plain_words(text) == [word[:60] for word in apart]

    @given(st.text())
    def test_no_operator_is_left_in_a_word(self, text: str) -> None:
        assert all(letter.isalnum() for word in query_words(text) for letter in word)

    @pytest.mark.parametrize("typed", ["020 7946 0958", "(020) 7946-0958", "02079460958"])
    def test_a_phone_number_is_one_word(self, typed: str) -> None:
        assert query_words(typed) == ["02079460958"]

    def test_a_number_from_abroad_loses_its_noughts(self) -> None:
        assert query_words("0044 20 7946 0958") == query_words("+44 (0)20 7946 0958") == ["442079460958"]

    def test_a_word_stands_once_in_the_text(self) -> None:
        assert search_text(["Dana Vale", "dana@example.org"]) == "dana vale example org"


class TestContactPoints:
    """Equal keys are the same point."""

    @pytest.mark.parametrize(
        ("kind", "value", "key"),
        [
            ("email", " Dana@Example.ORG ", "dana@example.org"),
            ("phone", "020 7946 0958", "+442079460958"),
            ("phone", "+49 30 901820", "+4930901820"),
            ("address", "1 High St.,  York", "1 high st york"),
        ],
    )
    def test_a_point_has_a_key(self, kind: str, value: str, key: str) -> None:
        assert contact_point(kind, value).key == key

    @pytest.mark.parametrize(
        ("kind", "value"),
        [("email", "dana"), ("email", "a@b"), ("email", "a b@c.de"), ("phone", "tea"), ("phone", "12"),
         ("address", " , ")],
    )  # fmt: skip
    def test_what_does_not_read_as_its_kind_is_refused(self, kind: str, value: str) -> None:
        with pytest.raises(ContactNotReadable):
            contact_point(kind, value)

    def test_a_number_is_known_as_it_is_dialled_at_home(self) -> None:
        assert national_digits("+442079460958") == "02079460958"

    @pytest.mark.parametrize(
        ("address", "code"), [("1 High St, York yo1 7hx", "YO17HX"), ("Leeds", ""), ("SW1A1AA", "SW1A1AA")]
    )
    def test_a_postcode_is_found_in_an_address(self, address: str, code: str) -> None:
        assert postcode(address) == code


class TestDuplicates:
    """Why two records may be one party."""

    @pytest.mark.parametrize(
        ("one", "other", "reason"),
        [
            (Party("A", emails=frozenset({"a@b.c"})), Party("Z", emails=frozenset({"a@b.c"})), Reason.EMAIL),
            (Party("A", phones=frozenset({"+441"})), Party("Z", phones=frozenset({"+441"})), Reason.PHONE),
            (Party("A", external_id="C-0012"), Party("Z", external_id="c12"), Reason.EXTERNAL_ID),
            (Party("Dana Vale"), Party("Ms Dana Vale"), Reason.NEAR_NAME),
            (Party("Jon Smith"), Party("John Smith"), Reason.NEAR_NAME),
            (Party("Vale Tools Ltd"), Party("Vale Tools Limited"), Reason.NEAR_NAME),
        ],
    )
    def test_a_likeness_has_a_reason(self, one: Party, other: Party, reason: Reason) -> None:
        assert reasons_alike(one, other)[0] is reason

    def test_the_same_name_at_the_same_postcode_is_surer_than_the_name(self) -> None:
        dana = Party("Dana Vale", postcodes=frozenset({"YO17HX"}))

        assert reasons_alike(dana, dana) == (Reason.NAME_AND_POSTCODE, Reason.NEAR_NAME)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (Party("Dana Vale"), Party("Erin Wood")),
            (Party("Jan Smith"), Party("Joe Smithson")),
            (Party("Dana Vale", postcodes=frozenset({"YO17HX"})),
             Party("Dana Vale", postcodes=frozenset({"LS11AA"}))),
            (Party("A", external_id="north"), Party("Z", external_id="North")),
        ],
    )  # fmt: skip
    def test_two_people_of_like_names_are_two_people(self, one: Party, other: Party) -> None:
        assert reasons_alike(one, other) == ()

    @given(st.text(), st.text())
    def test_likeness_is_the_same_from_both_sides(self, one: str, other: str) -> None:
        assert reasons_alike(Party(one), Party(other)) == reasons_alike(Party(other), Party(one))

    @pytest.mark.parametrize(("typed", "pattern"), [("C-0012", "c 12"), ("c12", "c 12"), ("north", "")])
    def test_an_external_id_is_known_however_it_is_typed(self, typed: str, pattern: str) -> None:
        assert id_pattern(typed) == pattern


def touchpoint(at: datetime, stage: Stage) -> Touchpoint:
    return Touchpoint(at, stage, "A word")


class TestJourney:
    """Touchpoints by stage, gaps and silences."""

    def test_a_stage_passed_without_a_touchpoint_is_a_gap(self, monday_nine: datetime) -> None:
        points = [touchpoint(monday_nine, Stage.AWARE), touchpoint(monday_nine, Stage.USE)]

        assert journey(points, at=monday_nine).gaps == (Stage.CONSIDER, Stage.BUY)

    def test_a_stage_not_reached_yet_is_no_gap(self, monday_nine: datetime) -> None:
        assert journey([touchpoint(monday_nine, Stage.AWARE)], at=monday_nine).gaps == ()

    def test_silence_counts_from_more_than_ninety_days(self, monday_nine: datetime) -> None:
        points = [touchpoint(monday_nine, Stage.AWARE)]

        assert journey(points, at=monday_nine + timedelta(days=90)).silences == ()
        (silence,) = journey(points, at=monday_nine + timedelta(days=91)).silences
        assert (silence.days, silence.until) == (91, None)

    def test_no_touchpoint_is_no_silence(self, monday_nine: datetime) -> None:
        seen = journey([], at=monday_nine)

        assert (seen.silences, seen.gaps, seen.touchpoints) == ((), (), ())


class TestConsent:
    """Only what was given and has not run out permits."""

    @pytest.mark.parametrize("state", ConsentState)
    def test_only_given_and_confirmed_permit(self, state: ConsentState, monday_nine: datetime) -> None:
        now = ConsentNow("marketing", Channel.EMAIL, state, monday_nine)
        permits = state in (ConsentState.GIVEN, ConsentState.CONFIRMED)

        assert permission("marketing", "email", now, at=monday_nine).is_given is permits

    def test_consent_runs_out_at_its_end(self, monday_nine: datetime) -> None:
        end = monday_nine + timedelta(days=1)
        now = ConsentNow("marketing", Channel.EMAIL, ConsentState.GIVEN, monday_nine, end)

        assert permission("marketing", "email", now, at=end - timedelta(seconds=1)).is_given
        assert not permission("marketing", "email", now, at=end).is_given

    def test_without_an_answer_nobody_may_write(self, monday_nine: datetime) -> None:
        assert permission("marketing", "email", None, at=monday_nine).reason.startswith("Nobody has asked")

    def test_service_they_asked_for_needs_no_consent(self, monday_nine: datetime) -> None:
        assert permission("service", "email", None, at=monday_nine).is_given

    @pytest.mark.parametrize("state", ["withdrawn", "confirmed", "expired", "invalidated", "terminated"])
    def test_what_nobody_gave_cannot_be_taken_back(self, state: str) -> None:
        assert not may_follow(state, None)


class TestAsks:
    """Named keys and values, nothing else."""

    @pytest.mark.parametrize(
        "words",
        [
            {"colour": "red"}, {"category": "friend"}, {"sort": "-name"}, {"team": "North"}, {"team": "²"},
            {"lapsed": "perhaps"}, {"after": "!!"}, {"after": "W10"}, {"after": "é"}, {"q": "x" * 201},
            {"q": "a\0b"}, {"team": "9" * 30}, {"customer__password": "x"}, {"sort": " value,"},
        ],
    )  # fmt: skip
    def test_an_unknown_key_or_value_is_refused(self, words: dict[str, str]) -> None:
        with pytest.raises(FilterNotKnown, match="It knows: "):
            ask_from(words)

    def test_an_empty_value_asks_for_nothing(self) -> None:
        assert ask_from({"q": "", "category": " ", "team": ""}) == Ask()

    def test_every_key_has_its_place(self) -> None:
        after = written(Place("dana", 7))
        words = {"q": "dana", "category": "none", "lapsed": "yes", "has_needs": "no", "archived": "yes",
                 "sort": "value", "team": "3", "after": after}  # fmt: skip

        assert ask_from(words) == Ask(
            q="dana", category="none", lapsed=True, has_needs=False, archived=True, sort=Sort.VALUE, team="3",
            after=Place("dana", 7),
        )  # fmt: skip

    @given(st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8")), st.integers(0, 2**62))
    def test_a_place_comes_back_as_it_was(self, key: str | None, number: int) -> None:
        assert place_from(written(Place(key, number))) == Place(key, number)

    @given(st.text())
    def test_whatever_stands_behind_after_is_a_place_or_refused(self, word: str) -> None:
        read: Any = None
        try:
            read = place_from(word)
        except FilterNotKnown:
            return
        assert isinstance(read, Place)

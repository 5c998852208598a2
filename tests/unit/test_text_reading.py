"""Sentences, words and syllables are counted as a reader would, and the ease of reading follows."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.text.moments import promises_without_a_date
from rapport.engine.text.personal import personal_data
from rapport.engine.text.phrases import unkind_phrases
from rapport.engine.text.questions import questions
from rapport.engine.text.reading import reading_ease
from rapport.engine.text.splitting import own_words, sentences, syllables, words

# Words of letters of service with the syllables a dictionary gives them.
COUNTED = """
acknowledge3 action2 actually4 adviser3 answer2 apology4 apologise4 appreciate4 arrange2 arrived2 asked1
attached2 available4 because2 business2 called1 cancelled2 careful2 changed1 client2 collected3 company3
complaint2 confirmed2 customer3 damaged2 delayed2 delivered3 delivery4 department3 disappointed4 during2
employee3 engineer3 enquiry3 evening2 experience4 explained2 finally3 frustrated3 gauge1 guarantee3
happened2 however3 immediately5 important3 information4 invoice2 january4 language2 likely2 maintenance3
manager3 obviously4 office2 original4 people2 period3 policy3 possible3 previous3 problem2 promise2 queue1
question2 quite1 reason2 received2 refund2 refunded3 reliable4 replacement3 representative5 resolved2
resolution4 responsible4 schedule2 science2 situation4 solution3 statement2 table2 tomorrow3 unfortunately5
usually4 various3 warehouse2 wednesday2 week1 written2 yesterday3
"""


@pytest.mark.parametrize(("word", "count"), re.findall(r"([a-z]+)(\d)", COUNTED))
def test_syllables_are_those_of_a_dictionary(word: str, count: str) -> None:
    assert syllables(word) == int(count)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("The cat sat on the mat.", 116.145),
        ("This sentence, taken as a reading passage unto itself, is being used to prove a point.", 68.98),
    ],
)
def test_texts_with_a_known_score(text: str, score: float) -> None:
    """The two examples that are quoted most often for Flesch's formula: 116 and 69."""
    assert reading_ease(text, fewest=1).score == pytest.approx(score, abs=0.01)


def test_flesch_1948_the_formula_from_its_counts() -> None:
    found = reading_ease("We sent the gauge on Monday. It will reach you tomorrow.", fewest=1)

    assert (found.sentences, found.words, found.syllables) == (2, 11, 14)
    assert found.score == pytest.approx(206.835 - 1.015 * 5.5 - 84.6 * 14 / 11)


def test_a_short_text_is_not_scored() -> None:
    found = reading_ease("Thank you for your order.")

    assert (found.score, found.band) == (None, "too short to tell")


def test_officialese_is_harder_than_plain_words() -> None:
    plain = "We are sorry that the gauge came late. We sent a new one today. It will be with you on Friday."
    official = (
        "With reference to the aforementioned communication, we acknowledge that circumstances necessitated "
        "an unanticipated prolongation of the fulfilment process, in consequence of which remedial "
        "measures are presently under consideration."
    )

    assert reading_ease(plain, fewest=1).band == "very easy"
    assert reading_ease(official, fewest=1).band == "very hard"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. Moss rang at 9.30 a.m. today. He was kind.", 2),
        ("It costs £3.50! Really? Yes.", 3),
        ("Dear Dana,\n\nwe sent it\ntoday. Thank you", 3),
        ("You can:\n- ring us\n- write to us", 3),
        ("…", 0),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_sentences_know_their_place() -> None:
    text = "First. Then this!"

    assert [text[start : start + len(said)] for start, said in sentences(text)] == ["First.", "Then this!"]


def test_what_is_quoted_is_not_ones_own() -> None:
    mail = "No, thanks.\n> Do you want it?\nOn 2 March 2026 Alice wrote:\nWhen does it come?"

    assert own_words(mail) == "No, thanks."


@pytest.mark.parametrize(
    "piece", ["!", "a", "\n", "\n ", "- ", ". ", "A B ", "1", "a@", "we will be ", "when ", "we'"]
)
def test_a_long_hostile_text_is_read_in_no_time(piece: str) -> None:
    text = piece * (50_000 // len(piece)) + "x"
    started = process_time()
    for look in (reading_ease, unkind_phrases, questions, promises_without_a_date, personal_data):
        look(text)

    assert process_time() - started < 2.5  # seconds; what backtracks takes minutes


@given(st.text())
def test_every_text_can_be_read(text: str) -> None:
    found = reading_ease(text, fewest=1)

    assert found.syllables >= found.words >= found.sentences


@given(st.lists(st.sampled_from(["We", "sent", "it", "today"]), min_size=1, max_size=30))
def test_a_text_said_twice_is_as_easy_as_once(said: list[str]) -> None:
    sentence = " ".join(said) + ". "
    once, twice = (reading_ease(sentence * times, fewest=1) for times in (1, 2))

    assert once.score == pytest.approx(twice.score)
    assert len(words(sentence)) == len(said)

"""Blame, dismissal, shouting, open questions, promises without a date and personal data are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.text.moments import moments, promises_without_a_date
from rapport.engine.text.personal import emails, order_numbers, personal_data, phone_key, phones, postcodes
from rapport.engine.text.phrases import BLAME, DISMISSAL, SHOUTING, unkind_phrases
from rapport.engine.text.questions import is_touched, questions, unanswered


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("You failed to\nsend the form.", BLAME, "You failed to"),
        ("That is because you didn’t ask.", BLAME, "because you didn’t"),
        ("Please calm down.", DISMISSAL, "calm down"),
        ("Nobody else has had this problem.", DISMISSAL, "Nobody else has had this problem"),
        ("READ THE MANUAL", SHOUTING, "READ THE MANUAL"),
        ("It was sent!!!", SHOUTING, "!!!"),
    ],
)
def test_an_unkind_phrase_is_found_with_a_kinder_one(text: str, kind: str, words: str) -> None:
    (found,) = unkind_phrases(text)

    assert (found.kind, found.text) == (kind, words)
    assert text[found.start : found.end] == words
    assert found.kinder


@pytest.mark.parametrize(
    "text",
    [
        "We have not received the form yet. You can send it to us by post.",
        "Thank you for telling us!",
        "Your BME280 is on its way; the VAT is in the price.",
        "A calm downtown shop.",
    ],
)
def test_a_kind_text_has_nothing_to_mend(text: str) -> None:
    assert unkind_phrases(text) == []


def test_a_phrase_inside_a_longer_one_is_told_once() -> None:
    assert [one.text for one in unkind_phrases("you have misunderstood us")] == ["you have misunderstood"]


@pytest.mark.parametrize(
    "text",
    [
        *("by 3 March", "on 3rd of March 2026", "March 3, 2026", "2026-03-03", "03/03/2026", "at 14:30"),
        *("at 2 pm", "by Friday", "next Tuesday", "tomorrow", "within two working days", "in 3 to 5 days"),
        *("by the end of the week", "this afternoon", "at noon", "two weeks from today"),
    ],
)
def test_a_moment_is_known(text: str) -> None:
    assert moments(text)


@pytest.mark.parametrize("text", ["soon", "as soon as possible", "shortly", "in due course", "10 gauges", ""])
def test_soon_is_no_moment(text: str) -> None:
    assert moments(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "We will send a new one.",
            "I'll ring you soon.",
            "We’re sorry. We’ll refund it as soon as possible.",
        ),
        *("You will receive a refund shortly.", "The gauge will be replaced.", "Our engineer will come."),
        "I promise you have the money soon.",
    ],
)
def test_a_promise_without_a_date_is_found(text: str) -> None:
    assert len(promises_without_a_date(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("We will send a new one on Monday.", "I'll ring you tomorrow at 10:00.", "We sent it."),
        *("We will not charge you.", "We will be happy to help.", "It will be posted within 2 days."),
        "> We will send a new one.",
    ],
)
def test_a_dated_promise_or_none_is_left_alone(text: str) -> None:
    assert promises_without_a_date(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("When will it come?", "when will it come", "Could you tell me the price", "Is it repaired yet?"),
        *("I would like to know whether it is safe.", "And what about my refund?"),
    ],
)
def test_a_question_is_known_with_and_without_its_mark(text: str) -> None:
    assert len(questions(text)) == 1


@pytest.mark.parametrize(
    "text", ["How are you?", "It came when I was out.", "> When will it come?", "Thanks."]
)
def test_courtesies_and_quotes_ask_nothing(text: str) -> None:
    assert questions(text) == []


@pytest.mark.parametrize(
    ("question", "reply", "touched"),
    [
        ("When will the gauge arrive?", "It leaves us on Friday.", "yes"),
        ("When will the gauge arrive?", "Thank you for the gauge question.", "no"),
        ("How much is the repair?", "The repair costs £40.", "yes"),
        ("Do I get my money back?", "We have refunded the order.", "yes"),
        ("Is the display covered by the warranty?", "We are sorry for the delay.", "no"),
        ("Is the display covered by the warranty?", "Yes, the warranty covers the display.", "yes"),
    ],
)
def test_a_reply_touches_a_question_by_its_words(question: str, reply: str, touched: str) -> None:
    assert ("yes" if is_touched(question, reply) else "no") == touched


def test_of_two_questions_the_forgotten_one_is_named() -> None:
    asked = "When will the gauge arrive? Is the display covered by the warranty?"

    assert [one.text for one in unanswered(asked, "The gauge leaves on Friday.")] == [
        "Is the display covered by the warranty?"
    ]


def test_personal_data_is_found_by_its_shape() -> None:
    text = "Ring 020 7946 0958 or write to <Dana.W+x@example.co.uk>. Order N-1001, York YO1 7HX."

    assert [(one.kind, one.text) for one in personal_data(text)] == [
        ("phone", "020 7946 0958"),
        ("email", "Dana.W+x@example.co.uk"),
        ("order", "N-1001"),
        ("postcode", "YO1 7HX"),
    ]
    assert phone_key(phones(text)[0].text) == "+442079460958"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("your order 77", ["77"]),
        ("Order no. 2024/118 of 2024-03-02", ["2024/118"]),
        ("since 2019 we sold 400", []),
        ("10012 and A-17-2200", ["10012", "A-17-2200"]),
        ("invoice INV0098.", ["INV0098"]),
    ],
)
def test_numbers_of_orders_are_told_from_years(text: str, numbers: list[str]) -> None:
    assert [one.text for one in order_numbers(text)] == numbers


@given(st.text(max_size=400))
def test_findings_lie_where_they_say(text: str) -> None:
    found = [*unkind_phrases(text), *moments(text), *emails(text), *postcodes(text), *order_numbers(text)]

    assert all(text[one.start : one.end] == one.text for one in found)

"""The five checks of a goal: what stays open in goals as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.practice.rules.smart import Check, Wording, open_checks

TODAY = date(2026, 3, 2)
SOON = date(2026, 3, 30)
S, D, O, L, M = Check.SEEN, Check.DATED, Check.OWN, Check.LINKED, Check.SMALL  # noqa: E741

# What is written, what stays open when a date within twelve weeks and a topic are given.
TEXTS: list[tuple[str, set[Check]]] = [
    ("Read back the address in 9 of 10 phone orders.", set()),
    ("Ask one open question at the start of each call.", set()),
    ("Finish the topic on complaints and pass its six questions.", set()),
    ("Shadow Bob for two mornings at the counter.", set()),
    ("Write three replies in which no sentence is longer than 20 words.", set()),
    ("Role-play the angry caller twice without saying “calm down”.", set()),
    ("Sum up what the customer said before I offer anything, in five calls a week.", set()),
    ("Answer half of my mails within four hours.", set()),
    ("Note the reason whenever I pass a case on, for ten cases.", set()),
    ("Send the delay notice before noon on the day I hear of it.", set()),
    ("Explain the 30 days of the right to reject to a colleague in my own words.", set()),
    ("Log every third call as a contact on the time-line.", set()),
    ("Collect feedback from five customers at the counter.", set()),
    ("Name two Acts with a clause in my next answer.", set()),
    ("Practise greeting by name.", set()),
    ("Ask two colleagues how my tone came across.", set()),
    ("Use the trust model in one answer about a relationship.", set()),
    ("Keep a list of the words customers do not know.", set()),
    ("Get better at listening.", {S}),
    ("Be more confident on the phone.", {S}),
    ("Improve my written communication.", {S}),
    ("Understand the Consumer Rights Act.", {S}),
    ("Know more about our products.", {S}),
    ("Work on my empathy.", {S}),
    ("Be a good listener.", {S}),
    ("More patience with angry customers.", {S}),
    ("Better writing by 30 March 2026.", {S}),
    ("Try to answer mails faster.", {S}),
    ("Focus on active listening in the next 4 weeks.", {S}),
    ("My manager must give me two harder cases.", {O}),
    ("Get promoted to team leader within one year.", {S, O}),
    ("Get customers to leave five reviews.", {O}),
    ("Our team should answer 90 of 100 mails the same day.", {O}),
    ("Raise my CSAT from 4.1 to 4.5.", {O}),
    ("Bring the NPS of our shop to 40.", {O}),
    ("Have fewer complaints.", {S, O}),
    ("Win an award and be named employee of the month once.", {O}),
    ("Customers will be happier.", {S, O}),
    ("Always call back within two hours.", {M}),
    ("Never promise a day without asking stores first.", {M}),
    ("Read back the address to every customer.", {M}),
    ("Pass all topics with 100%.", {M}),
    ("Write shorter mails, ask open questions, sum up each call and thank the customer.", {M}),
    ("Answer all complaints perfectly.", {M}),
    ("Learn about everything in the whole course.", {S, M}),
    ("Improve retention and always be friendly.", {S, O, M}),
]


def still_open(goal: Wording) -> set[Check]:
    return {prompt.check for prompt in open_checks(goal, TODAY)}


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_what_stays_open_in_a_goal_with_a_date_and_a_topic(text: str, expected: set[Check]) -> None:
    assert still_open(Wording(text, due_on=SOON, link="complaints")) == expected


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Wording("Read back the address in 9 of 10 orders."), {D, L}),
        (Wording("Read back the address in 9 of 10 orders.", due_on=SOON), {L}),
        (Wording("Read back the address in 9 of 10 orders.", due_on=TODAY, link="P17"), set()),
        (Wording("Read back 9 of 10 addresses.", due_on=TODAY - timedelta(days=1), link="P17"), {D}),
        (Wording("Read back 9 of 10 addresses.", due_on=TODAY + timedelta(weeks=30), link="P17"), {M}),
        (Wording("Be calmer.", seen_by="I write down two calls a week.", due_on=SOON, link="P17"), set()),
        (Wording("Be calmer.", seen_by="I feel better.", due_on=SOON, link="P17"), {S}),
        (Wording("Raise my CSAT to 4.5.", own_part="I ask one open question.", due_on=SOON, link="x"), set()),
        (Wording("Raise my CSAT to 4.5.", own_part="Customers will see.", due_on=SOON, link="x"), {O}),
        (Wording("Raise my CSAT to 4.5.", own_part="My team should help.", due_on=SOON, link="x"), {O}),
    ],
)
def test_a_date_a_link_and_an_own_part_close_what_the_words_left_open(
    goal: Wording, expected: set[Check]
) -> None:
    assert still_open(goal) == expected


@pytest.mark.parametrize(
    ("goal", "check", "words"),
    [
        (Wording("Get better at listening."), S, "“better” is hard to see."),
        (Wording("Call 5 people by Friday."), D, "You say “by Friday”. Pick that day as the date"),
        (Wording("Call 5 people by the end of June."), D, "You say “by the end of June”."),
        (Wording("Call 5 people."), D, "It has no date. By which day"),
        (Wording("Call 5 people.", due_on=date(2026, 2, 1)), D, "1 February 2026 has passed."),
        (Wording("Bring the NPS to 40."), O, "“NPS” also hangs on others."),
        (Wording("My manager must help 2 times."), O, "“My manager must help” is up to somebody else."),
        (Wording("Call 5 people."), L, "Which topic or marking point"),
        (Wording("Always call back."), M, "“Always” leaves no room for one bad day."),
        (Wording("Call 5 people.", due_on=date(2026, 12, 7)), M, "It runs for 40 weeks."),
        (Wording("Ask, write, sum up."), M, "It holds several goals: ask, write, sum up."),
        (Wording("one " * 41), M, "It takes 41 words."),
    ],
)
def test_a_prompt_says_in_a_sentence_what_is_open(goal: Wording, check: Check, words: str) -> None:
    [says] = [prompt.says for prompt in open_checks(goal, TODAY) if prompt.check == check]

    assert words in says
    assert says.endswith((".", "?"))


def test_there_are_at_least_forty_goals() -> None:
    assert len(TEXTS) >= 40


@given(st.text(max_size=200), st.text(max_size=60), st.none() | st.dates(max_value=date(9000, 1, 1)))
def test_each_check_is_asked_at_most_once_whatever_is_written(
    text: str, part: str, due_on: date | None
) -> None:
    checks = [prompt.check for prompt in open_checks(Wording(text, part, part, due_on), TODAY)]

    assert checks == [check for check in Check if check in set(checks)]
    assert Check.LINKED in checks

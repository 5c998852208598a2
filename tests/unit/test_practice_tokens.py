"""Parts of a case without the people in them: whatever the writing, what is planted never survives."""

import unicodedata
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.practice.rules.folding import squeezed
from rapport.practice.rules.tokens import Fact, TokenKind, replace_known, survivors
from rapport.practice.rules.writings import keys_of

CUSTOMER = Fact(TokenKind.CUSTOMER, ("Marguerite O'Connell-Ferrand",))
COLLEAGUE = Fact(TokenKind.COLLEAGUE, ("Björn Zabriskie",))
EMAIL = Fact(TokenKind.EMAIL, ("marguerite.ferrand@brackenfell.example",))
PHONE = Fact(TokenKind.PHONE, ("+44 7700 900461",))
ADDRESS = Fact(TokenKind.ADDRESS, ("17 Thistledown Road, Ormskirk, L39 4QX",))
ORDER = Fact(TokenKind.ORDER, ("R-48213",))
FACTS = (CUSTOMER, COLLEAGUE, EMAIL, PHONE, ADDRESS, ORDER)
PLANTED = {  # what is written, and the letters of it that must not be left
    "Marguerite O'Connell-Ferrand": ("marguerite", "connell", "ferrand"),
    "Marguerite Ferrand": ("marguerite", "ferrand"),
    "Björn Zabriskie": ("bjorn", "zabriskie"),
    "Bjoern": ("bjoern",),
    "marguerite.ferrand@brackenfell.example": ("marguerite", "ferrand", "brackenfell"),
    "07700 900461": ("900461",),
    "0044 7700 900 461": ("900461",),
    "17 Thistledown Road": ("thistledown",),
    "Thistledown Rd": ("thistledown",),
    "L39 4QX": ("l394qx", "4qx"),
    "Ormskirk": ("ormskirk",),
    "R-48213": ("48213",),
}
LOOKS = str.maketrans({"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "A": "А", "O": "О", "M": "М"})
WRITINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda said: said,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "with wide spaces": lambda said: said.replace(" ", "   "),
    "with hyphens": lambda said: said.replace(" ", "-"),
    "spaced out": " ".join,
    "with dots": lambda said: said.replace(" ", "."),
    "split after a hyphen": lambda said: said[: len(said) // 2] + "-\n" + said[len(said) // 2 :],
    "split over quoted lines": lambda said: said.replace(" ", "\r\n> > "),
    "with no-break spaces": lambda said: said.replace(" ", "\u00a0"),
    "with unseen letters": "\u200b".join,
    "with soft hyphens": "\u00ad".join,
    "in look-alikes": lambda said: said.translate(LOOKS),
    "with accents": lambda said: unicodedata.normalize("NFD", said.replace("e", "é").replace("a", "à")),
    "wide": lambda said: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in said),
    "possessive": lambda said: said + "'s",
    "curly possessive": lambda said: said + "\u2019s",
    "in brackets": lambda said: f"<{said}>",
    "in a quoted header": lambda said: f"\n> From: {said}\n> Subject: none\n",
}
AROUND = st.sampled_from(["We wrote to ", "(", "\n> ", "\n", "about: ", "it is ", "\t", "so ", "\u201c", ""])
BEHIND = st.sampled_from([" and nothing came.", ")", "\n", ", once more", ".", "!", " 2 lamps", "\u201d", ""])


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(PLANTED)), st.sampled_from(sorted(WRITINGS)), AROUND, BEHIND)
def test_what_is_known_never_survives_in_any_writing(
    planted: str, writing: str, before: str, after: str
) -> None:
    text = before + WRITINGS[writing](planted) + after

    told = replace_known([text], FACTS).parts[0]

    left = squeezed(told).text
    assert not [secret for secret in PLANTED[planted] if secret in left], told


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(sorted(PLANTED)), min_size=1, max_size=4), st.data())
def test_replacing_twice_changes_nothing(planted: list[str], data: st.DataObject) -> None:
    parts = [data.draw(AROUND) + one + data.draw(BEHIND) for one in planted]

    once = replace_known(parts, FACTS).parts

    assert survivors(once, FACTS) == 0
    assert replace_known(once, FACTS).parts == once


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Dear Ottilie,\nthank you.", "Ottilie"),
        ("It broke.\n\nKind regards,\nOttilie", "Ottilie"),
        ("I spoke to Ottilie about it. Ottilie was kind.", "Ottilie"),
        ("Mr Fothergill rang; fothergill was cross.", "othergill"),
        ("Write to ottilie@glenmoor.example or ask ottilie.", "ttilie"),
        ("Write to ottilie (at) glenmoor (dot) example", "glenmoor"),
        ("Ring 0161 496 0123 at noon.", "0123"),
        ("Ring 0161-496\n> 0123 at noon.", "0123"),
        ("Ring oh one six one four nine six.", "six one"),
        ("Bring it to 4 Larkspur Avenue.", "Larkspur"),
        ("We moved to M14 5TP.", "5TP"),
        ("Pay into GB29 NWBK 6016 1331 9268 19.", "NWBK"),
        ("The card 4111 1111 1111 1111 was used.", "1111"),
        ("Sort code 20-00-00 it was.", "20-00"),
        ("It stands on https://shop.example/u/ottilie?x=1 now.", "ottilie"),
        ("Invoice INV/2026/77 came.", "INV/2026"),
        ("> On Monday 3 Nov 2026 at 10:00 Ottilie Fother wrote:\n> no", "Ottilie"),
        ("To: Ottilie Fother <o@glenmoor.example>\nno", "Fother"),
        ("I was born on 3 May 1971, so what.", "1971"),
        ("Follow @ottilief there.", "ottilief"),
    ],
)
def test_what_nobody_listed_is_found_by_its_shape(text: str, secret: str) -> None:
    assert secret not in "\n".join(replace_known([text], ()).parts)


def test_one_thing_has_one_token_in_all_parts() -> None:
    parts = [
        "Marguerite rang 07700 900461 about R-48213.",
        "Ferrand again: order 48213, +447700900461, from Björn.",
    ]

    told = replace_known(parts, FACTS)

    assert told.parts == (
        "[Customer] rang [Phone 1] about [Order 1].",
        "[Customer] again: order [Order 1], [Phone 1], from [Colleague 1].",
    )
    assert told.tokens == {"[Customer]": 2, "[Phone 1]": 2, "[Order 1]": 2, "[Colleague 1]": 1}


def test_ordinary_words_prices_and_days_stay() -> None:
    text = "The lamp cost £1,250.00 on 2026-11-20; it took 3 days to place the order. We are sorry."

    assert replace_known([text], FACTS).parts == (text,)


def test_letters_of_two_words_that_happen_to_meet_are_no_name() -> None:
    told = replace_known(["A special deanery leads."], [Fact(TokenKind.CUSTOMER, ("Cial Deane",))])

    assert told.parts == ("A special deanery leads.",)


def test_further_words_are_taken_out_and_capitals_are_pointed_out() -> None:
    text = "It rained when the van left Skelmersdale."

    assert replace_known([text], FACTS).doubtful == ("Skelmersdale",)
    assert replace_known([text], FACTS, ["skelmersdale"]).parts == ("It rained when the van left [Words 1].",)


@pytest.mark.parametrize("piece", ["a", "a.", "x-", "a at ", "-", "A'", " ", "a [", "_"])
def test_a_long_text_of_one_piece_is_read_in_one_go(piece: str) -> None:
    text = (piece * 20_000)[:20_000]

    assert replace_known([text], ()).parts == (text,)


def test_twice_as_many_names_are_twice_the_work_and_not_four_times(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def counted(kind: TokenKind, values: Iterable[str]) -> tuple[str, ...]:
        looked_up.append(kind)
        return keys_of(kind, values)

    monkeypatch.setattr("rapport.practice.rules.tokens.keys_of", counted)
    steps = []
    for count in (100, 200):
        looked_up.clear()
        replace_known(["".join(f"@{chr(97 + one % 26)}q{one}x " for one in range(count))], ())
        steps.append(len(looked_up))

    assert steps[1] < 2.5 * steps[0]


@pytest.mark.parametrize(
    "said",
    [
        "ann.lee [at] post (dot) example",
        "ann-lee at post dot co dot uk",
        "see -shop.example.com",
        "a..b.co.uk/x",
    ],
)
def test_an_address_spelt_out_and_a_link_are_found_wherever_they_begin(said: str) -> None:
    done = replace_known([f"so {said} and"], ()).parts[0]

    assert "post" not in done
    assert "example" not in done
    assert ".co" not in done

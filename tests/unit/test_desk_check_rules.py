"""What a draft could do better is told in order of weight; every datum in it is found by its key."""

from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.rules import ContactKind
from rapport.customers.rules.contacts import contact_point
from rapport.desk.rules.checks import Check, Datum, data_in, suggestions

ASKED = "When will the gauge arrive? Is the display covered by the warranty?"


def test_suggestions_come_in_order_of_weight() -> None:
    draft = (
        "With reference to the aforementioned communication, we acknowledge that circumstances necessitated "
        "an unanticipated prolongation of fulfilment; remedial measures will be initiated. You failed to ask."
    )

    assert [one.check for one in suggestions(draft, ASKED)] == [
        *(Check.UNANSWERED, Check.UNANSWERED, Check.UNDATED, Check.BLAME, Check.HARD)
    ]


def test_a_plain_and_full_answer_needs_nothing() -> None:
    assert suggestions("It leaves us on Friday. Yes, the warranty covers the display.", ASKED) == []


def test_the_key_of_a_datum_is_that_of_the_register() -> None:
    address = "Flat 2, St. John’s Court\n4 Café Row, York YO1 7HX"
    found = data_in(f"Write to Dana.W@Example.org or ring (020) 7946-0958.\n{address}\nOrder A/77")

    assert (Datum.EMAIL, "dana.w@example.org") in found
    assert (Datum.PHONE, "+442079460958") in found
    assert (Datum.ADDRESS, contact_point(ContactKind.ADDRESS, address).key) in found
    assert (Datum.ORDER, "A/77") in found


@given(
    st.lists(st.sampled_from(["High", "Street", "Rue", "de", "l'Église", "Fl."]), min_size=2, max_size=6),
    st.integers(1, 999),
    st.sampled_from(["We sent it to {} by mistake.", "To:\n{}\nThanks", "> {}", "({})"]),
)
def test_an_address_with_its_number_first_is_found_in_every_frame(
    words: list[str], number: int, frame: str
) -> None:
    address = f"{number} {' '.join(words)}"
    key = contact_point(ContactKind.ADDRESS, address).key

    assert (Datum.ADDRESS, key) in data_in(frame.format(address))

"""What of a customer stands in a text of practice, and how it reads without."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.practice.rules.privacy import (
    CustomerNamed,
    CustomerPerhaps,
    Known,
    of_customers,
    possible_names,
    refuse_customers,
    without,
)

DANA = Known(names=["Dana Whitlock"], points=["dana@example.org", "020 7946 0018"])


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Dana Whitlock was upset.", "[the customer] was upset."),
        ("dana  whitlock was upset.", "[the customer] was upset."),
        ("I rang Dana back.", "I rang [the customer] back."),
        ("Whitlock’s parcel was late.", "[the customer] parcel was late."),
        ("Write to dana@example.org.", "Write to [e-mail address]."),
        ("Ring 020 7946 0018 at nine.", "Ring [phone number] at nine."),
        ("She lives in N1 9GU.", "She lives in [postcode]."),
        ("Order number 4821 came late.", "Order number [number] came late."),
        ("Two of three calls went well in 2026.", "Two of three calls went well in 2026."),
        ("She was abandanad.", "She was abandanad."),
    ],
)
def test_a_text_reads_without_the_customer(text: str, reads: str) -> None:
    assert without(text, of_customers(text, DANA)) == reads


@pytest.mark.parametrize("text", ["Dana Whitlock rang.", "Mail dana@example.org", "Ring +44 20 7946 0018"])
def test_what_the_register_knows_is_refused_whatever_is_ticked(text: str) -> None:
    found = of_customers(text, Known(DANA.names, points=[*DANA.points, "+44 20 7946 0018"]))

    with pytest.raises(CustomerNamed, match="Practice keeps no customer's data"):
        refuse_customers(found, said_none=True)


@pytest.mark.parametrize("text", ["Dana rang.", "Mail other@example.org", "Order number 4821"])
def test_what_only_looks_so_is_refused_until_somebody_says_it_is_no_customers(text: str) -> None:
    found = of_customers(text, DANA)

    with pytest.raises(CustomerPerhaps, match="tick that it belongs to no customer"):
        refuse_customers(found, said_none=False)
    refuse_customers(found, said_none=True)


def test_of_other_customers_only_the_whole_name_is_found() -> None:
    known = Known(others=["Rose Green"])

    assert [one.words for one in of_customers("Rose told Rose Green a rose is green.", known)] == [
        "Rose Green"
    ]


def test_names_are_looked_for_in_runs_of_words_with_capitals() -> None:
    found = possible_names("Yesterday Dana Whitlock and Northwind Metrology Ltd. rang, Ürsula Öz too.")

    assert {"Dana Whitlock", "Northwind Metrology Ltd", "Northwind Metrology", "Ürsula Öz"} <= found
    assert "Dana" not in found


@given(st.text(max_size=300))
def test_a_text_without_its_findings_is_found_clean_of_names(text: str) -> None:
    found = of_customers(text, DANA)

    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(text[one.start : one.end] == one.words for one in found)
    assert not [one for one in of_customers(without(text, found), DANA) if one.is_known]

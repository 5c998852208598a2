"""Four at once: one claim of a point, one wish, one reason why less is enough; the others are told so."""

from functools import partial

import pytest

from rapport.practice.actions.portfolio import claim_point, override_point
from rapport.practice.actions.wishes import make_wish
from rapport.practice.models import Claim, Evidence, PointOverride, Wish
from rapport.practice.queries.portfolio import marking_points
from tests.at_once import TOGETHER, at_once
from tests.cast import MONDAY_NINE, make_person
from tests.portfolio_cast import keep

pytestmark = pytest.mark.django_db(transaction=True)


def _claim(evidence: Evidence, point: str, _: int) -> Claim:
    return claim_point(evidence, point, "So.", by=evidence.learner, at=MONDAY_NINE)


def test_a_claim_sent_by_four_at_once_is_one() -> None:
    lena = make_person("Lena")
    evidence, points = keep(lena), [*marking_points()][:6]  # more than one, for the moment is short

    told = [at_once(partial(_claim, evidence, point)) for point in points]

    assert told == [["", *["claimed_already"] * (TOGETHER - 1)]] * len(points)
    assert Claim.objects.count() == len(points)


def test_a_wish_made_by_four_at_once_is_one() -> None:
    lena = make_person("Lena")

    codes = at_once(lambda _: make_wish("law", by=lena, at=MONDAY_NINE))

    assert codes == ["", *["wished_already"] * (TOGETHER - 1)]
    assert Wish.objects.count() == 1


def test_a_rule_overridden_by_four_at_once_keeps_one_reason() -> None:
    lena, imran = make_person("Lena"), make_person("Imran")

    codes = at_once(lambda place: override_point(lena, "P26", f"Rare {place}.", by=imran, at=MONDAY_NINE))

    assert codes == ["", *["overridden_already"] * (TOGETHER - 1)]
    assert PointOverride.objects.count() == 1

"""What was decided, found and overridden stays as it was written."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.timezone import now

from rapport.practice.actions import assurance
from rapport.practice.actions.portfolio import (
    check_evidence,
    claim_point,
    override_point,
    withdraw_claim,
)
from rapport.practice.models import (
    Claim,
    ClaimDecision,
    Enrolment,
    EvidenceCheck,
    PointOverride,
    Sample,
    SecondLook,
)
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, client_of
from tests.portfolio_cast import BACK, claimed, decided

pytestmark = pytest.mark.django_db


def test_the_database_keeps_no_signature_without_all_five_checks(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    decision = decided(claimed(lena), imran)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimDecision.objects.filter(pk=decision.pk).update(current=False)


def test_a_decision_keeps_what_it_was_about(enrolment: Enrolment, lena: User, imran: User) -> None:
    claim = claimed(lena)
    decided(claim, imran, BACK)
    again = claim_point(claim.evidence, "P18", "It ended well.", by=lena, at=MONDAY_NINE)
    decided(again, imran)

    told = ClaimDecision.objects.order_by("pk").values_list("narrative", flat=True)
    page = client_of(imran).get(claim.get_absolute_url()).content.decode()

    assert [*told] == ["It shows it.", "It ended well."]
    assert "It shows it." in page


@pytest.mark.parametrize("model", [ClaimDecision, EvidenceCheck, SecondLook])
def test_the_database_changes_nothing_that_was_found(
    enrolment: Enrolment, lena: User, imran: User, quentin: User, model: type[Model]
) -> None:
    claim = claimed(lena)
    check_evidence(claim.evidence, is_clean=True, by=imran, at=MONDAY_NINE)
    decided(claim, imran)
    assurance.draw_sample(percent=1, by=quentin, at=MONDAY_NINE)
    assurance.look_again(Sample.objects.get(), agrees=True, actions="", by=quentin, at=MONDAY_NINE)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        model._default_manager.update(at=now())
    assert model._default_manager.filter(at=MONDAY_NINE).exists()


def test_the_reason_why_less_is_enough_stays_with_who_wrote_it(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    override_point(lena, "P26", "It is rare in this shop.", by=imran, at=MONDAY_NINE)
    before = PointOverride.objects.values().get()
    address = f"/practice/portfolio/overrides/{lena.pk}/P26"

    again = client_of(imran).post(address, {"reason": "Because I say so."})

    assert again.status_code == 422
    assert f"Imran wrote on {MONDAY_NINE:%d %B %Y}" in again.content.decode()
    assert PointOverride.objects.values().get() == before


def test_a_disagreement_with_an_old_decision_opens_nothing_again(
    enrolment: Enrolment, lena: User, imran: User, quentin: User
) -> None:
    signed, taken_back = claimed(lena), claimed(lena, "P21", text="On another day.")
    for claim in (signed, taken_back):
        decided(claim, imran, BACK)
    assurance.draw_sample(percent=1, by=quentin, at=MONDAY_NINE)
    again = [
        claim_point(claim.evidence, claim.point, "Better.", by=lena, at=MONDAY_NINE)
        for claim in (signed, taken_back)
    ]
    decided(again[0], imran)
    withdraw_claim(again[1], by=lena, at=MONDAY_NINE)

    for sample in Sample.objects.all():
        assurance.look_again(sample, agrees=False, actions="Ask more.", by=quentin, at=MONDAY_NINE)

    assert [claim.state for claim in Claim.objects.order_by("pk")] == ["signed off", "withdrawn"]

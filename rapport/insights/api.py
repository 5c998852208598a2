"""The JSON door of insights: what a customer is worth."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import now
from ninja import Router, Schema

from rapport.customers.models import Customer
from rapport.customers.queries import customer_visible_to, worth_shown
from rapport.insights.models import Worth
from rapport.staff.actions import record_view
from rapport.staff.rules import NotAllowed, Sight
from rapport.staff.tokens.door import ApiRequest, Bearer, NumberInPath, answers
from rapport.staff.tokens.rules import Scope

router = Router(tags=["worth"])


class WorthOut(Schema):
    """What a customer is expected to spend, with the interval, and the sentence that explains it.

    Where it is not measured in money, `sentence` says why. The interval is empty where none is honest.
    """

    customer: int
    is_measured: bool
    sentence: str
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    currency: str
    p_alive: float | None
    rung: str
    segment: str
    is_lapsed: bool
    as_of: date | None
    model: str
    purchases: int
    first_bought_on: date | None
    last_bought_on: date | None
    horizon_days: int | None
    expected_purchases: float | None


@router.get("/customers/{number}/worth", auth=Bearer(Scope.WORTH_READ), response=answers(WorthOut))
def get_worth(request: ApiRequest, number: NumberInPath) -> WorthOut:
    """Return what a customer is worth by the newest valuation."""
    customer = customer_visible_to(request.user, number)
    if not request.user.may(Sight.WORTH):
        raise NotAllowed(role=request.user.role, deed="see what customers are worth")
    record_view(request.user, customer, at=now())
    return _worth(customer, customer.worths.select_related("valuation").order_by("-valuation").first())


def _worth(customer: Customer, newest: Worth | None) -> WorthOut:
    shown = worth_shown(customer)
    same = {name: getattr(customer, name) for name in WorthOut.model_fields if hasattr(customer, name)}
    return WorthOut(
        **same
        | {
            "customer": customer.pk,
            "is_measured": shown.is_measured,
            "sentence": shown.sentence,
            "currency": customer.value_currency,
            "as_of": customer.worth_as_of,
            "model": customer.worth_model,
            "horizon_days": newest.valuation.horizon_days if newest else None,
            "expected_purchases": newest.expected_purchases if newest else None,
        }
    )

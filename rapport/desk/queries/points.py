"""The points of a case as the database works them out: the same as `rules.order`, for all cases at once."""

from django.db import connection
from django.db.models import Case as Choose
from django.db.models import IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce, JSONObject

from rapport.customers.models import Customer
from rapport.customers.rules import RUNGS
from rapport.desk.rules.weights import EFFORTS, NEEDS, SEVERITIES, Weights, rung_points

WHOLE = IntegerField()
MINUTES = {  # since 1970, rounded down
    "sqlite": "CAST(unixepoch(lying_since) AS INTEGER) / 60",
    "postgresql": "FLOOR(EXTRACT(EPOCH FROM lying_since) / 60)::bigint",
}


def standing_parts(weights: Weights) -> dict[str, Combinable]:
    """Return what gives each part of the standing points, as an expression over cases."""
    points = vars(weights)
    return {
        "severity": _by("severity", {word: points[name] for word, name in SEVERITIES.items()}),
        "need": _by("stated_need", {word: points[name] for word, name in NEEDS.items()}),
        "effort": _by("effort", {word: points[name] for word, name in EFFORTS.items()}),
        "rung": _of_customer(_by("rung", {rung: rung_points(rung, weights) for rung in RUNGS})),
        "worth": _of_customer(_worth(weights)),
    }


def _by(field: str, points: dict[str, int]) -> Choose:
    whens = [When(Q(**{field: str(word)}), then=Value(given)) for word, given in points.items()]
    return Choose(*whens, default=Value(0), output_field=WHOLE)


def _worth(weights: Weights) -> Choose:
    """Return the points for worth: the most whose step is reached."""
    steps = range(weights.worth_most, 0, -1)
    whens = [When(value__gte=step * weights.worth_per_point, then=Value(step)) for step in steps]
    return Choose(*whens, default=Value(0), output_field=WHOLE)


def _of_customer(points: Choose) -> Coalesce:
    customer = Customer.objects.filter(pk=OuterRef("customer")).annotate(points=points)
    return Coalesce(Subquery(customer.values("points")), Value(0), output_field=WHOLE)


def as_standing(parts: dict[str, Combinable]) -> JSONObject:
    """Return the parts as they are kept on a case."""
    return JSONObject(**parts)


def as_key(parts: dict[str, Combinable], weights: Weights) -> Combinable:
    """Return the key the queue sorts by, as `rules.order.order_key` counts it."""
    total: Combinable = Value(0)
    for part in parts.values():
        total = total + part
    lying = RawSQL(MINUTES[connection.vendor], [], output_field=WHOLE)  # noqa: S611 - no word of a user
    return Value(60) * total - Value(weights.waiting_per_hour) * lying

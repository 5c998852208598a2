"""What is right for redress: who may give how much, alone or with a second signature, and in what order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rapport.desk.rules.refusals import ToldInCase
from rapport.desk.rules.words import RedressKind, RedressState
from rapport.lib.errors import Refusal
from rapport.staff.rules import Role

_K = RedressKind
HOUSE_CURRENCY = "GBP"
HIGHEST = Decimal("9999999999.99")  # what the column holds
STANDING = (RedressState.ASKED, RedressState.ALLOWED, RedressState.GIVEN)
NONE = Decimal(0)


Limits = Mapping[RedressKind, Decimal]


def _limits(**amounts: int) -> Limits:
    """Write down limits by the words of their kinds; whoever has any may apologise."""
    return {_K.APOLOGY: NONE} | {_K(kind): Decimal(amount) for kind, amount in amounts.items()}


# Up to what a role may give by itself; a kind that is not named it may not give at all.
READY_LIMITS: Mapping[Role, Limits] = {
    Role.ADVISER: _limits(refund=50, replacement=50, discount=25, goodwill=20),
    Role.ACCOUNT: _limits(refund=100, replacement=250, discount=50, goodwill=20),
    Role.LEADER: _limits(refund=250, replacement=250, discount=100, goodwill=100, compensation=100),
    Role.PRIVACY: _limits(),
    Role.MANAGER: _limits(refund=2_000, replacement=2_000, discount=500, goodwill=500, compensation=1_000),
    Role.OWNER: _limits(
        refund=10_000, replacement=10_000, discount=5_000, goodwill=5_000, compensation=10_000
    ),
}


@dataclass(frozen=True)
class Amount:
    """Redress as it counts against a limit: the larger of what it is worth to them and what it costs us."""

    kind: RedressKind
    worth: Decimal
    cost: Decimal = NONE

    @property
    def counted(self) -> Decimal:
        """What counts."""
        return max(self.worth, self.cost)


@dataclass(frozen=True)
class Reach:
    """How one more redress in a case stands against the limits of a role."""

    kind: RedressKind
    of_kind: Decimal  # what stands in the case of this kind, this one among it
    in_case: Decimal  # what stands in the case of all kinds
    most_of_kind: Decimal | None  # None: not at all
    most_in_case: Decimal

    @property
    def is_within(self) -> bool:
        """Whether the role may give it alone."""
        if self.most_of_kind is None:
            return False
        return self.of_kind <= self.most_of_kind and self.in_case <= max(self.most_in_case, self.most_of_kind)


class RedressNotKnown(Refusal):
    code = "redress_not_known"
    text = "There is no redress {number} in case {case}. Open the case to see what was offered."


class RedressNotRight(Refusal):
    code = "redress_not_right"
    text = "{field} of the redress is '{value}'. It expects {expected}. Change it and offer it again."


class RefundWithoutOrder(Refusal):
    """Money goes back for an order, so that worth counts it once."""

    code = "refund_without_order"
    text = "A refund needs the order it goes back for, of the customer of case {case}. Name the order."


class NobodyMaySign(ToldInCase, Refusal):
    """It is beyond everybody's limit."""

    code = "nobody_may_sign"
    text = (
        "{kind} of {amount} {currency} would bring case {number} to {in_case} {currency}, and nobody's limit "
        "reaches so far. Offer less, or ask a manager to raise a limit at /authority."
    )


class SignedByOneself(ToldInCase, Refusal):
    code = "signed_by_oneself"
    text = "You asked for redress {number}, so another person signs it. It can be signed by: {who}."


class SignatureBeyondLimit(ToldInCase, Refusal):
    code = "signature_beyond_limit"
    text = (
        "Redress {number} brings case {case} to {of_kind} {currency} of {kind} and {in_case} {currency} in "
        "all. Your limit, as {role}, is {limit}. It can be signed by: {who}."
    )


class RedressNotInState(ToldInCase, Refusal):
    code = "redress_not_in_state"
    text = "Redress {number} is {state}, so it cannot be {deed}. {way_out}"


class LimitNotRight(Refusal):
    code = "limit_not_right"
    text = (
        "The limit '{value}' of {role} for {kind} is none. Write an amount of 0 or more, or nothing "
        "where the "
        "role may not give it at all."
    )


class LimitBeyondOwn(Refusal):
    """Nobody hands on more authority than they have."""

    code = "limit_beyond_own"
    text = (
        "You, as {role}, cannot let {whom} give {kind} up to {value}: {why}. "
        "Ask somebody who may do more, in the end an owner, to set it at /authority."
    )


WAY_OUT = {
    RedressState.ASKED: "Somebody else signs or declines it first.",
    RedressState.ALLOWED: "It can be given or withdrawn.",
    RedressState.DECLINED: "Offer something else.",
    RedressState.GIVEN: "What was given stays; offer something else beside it.",
    RedressState.WITHDRAWN: "Offer it anew.",
}


def ready_limit(role: str, kind: RedressKind, currency: str) -> Decimal | None:
    """Return the limit that stands where no manager wrote another; in a foreign currency there is none."""
    if role not in set(Role) or currency != HOUSE_CURRENCY:
        return None
    return READY_LIMITS.get(Role(role), {}).get(kind)


def reach(new: Amount, standing: Iterable[Amount], limits: Limits) -> Reach:
    """Return how redress stands against limits, together with all that stands in the case.

    What others gave, and what is asked for, counts too: neither parts nor kinds nor persons get round a
    limit. A kind has its own limit; the case as a whole may not come to more than the role's largest.
    """
    all_of_it = [new, *standing]
    return Reach(
        kind=new.kind,
        of_kind=sum((one.counted for one in all_of_it if one.kind == new.kind), NONE),
        in_case=sum((one.counted for one in all_of_it), NONE),
        most_of_kind=limits.get(new.kind),
        most_in_case=max(limits.values(), default=NONE),
    )


def refuse_state(number: int, state: RedressState | str, allowed: Iterable[RedressState], deed: str) -> None:
    """Refuse a deed on redress that does not stand where the deed begins."""
    if RedressState(state) not in allowed:
        way_out = WAY_OUT[RedressState(state)]
        raise RedressNotInState(number=number, state=state, deed=deed, way_out=way_out)


def refuse_amounts(kind: RedressKind, worth: Decimal, cost: Decimal) -> None:
    """Refuse amounts that are none: below zero, finer than a penny, nothing at all, or for an apology."""
    for field, value in (("worth", worth), ("cost", cost)):
        if not value.is_finite() or not 0 <= value <= HIGHEST or value != round(value, 2):
            expected = "an amount of 0 or more, with at most two decimals"
            raise RedressNotRight(field=field, value=value, expected=expected)
    if kind == RedressKind.APOLOGY and (worth or cost):
        expected = "nothing, for an apology is words; offer goodwill beside it"
        raise RedressNotRight(field="worth", value=max(worth, cost), expected=expected)
    if kind != RedressKind.APOLOGY and not worth:
        raise RedressNotRight(field="worth", value=worth, expected="what it is worth to the customer")

"""Redress: offered within one's limit, signed by another above it, and given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.refusing import told_when_refused
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Notice, Redress
from rapport.desk.queries.owed.assessments import rights_stated
from rapport.desk.queries.redress import given_alone_elsewhere, names_of, reach_of, signers_of
from rapport.desk.rules import EntryKind, RedressKind, RedressState
from rapport.desk.rules.redress import (
    HOUSE_CURRENCY,
    STANDING,
    Amount,
    NobodyMaySign,
    RedressNotRight,
    RefundWithoutOrder,
    SignatureBeyondLimit,
    SignedByOneself,
    refuse_amounts,
    refuse_state,
)
from rapport.lib.errors import Refusal
from rapport.orders.actions import CODES, refund_order
from rapport.orders.models import Order
from rapport.orders.queries import left_of
from rapport.staff.models import User

_S = RedressState
LONGEST_WHY, LONGEST_ANSWER = 500, 300


@dataclass(frozen=True)
class Offer:
    """What we offer: worth so much to them, costing us so much, and why; a refund names its order."""

    kind: RedressKind
    why: str
    worth: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    currency: str = HOUSE_CURRENCY
    is_owed: bool = False
    order: Order | None = None
    right: str = ""  # the conclusion that it is owed by


@told_when_refused
def offer_redress(
    case: Case,
    offer: Offer,
    *,
    by: User,
    at: datetime,
    send_key: str | None = None,
    version: int | None = None,
) -> Redress:
    """Offer redress: within one's limit it is allowed, above it a second signature is asked for.

    All that stands in the case counts, whoever offered it, so that a sum in parts is still the sum.
    The same `send_key` twice is one offer.
    """
    case = locked_case(case, version=None if _there(case, send_key) else version)
    if there := _there(case, send_key):
        return there
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # in two cases at once: one after the other
    offer = _checked(case, offer)
    made = Redress.objects.create(
        case=case, kind=offer.kind, worth=offer.worth, cost=offer.cost, currency=offer.currency,
        why=offer.why, is_owed=offer.is_owed, right=offer.right, state=_S.ASKED,
        asked_by=by, asked_at=at, order=offer.order,
        send_key=send_key,
    )  # fmt: skip
    elsewhere = given_alone_elsewhere(made)
    if reach_of(made, by.role, elsewhere).is_within:
        _allow(made, by=by, at=at)
    else:
        _ask(made, at=at)
    _tell(made, f"{_what(made)}: {made.why}{_because(made, elsewhere)}", by=by, at=at, before="")
    return made


def _because(made: Redress, elsewhere: Sequence[Amount]) -> str:
    """Say why redress within the limit of its case is asked for all the same, where that is so."""
    if made.state != _S.ASKED or not elsewhere or not reach_of(made, made.asked_by.role).is_within:
        return ""
    given = sum(one.counted for one in elsewhere)
    return f" ({made.asked_by.name} gave this customer {given} {made.currency} alone in other cases of late)"


def _there(case: Case, send_key: str | None) -> Redress | None:
    """Return the offer that was made with this key already; a key of another case is declined."""
    there = Redress.objects.filter(send_key=send_key).first() if send_key else None
    if there and there.case_id != case.pk:
        raise RedressNotRight(field="send_key", value=send_key, expected="a key that no other offer has")
    return there


def _checked(case: Case, offer: Offer) -> Offer:
    """Refuse an offer that cannot be; return it with the currency of its order, where it has one."""
    refuse_amounts(offer.kind, offer.worth, offer.cost)
    if not 3 <= len(offer.why.strip()) <= LONGEST_WHY:
        expected = f"3 to {LONGEST_WHY} letters that say why"
        raise RedressNotRight(field="why", value=offer.why[:80], expected=expected)
    currency = offer.order.currency if offer.order else offer.currency.upper()
    if currency not in CODES:
        raise RedressNotRight(field="currency", value=currency, expected="a currency code, such as GBP")
    if offer.right and offer.right not in dict(rights_stated(case)):
        expected = "a right that follows from the facts of the case, or nothing"
        raise RedressNotRight(field="right", value=offer.right[:80], expected=expected)
    _refuse_two_currencies(case, currency)
    if offer.kind == RedressKind.REFUND:
        _refuse_refund(case, offer)
    is_owed = offer.is_owed or bool(offer.right)
    return replace(offer, why=offer.why.strip(), currency=currency, is_owed=is_owed)


def _refuse_two_currencies(case: Case, currency: str) -> None:
    """Refuse redress in two currencies in one case: a limit could be had once in each."""
    standing = case.redress.filter(state__in=STANDING, worth__gt=0).exclude(currency=currency).first()
    if standing:
        expected = f"{standing.currency}, as what stands in the case"
        raise RedressNotRight(field="currency", value=currency, expected=expected)


def _refuse_refund(case: Case, offer: Offer) -> None:
    order = offer.order
    if order is None or case.customer is None or order.customer_id != case.customer_id:
        raise RefundWithoutOrder(case=case.pk)
    promised = Redress.objects.filter(order=order, kind=RedressKind.REFUND, state__in=[_S.ASKED, _S.ALLOWED])
    left = left_of(order) - sum(one.worth for one in promised)
    if offer.worth > left:
        expected = f"at most the {left} {order.currency} left of order {order.number}"
        raise RedressNotRight(field="worth", value=offer.worth, expected=expected)


def _ask(redress: Redress, *, at: datetime) -> None:
    """Ask those who may sign; refuse where nobody may."""
    signers = signers_of(redress)
    if not signers:
        raise NobodyMaySign(
            kind=redress.kind.capitalize(), amount=redress.worth, currency=redress.currency,
            number=redress.case_id, in_case=reach_of(redress, redress.asked_by.role).in_case,
        )  # fmt: skip
    team = [one for one in signers if one.team_id == redress.case.team_id]
    text = f"{redress.asked_by.name} asks for your signature: {_what(redress)} in {redress.case}"
    _notify(team or signers, redress.case, text, at=at)


def _notify(people: Iterable[User], case: Case, text: str, *, at: datetime) -> None:
    Notice.objects.bulk_create(
        Notice(person=one, case=case, kind="signature", text=text[:300], at=at) for one in people
    )


def _allow(redress: Redress, *, by: User, at: datetime, answer: str = "") -> None:
    redress.state, redress.allowed_by, redress.allowed_at = _S.ALLOWED, by, at
    redress.answer = answer[:LONGEST_ANSWER]
    redress.save(update_fields=["state", "allowed_by", "allowed_at", "answer"])


@told_when_refused
def sign_redress(redress: Redress, *, by: User, at: datetime, answer: str = "") -> Redress:
    """Allow redress that somebody else asked for, with a limit that reaches so far."""
    redress = _locked(redress)
    refuse_state(redress.pk, redress.state, [_S.ASKED], "signed")
    _refuse_signature(redress, by)
    _allow(redress, by=by, at=at, answer=answer)
    _tell(redress, f"Signed: {_what(redress)}. {answer}".strip(), by=by, at=at, before=_S.ASKED)
    _notify([redress.asked_by], redress.case, f"{by.name} signed: {_what(redress)}", at=at)
    return redress


@told_when_refused
def decline_redress(redress: Redress, *, answer: str, by: User, at: datetime) -> Redress:
    """Decline redress that somebody else asked for, and say why."""
    redress = _locked(redress)
    refuse_state(redress.pk, redress.state, [_S.ASKED], "declined")
    _refuse_signature(redress, by)
    _refuse_silence(answer, "why it is declined")
    redress.state, redress.answer = _S.DECLINED, answer.strip()[:LONGEST_ANSWER]
    redress.save(update_fields=["state", "answer"])
    _tell(redress, f"Declined: {_what(redress)}. {answer}", by=by, at=at, before=_S.ASKED)
    _notify([redress.asked_by], redress.case, f"{by.name} declined: {_what(redress)}. {answer}", at=at)
    return redress


def _refuse_signature(redress: Redress, by: User) -> None:
    """Refuse the signature of whoever asked, and of somebody whose limit does not reach so far."""
    if by == redress.asked_by:
        raise SignedByOneself(number=redress.pk, who=names_of(signers_of(redress)))
    stands = reach_of(redress, by.role)
    if not stands.is_within:
        raise SignatureBeyondLimit(
            number=redress.pk, case=redress.case_id, of_kind=stands.of_kind, currency=redress.currency,
            kind=redress.kind, in_case=stands.in_case, role=by.role,
            limit=f"{stands.most_of_kind} of it" if stands.most_of_kind is not None else "none for it",
            who=names_of(signers_of(redress)),
        )  # fmt: skip


@told_when_refused
def give_redress(redress: Redress, *, by: User, at: datetime) -> Redress:
    """Record that allowed redress was given; a refund is one refund of its order, however often asked."""
    redress = _locked(redress)
    refuse_state(redress.pk, redress.state, [_S.ALLOWED], "given")
    if redress.kind == RedressKind.REFUND and redress.order:
        reason = f"Redress in case {redress.case.reference}: {redress.why}"
        redress.refund = refund_order(
            redress.order, redress.worth, reason=reason, external_id=f"redress {redress.pk}", by=by, at=at
        )
    redress.state, redress.given_at = _S.GIVEN, at
    redress.save(update_fields=["state", "given_at", "refund"])
    _tell(redress, f"Given: {_what(redress)}", by=by, at=at, before=_S.ALLOWED)
    return redress


@told_when_refused
def withdraw_redress(redress: Redress, *, why: str, by: User, at: datetime) -> Redress:
    """Take back redress that was asked for or allowed and is not given yet."""
    redress = _locked(redress)
    before = redress.state
    refuse_state(redress.pk, before, [_S.ASKED, _S.ALLOWED], "withdrawn")
    _refuse_silence(why, "why it is withdrawn")
    redress.state, redress.answer = _S.WITHDRAWN, why.strip()[:LONGEST_ANSWER]
    redress.save(update_fields=["state", "answer"])
    _tell(redress, f"Withdrawn: {_what(redress)}. {why}", by=by, at=at, before=before)
    return redress


@dataclass(frozen=True)
class Offered:
    """What came of an offer in one of many cases: the redress, or why it was declined."""

    case: Case
    redress: Redress | None
    refusal: Refusal | None = None


def offer_redress_in_bulk(
    cases: Iterable[Case], offer: Offer, *, by: User, at: datetime, send_key: str
) -> list[Offered]:
    """Offer the same in many cases: each by the one action, with its limit, its record and its refusal."""
    return [_offered(case, offer, by=by, at=at, send_key=f"{send_key[:40]}:{case.pk}") for case in cases]


def _offered(case: Case, offer: Offer, *, by: User, at: datetime, send_key: str) -> Offered:
    try:
        return Offered(case, offer_redress(case, offer, by=by, at=at, send_key=send_key))
    except Refusal as refusal:
        return Offered(case, None, refusal)


def _locked(redress: Redress) -> Redress:
    """Return redress with its case locked: two signatures at once are one."""
    case = locked_case(redress.case)
    found = Redress.objects.select_related("asked_by", "order").get(pk=redress.pk)
    found.case = case
    return found


def _refuse_silence(words: str, expected: str) -> None:
    if len(words.strip()) < 3:
        raise RedressNotRight(field="answer", value=words, expected=f"a few words on {expected}")


def _what(redress: Redress) -> str:
    amount = f" of {redress.worth} {redress.currency}" if redress.worth else ""
    return f"{redress.kind}{amount}"


def _tell(redress: Redress, text: str, *, by: User, at: datetime, before: str) -> None:
    tell_case(
        redress.case, EntryKind.REDRESS, text, by=by, at=at, before=before, after=redress.state,
        redress=redress.pk,
    )  # fmt: skip

"""Promises made in a case: the register keeps them, the case tells of them, and the queue hears."""

from datetime import datetime, timedelta

from django.db import transaction

from rapport.customers import actions as register
from rapport.customers.models import Promise
from rapport.customers.queries import promises_owed
from rapport.customers.rules import PromiseKind, warn_from
from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, CasePromise, Draft, Entry, Message, Notice
from rapport.desk.queries.promises import case_of_promise
from rapport.desk.queries.sight import resolve_case
from rapport.desk.rules import EntryKind
from rapport.desk.rules.stages import PromiseToNobody
from rapport.staff.models import User

LOOK_BACK = timedelta(hours=1)  # the chore runs each minute
LOOK_AHEAD = timedelta(hours=5)  # longer than any promise is warned of


@transaction.atomic
def promise_in_case(
    case: Case,
    text: str,
    due_at: datetime,
    *,
    kind: PromiseKind | str = PromiseKind.OTHER,
    message: Message | None = None,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Promise:
    """Promise the customer of a case something by a time; `message` is where they were told."""
    case = locked_case(case, version=version)
    if case.customer is None:
        raise PromiseToNobody(number=case.pk)
    promise = register.make_promise(
        case.customer, text, due_at=due_at, kind=kind, team=case.team or by.team, by=by, at=at
    )
    CasePromise.objects.create(case=case, promise=promise, message=message)
    tell_case(case, EntryKind.PROMISE, text, by=by, at=at, after="open", promise=promise.pk)
    return promise


@transaction.atomic
def keep_promise(promise: Promise, *, by: User, at: datetime) -> Promise:
    """Record that a promise was kept, late too, in the register and in its case."""
    case = _case(promise)
    kept = register.keep_promise(promise, by=by, at=at)
    _tell(case, kept, "kept late" if kept.broken_at else "kept", by=by, at=at)
    return kept


@transaction.atomic
def move_promise(promise: Promise, due_at: datetime, *, reason: str, by: User, at: datetime) -> str:
    """Move a promise before it breaks; return a message that tells the customer, to be read and sent.

    In a case it stands below what this person has begun to write there.
    """
    case = _case(promise)
    words = register.move_promise(promise, due_at, reason=reason, by=by, at=at)
    _tell(case, promise, "moved", by=by, at=at, why=reason)
    if case:
        _draft(case, words, by=by, at=at)
    return words


def _draft(case: Case, words: str, *, by: User, at: datetime) -> None:
    begun = Draft.objects.filter(case=case, person=by, is_note=False).first()
    text = f"{begun.text}\n\n{words}" if begun and begun.text.strip() else words
    told = {"text": text, "changed_at": at}
    Draft.objects.update_or_create(case=case, person=by, is_note=False, defaults=told)


@transaction.atomic
def withdraw_promise(promise: Promise, *, reason: str, by: User, at: datetime) -> Promise:
    """Record that the customer needs a promise no longer."""
    case = _case(promise)
    withdrawn = register.withdraw_promise(promise, reason=reason, by=by, at=at)
    _tell(case, withdrawn, "withdrawn", by=by, at=at, why=reason)
    return withdrawn


def break_overdue(*, at: datetime) -> int:
    """Record what broke, tell it in its case and to those it concerns; return how many broke."""
    broken = register.break_overdue(at=at)
    for promise in broken:
        _tell_broken(promise, at=at)
    return len(broken)


@transaction.atomic
def _tell_broken(promise: Promise, *, at: datetime) -> None:
    case = _case(promise)
    _tell(case, promise, "broken", by=None, at=at)
    _notify(promise, case, f"Broken promise to {promise.customer.name}: {promise.text}", at=at)


def tell_kept_elsewhere(*, at: datetime) -> int:
    """Tell cases of promises that were kept on the customer's page just now; return of how many."""
    kept = CasePromise.objects.filter(promise__kept_at__gt=at - LOOK_BACK, promise__kept_at__lte=at)
    return sum(_told_kept(link, at=at) for link in kept.select_related("promise"))


@transaction.atomic
def _told_kept(link: CasePromise, *, at: datetime) -> bool:
    promise = link.promise
    case = _case(promise)
    told = Entry.objects.filter(kind=EntryKind.PROMISE, after__startswith="kept", detail__promise=promise.pk)
    if told.exists():
        return False
    _tell(case, promise, "kept late" if promise.broken_at else "kept", by=None, at=at)
    return True


def warn_of_promises(*, at: datetime) -> int:
    """Tell those it concerns of promises that are near, once for each time they are due; return how many."""
    soon = promises_owed().filter(due_at__gt=at, due_at__lte=at + LOOK_AHEAD, broken_at__isnull=True)
    near = [one for one in soon.select_related("customer") if warn_from(one.made_at, one.due_at) <= at]
    return sum(_warned(promise, at=at) for promise in near)


@transaction.atomic
def _warned(promise: Promise, *, at: datetime) -> bool:
    link = case_of_promise(promise)
    due = f"{promise.due_at:%-d %B %H:%M}"
    text = f"Promise {promise.pk} to {promise.customer.name} is due {due}: {promise.text}"
    return _notify(promise, link.case if link else None, text, at=at)


def _notify(promise: Promise, case: Case | None, text: str, *, at: datetime) -> bool:
    """Tell whoever promised and whoever has the case; the same words are told once."""
    people = {promise.made_by_id, *([case.assignee_id] if case and case.assignee_id else [])}
    told = set(Notice.objects.filter(kind="promise", text=text[:300]).values_list("person", flat=True))
    Notice.objects.bulk_create(
        Notice(person_id=one, case=case, kind="promise", text=text[:300], at=at)
        for one in sorted(people - told)
    )
    return bool(people - told)


def _case(promise: Promise) -> Case | None:
    """Return the case of a promise, locked; where it was merged, the case that took it in."""
    link = case_of_promise(promise)
    return locked_case(resolve_case(link.case)) if link else None


def _tell(
    case: Case | None, promise: Promise, deed: str, *, by: User | None, at: datetime, why: str = ""
) -> None:
    if case:
        text = f"{promise.text}. {why}" if why else promise.text
        tell_case(case, EntryKind.PROMISE, text, by=by, at=at, before="open", after=deed, promise=promise.pk)

"""Wishes are written down and taken back."""

from datetime import datetime

from django.db import transaction

from rapport.practice.actions.own_words import own_words
from rapport.practice.models import Wish
from rapport.practice.queries.wishes import wishable, wishes_of
from rapport.practice.rules.wishes import LONGEST_WORDS, WishedAlready, WishNotKnown
from rapport.staff.models import User


@transaction.atomic
def make_wish(about: str, words: str = "", *, may_be_named: bool = False, by: User, at: datetime) -> Wish:
    """Wish to practise a topic or a case study; without a name unless one says otherwise."""
    known = wishable()
    if about not in known:
        raise WishNotKnown(about=about)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one wish at a time
    if wishes_of(by).filter(about=about).exists():
        raise WishedAlready(title=known[about])
    told = own_words(words.strip(), by=by)[:LONGEST_WORDS]
    return Wish.objects.create(person=by, about=about, words=told, may_be_named=may_be_named, made_at=at)


def end_wish(wish: Wish, *, at: datetime) -> None:
    """Take a wish back, or end one that came true; ended twice is ended once."""
    Wish.objects.filter(pk=wish.pk, ended_at__isnull=True).update(ended_at=at)

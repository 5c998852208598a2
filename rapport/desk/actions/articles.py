"""Articles are written, changed, retired and brought back, and used in cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.customers.rules.changes import differences, what_changed
from rapport.customers.rules.search import search_text
from rapport.desk.models import Article, ArticleUse, Case
from rapport.desk.rules.articles import (
    LONGEST_BODY,
    LONGEST_TITLE,
    ArticleChangedMeanwhile,
    ArticleFieldNotRight,
    ArticleRetired,
    as_text,
)
from rapport.staff.actions import record
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight

FIELDS = ("title", "body", "is_public", "owner", "review_on")


@transaction.atomic
def write_article(fields: Mapping[str, Any], *, by: User, at: datetime) -> Article:
    """Write a new article, with any of `FIELDS`; its owner is whoever writes it unless another is named."""
    article = Article(owner=by, changed_at=at, changed_by=by)
    _refuse(by, "write an article")
    _fill(article, fields, by=by)
    record(by, "create", article, at=at)
    return article


@transaction.atomic
def change_article(
    article: Article, fields: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Article:
    """Change an article as somebody saw it at a version; a stale one is refused with the difference."""
    locked = _locked(article)
    _refuse(by, "change an article")
    _refuse_public(locked, by)
    now = {name: getattr(locked, name) for name in fields}
    changed = what_changed(now, fields)
    if not changed:
        return locked
    if version != locked.version:
        _refuse_stale(locked, now, fields)
    locked.version += 1
    locked.changed_at, locked.changed_by = at, by
    _fill(locked, fields, by=by)
    record(by, "change", locked, at=at, fields=[*changed])
    return locked


@transaction.atomic
def retire_article(article: Article, *, by: User, at: datetime) -> Article:
    """Take an article out of use; it stays where it was used, and can be brought back."""
    locked = _locked(article)
    _refuse_retiring(locked, by)
    if locked.retired_at is None:
        locked.retired_at, locked.version = at, locked.version + 1
        locked.save()
        record(by, "retire", locked, at=at)
    return locked


@transaction.atomic
def restore_article(article: Article, *, by: User, at: datetime) -> Article:
    """Bring a retired article back into use."""
    locked = _locked(article)
    _refuse_retiring(locked, by)
    if locked.retired_at is not None:
        locked.retired_at, locked.version = None, locked.version + 1
        locked.save()
        record(by, "restore", locked, at=at)
    return locked


@transaction.atomic
def use_article(case: Case, article: Article, *, by: User, at: datetime) -> str:
    """Note that an article helped in a case, and return its text for the reply.

    The case's version stays: who is writing a reply has not changed the case by it.
    """
    if article.retired_at:
        raise ArticleRetired(title=article.title)
    _, is_new = ArticleUse.objects.get_or_create(case=case, article=article, defaults={"by": by, "at": at})
    if is_new:
        record(by, "use article", case, at=at, article=article.pk, title=article.title)
    return as_text(article.body)


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _fill(article: Article, fields: Mapping[str, Any], *, by: User) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(article, name, fields[name])
    article.title, article.body = " ".join(article.title.split()), article.body.strip()
    for name, most in (("title", LONGEST_TITLE), ("body", LONGEST_BODY)):
        value = getattr(article, name)
        if not 0 < len(value) <= most:
            raise ArticleFieldNotRight(field=name, value=value[:80], expected=f"1 to {most:,} characters")
    _refuse_public(article, by)
    # A blank before each word, so that the beginning of a word is found and its middle is not.
    article.search = f" {search_text([article.title, as_text(article.body)])}"
    article.save()


def _refuse(by: User, deed: str) -> None:
    if not by.may(Sight.CASES):
        raise NotAllowed(role=by.role, deed=deed)


def _refuse_public(article: Article, by: User) -> None:
    """Refuse whoever may not say what customers read."""
    if article.is_public and not by.may(Sight.DESK_RULES):
        raise NotAllowed(role=by.role, deed="publish or change what customers read")


def _refuse_retiring(article: Article, by: User) -> None:
    if not by.may(Sight.DESK_RULES) and (article.owner_id != by.pk or article.is_public):
        raise NotAllowed(
            role=by.role, deed="retire or bring back an article of somebody else or of the public"
        )


def _refuse_stale(article: Article, theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> None:
    found = differences({}, theirs, yours)
    raise ArticleChangedMeanwhile(
        title=article.title,
        by=article.changed_by.name if article.changed_by else "somebody else",
        fields=", ".join(one.field.replace("_", " ") for one in found),
        version=article.version,
        differences=found,
    )

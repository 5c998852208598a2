"""Which articles there are, and which fit what somebody looks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from rapport.customers.rules import query_words
from rapport.customers.rules.search import plain_words
from rapport.desk.models import Article, Case
from rapport.desk.rules.articles import (
    ArticleNotFound,
    Findable,
    best_first,
    review_state,
    words_looked_for,
)
from rapport.staff.models import User

MOST = 200  # on one page
MOST_RANKED = 2000  # articles are few; these are ranked in memory
MOST_SUGGESTED = 5


@dataclass(frozen=True)
class ArticleShown:
    """An article of the list, and how it stands with its review."""

    article: Article
    review: str
    tone: str
    uses: int


def articles_visible_to(user: User, *, retired: bool = False) -> QuerySet[Article]:
    """Return the articles that a colleague may read: all of them, retired ones where asked for."""
    found = Article.objects.filter(retired_at__isnull=not retired).select_related("owner", "changed_by")
    return found if user.is_active else found.none()


def public_articles() -> QuerySet[Article]:
    """Return the articles that customers may read."""
    return Article.objects.filter(retired_at__isnull=True, is_public=True)


def article_visible_to(user: User, number: int) -> Article:
    """Return an article by number, retired or not."""
    either = articles_visible_to(user) | articles_visible_to(user, retired=True)
    return _one(either, number)


def public_article(number: int) -> Article:
    """Return an article that customers may read; another is not found."""
    return _one(public_articles(), number)


def _one(articles: QuerySet[Article], number: int) -> Article:
    found = articles.filter(pk=number).first()
    if found is None:
        raise ArticleNotFound(number=number)
    return found


def articles_listed(user: User, q: str, *, retired: bool, today: date) -> list[ArticleShown]:
    """Return the articles that have every word looked for; without words those to review first."""
    found = articles_visible_to(user, retired=retired)
    found = with_words(found, query_words(q)) if q.strip() else found
    counted = found.annotate(times=Count("uses")).order_by("review_on", "title", "pk")
    return [
        ArticleShown(article, *review_state(article.review_on, today), article.times)
        for article in counted[:MOST]
    ]


def with_words(articles: QuerySet[Article], words: Iterable[str]) -> QuerySet[Article]:
    """Return the articles that have for every word one that begins with it."""
    wanted = [*words]
    if not wanted:
        return articles.none()
    fits = Q()
    for word in wanted:
        fits &= Q(search__contains=f" {word}")
    return articles.filter(fits)


def suggested(articles: QuerySet[Article], text: str, *, most: int = MOST_SUGGESTED) -> list[Article]:
    """Return the articles that fit a question as people write it, the best first."""
    words = words_looked_for(text)
    if not words:
        return []
    rows = articles.order_by("pk").values_list("pk", "title", "search")[:MOST_RANKED]
    findable = (
        Findable(number, f" {' '.join(plain_words(title))} ", f" {search} ") for number, title, search in rows
    )
    numbers = best_first(findable, words)[:most]
    by_number = articles.in_bulk(numbers)
    return [by_number[number] for number in numbers if number in by_number]


def articles_for(case: Case, user: User, q: str = "") -> list[Article]:
    """Return the articles that fit a case, or the words somebody typed beside it."""
    return suggested(articles_visible_to(user), q or f"{case.subject} {case.last_line}")


def articles_used_in(case: Case) -> list[Article]:
    """Return the articles that helped in a case, in the order of use."""
    return [*Article.objects.filter(uses__case=case).only("title").order_by("uses__at", "uses__pk")]

"""Knowledge through the JSON door: articles found, written, changed, retired, and used in cases."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from rapport.desk.actions import articles as actions
from rapport.desk.api.door import READ, WRITE, refuse_filters, worked_case
from rapport.desk.models import Article
from rapport.desk.queries import articles as queries
from rapport.desk.queries.people import colleague
from rapport.desk.rules.articles import LONGEST_BODY, LONGEST_TITLE, REVIEW_AFTER
from rapport.staff.tokens.door import ApiRequest, Number, NumberInPath, Word, answers, without_nul

router = Router(tags=["articles"])
Title = Annotated[Word, Field(min_length=1, max_length=LONGEST_TITLE)]
Body = Annotated[str, AfterValidator(without_nul), Field(min_length=1, max_length=LONGEST_BODY)]


class ArticleOut(Schema):
    """A short piece of knowledge; `version` goes back with a change."""

    number: int
    title: str
    body: str
    is_public: bool
    owner: int
    review_on: date
    changed_at: datetime
    retired_at: datetime | None
    version: int


class ArticleFilters(Schema):
    """Words that all stand in an article; without any, those to look at again come first."""

    q: Annotated[str, Field(max_length=200)] = ""


class ArticleIn(Schema, extra="forbid"):
    """A new article; its owner is you unless another is named, and it is looked at again in half a year."""

    title: Title
    body: Body
    is_public: bool = False
    owner: Number | None = None
    review_on: date | None = None


class ArticleChange(Schema, extra="forbid"):
    """What is to change, and the version that was seen."""

    version: Number
    title: Title | None = None
    body: Body | None = None
    is_public: bool | None = None
    owner: Number | None = None
    review_on: date | None = None


class UseIn(Schema, extra="forbid"):
    """The article that helps in a case."""

    article: Number


class UsedOut(Schema):
    """The text of an article, for the reply."""

    article: int
    text: str


@router.get("/articles", auth=READ, response=answers(list[ArticleOut]))
def list_articles(request: ApiRequest, filters: Query[ArticleFilters]) -> list[ArticleOut]:
    """List the articles in use."""
    refuse_filters(request, "q")
    shown = queries.articles_listed(request.user, filters.q, retired=False, today=localdate())
    return [_article(one.article) for one in shown]


@router.get("/articles/{number}", auth=READ, response=answers(ArticleOut))
def get_article(request: ApiRequest, number: NumberInPath) -> ArticleOut:
    """Return an article, retired or not."""
    return _article(queries.article_visible_to(request.user, number))


@router.post("/articles", auth=WRITE, response=answers(ArticleOut, status=201))
def create_article(request: ApiRequest, body: ArticleIn) -> Status[ArticleOut]:
    """Write an article; what customers may read is written by those who set the rules of the desk."""
    review_on = body.review_on or localdate() + timedelta(days=REVIEW_AFTER.days)
    fields = _fields(body.dict()) | {"review_on": review_on}
    return Status(201, _article(actions.write_article(fields, by=request.user, at=now())))


@router.patch("/articles/{number}", auth=WRITE, response=answers(ArticleOut))
def update_article(request: ApiRequest, number: NumberInPath, body: ArticleChange) -> ArticleOut:
    """Change an article as it was seen at a version."""
    found = queries.article_visible_to(request.user, number)
    fields = _fields(body.dict(exclude_unset=True, exclude={"version"}))
    return _article(actions.change_article(found, fields, version=body.version, by=request.user, at=now()))


@router.delete("/articles/{number}", auth=WRITE, response=answers(ArticleOut))
def retire_article(request: ApiRequest, number: NumberInPath) -> ArticleOut:
    """Take an article out of use; it stays where it was used."""
    found = queries.article_visible_to(request.user, number)
    return _article(actions.retire_article(found, by=request.user, at=now()))


@router.post("/cases/{number}/articles", auth=WRITE, response=answers(UsedOut, status=201))
def use_article(request: ApiRequest, number: NumberInPath, body: UseIn) -> Status[UsedOut]:
    """Note that an article helps in a case, and return its text for the reply."""
    case = worked_case(request, number)
    found = queries.article_visible_to(request.user, body.article)
    text = actions.use_article(case, found, by=request.user, at=now())
    return Status(201, UsedOut(article=found.pk, text=text))


def _fields(told: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as the action takes them: none that is empty, the owner by their number."""
    fields = {name: value for name, value in told.items() if value is not None}
    if "owner" in fields:
        fields["owner"] = colleague(fields["owner"])
    return fields


def _article(one: Article) -> ArticleOut:
    own: dict[str, Any] = {"number": one.pk, "owner": one.owner_id}
    plain = [name for name in ArticleOut.model_fields if name not in own]
    return ArticleOut(**own, **{name: getattr(one, name) for name in plain})

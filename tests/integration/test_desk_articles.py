"""Knowledge: written with an owner and a day to look again, found, published by leaders, used in cases."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, articles, open_case
from rapport.desk.models import Article, ArticleUse, Case
from rapport.desk.queries.articles import articles_for, articles_listed
from rapport.desk.rules import CaseKind
from rapport.desk.rules.articles import ArticleChangedMeanwhile
from rapport.staff.models import AuditEntry, User
from rapport.staff.rules import NotAllowed
from tests.cast import client_of

pytestmark = pytest.mark.django_db
BODY = "Pack it well.\n\n- **With** the slip\n- to [our address](https://shop.example/returns)"


def fields(**changes: Any) -> dict[str, Any]:
    return {"title": "How do I return a gauge?", "body": BODY, "review_on": localdate()} | changes


@pytest.fixture
def article(alice: User) -> Article:
    return articles.write_article(fields(), by=alice, at=now())


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    new = NewCase(CaseKind.ENQUIRY, "I want to return two gauges", Channel.PHONE, customer=dana)
    return open_case(new, by=alice, at=now())


def test_an_article_is_written_on_a_page_and_found_by_its_words(alice: User) -> None:
    client = client_of(alice)
    form = {"title": "Héat and gauges", "body": BODY, "owner": alice.pk, "review_on": "2030-01-01"}
    client.post("/articles/new", form)

    assert Article.objects.get().owner == alice
    assert "Héat and gauges" in client.get("/articles?q=heat+slip").content.decode()
    assert "Héat and gauges" not in client.get("/articles?q=eat").content.decode()
    assert "0 articles" in client.get("/articles?q=100%25_").content.decode()


def test_a_review_that_is_due_turns_red_and_stands_first(article: Article, alice: User) -> None:
    late = articles.write_article(
        fields(title="Late", review_on=localdate() - timedelta(days=3)), by=alice, at=now()
    )
    shown = articles_listed(alice, "", retired=False, today=localdate())

    assert [one.article for one in shown] == [late, article]
    assert [one.tone for one in shown] == ["bad", "warn"]
    page = client_of(alice).get("/articles").content.decode()
    assert 'data-tone="bad">review overdue by 3 days' in page


def test_a_stale_article_is_not_overwritten_and_the_page_shows_both(
    article: Article, alice: User, bob: User
) -> None:
    articles.change_article(article, fields(title="Bob's title"), version=1, by=bob, at=now())
    form = {"title": "Alice's title", "body": BODY, "owner": alice.pk, "version": "1"}
    form["review_on"] = localdate().isoformat()
    answer = client_of(alice).post(f"/articles/{article.pk}/edit", form)

    article.refresh_from_db()
    assert answer.status_code == 409
    assert article.title == "Bob's title"
    page = answer.content.decode()
    assert "Alice&#x27;s title" in page
    assert "Bob&#x27;s title" in page
    assert 'name="version" value="2"' in page
    assert client_of(alice).post(f"/articles/{article.pk}/edit", form | {"version": "2"}).status_code == 302


def test_a_change_that_changes_nothing_makes_no_version(article: Article, alice: User) -> None:
    articles.change_article(article, {"title": article.title}, version=1, by=alice, at=now())

    article.refresh_from_db()
    assert article.version == 1
    with pytest.raises(ArticleChangedMeanwhile):
        articles.change_article(article, {"title": "Other"}, version=7, by=alice, at=now())


def test_leaders_say_what_customers_read(article: Article, alice: User, bob: User) -> None:
    with pytest.raises(NotAllowed, match="publish"):
        articles.change_article(article, {"is_public": True}, version=1, by=alice, at=now())
    articles.change_article(article, {"is_public": True}, version=1, by=bob, at=now())
    with pytest.raises(NotAllowed, match="publish or change"):
        articles.change_article(article, {"title": "Mine"}, version=2, by=alice, at=now())

    assert client_of().get(f"/help/{article.pk}").status_code == 200


def test_customers_read_what_is_public_and_nothing_else(article: Article, bob: User) -> None:
    stranger = client_of()
    assert stranger.get(f"/help/{article.pk}").status_code == 404
    published = articles.change_article(article, {"is_public": True}, version=1, by=bob, at=now())
    page = stranger.get(f"/help/{article.pk}").content.decode()
    assert '<a href="https://shop.example/returns" rel="noopener noreferrer">' in page
    assert bob.email not in page
    assert "Alice" not in page

    articles.retire_article(published, by=bob, at=now())

    assert stranger.get(f"/help/{article.pk}").status_code == 404
    assert "return a gauge" not in stranger.get("/help").content.decode()


def test_a_script_in_an_article_is_not_run(article: Article, bob: User) -> None:
    """Test 25, for knowledge."""
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    changed = {"title": "<script>alert(1)</script>", "body": evil, "is_public": True}
    articles.change_article(article, changed, version=1, by=bob, at=now())
    for page in (
        client_of().get(f"/help/{article.pk}"),
        client_of().get("/help"),
        client_of(bob).get(f"/articles/{article.pk}"),
        client_of(bob).get("/articles"),
    ):
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text


def test_who_does_not_work_on_cases_reads_and_does_not_write(article: Article, lena: User) -> None:
    client = client_of(lena)

    assert client.get(f"/articles/{article.pk}").status_code == 200
    assert client.get("/articles/new").status_code == 404
    assert client.post(f"/articles/{article.pk}/edit", {"title": "x"}).status_code == 404
    assert client.post(f"/articles/{article.pk}/retired").status_code == 403


def test_an_article_is_retired_by_its_owner_and_brought_back(
    article: Article, alice: User, charlie: User
) -> None:
    assert client_of(charlie).post(f"/articles/{article.pk}/retired").status_code == 403
    assert client_of(alice).post(f"/articles/{article.pk}/retired").status_code == 302
    assert "return a gauge" not in client_of(alice).get("/articles").content.decode()
    assert "return a gauge" in client_of(alice).get("/articles?retired").content.decode()
    client_of(alice).post(f"/articles/{article.pk}/restored")

    article.refresh_from_db()
    assert article.retired_at is None
    deeds = AuditEntry.objects.filter(kind="article").values_list("deed", flat=True)
    assert set(deeds) == {"create", "retire", "restore"}


def test_the_articles_that_fit_a_case_are_offered_beside_it(
    article: Article, case: Case, alice: User
) -> None:
    articles.write_article(fields(title="Prices", body="As listed."), by=alice, at=now())

    assert articles_for(case, alice) == [article]
    assert "return a gauge" in client_of(alice).get(f"/cases/{case.pk}/articles").content.decode()
    page = client_of(alice).get(f"/cases/{case.pk}/articles?article_q=prices").content.decode()
    assert "Prices" in page
    assert "return a gauge" not in page


def test_an_article_goes_into_a_reply_as_text_and_its_use_is_kept(
    article: Article, case: Case, alice: User
) -> None:
    path, version = f"/cases/{case.pk}/articles/{article.pk}", case.version
    answer = client_of(alice).post(path, headers={"accept": "text/plain"})

    case.refresh_from_db()
    assert answer.content.decode() == (
        "Pack it well.\n- With the slip\n- to our address (https://shop.example/returns)"
    )
    assert case.version == version
    assert client_of(alice).post(path)["Location"] == f"/cases/{case.pk}?article={article.pk}#reply"
    assert ArticleUse.objects.count() == 1
    assert "Used in this case" in client_of(alice).get(f"/cases/{case.pk}/articles").content.decode()


def test_charlie_uses_no_article_in_a_case_of_another_team(
    article: Article, case: Case, charlie: User
) -> None:
    client = client_of(charlie)

    assert client.get(f"/cases/{case.pk}/articles").status_code == 404
    assert client.post(f"/cases/{case.pk}/articles/{article.pk}").status_code == 404
    assert not ArticleUse.objects.exists()


def test_a_retired_article_is_used_nowhere(article: Article, case: Case, alice: User) -> None:
    articles.retire_article(article, by=alice, at=now())

    assert articles_for(case, alice) == []
    answer = client_of(alice).post(f"/cases/{case.pk}/articles/{article.pk}")
    assert answer.status_code == 422

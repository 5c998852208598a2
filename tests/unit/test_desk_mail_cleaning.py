"""HTML of mail made safe to show."""

import pytest

from rapport.desk.mail.cleaning import clean, has_remote_pictures, words_of


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<iframe src='https://example.net'></iframe>",
        "<p style='position:fixed' onclick='x()' class='button'>x</p>",
        "<form action='https://example.net'><input name=password></form>",
        "<base href='https://example.net'><link rel=stylesheet href=//x><meta http-equiv=refresh>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<IMG SRC='https://x.example/a.png' ALT='\"><script>alert(1)</script>'>",
    ],
)
def test_25_nothing_that_runs_or_fetches_is_left(page: str) -> None:
    cleaned = clean(page).lower()

    for word in ("<script", "onerror=", "onload=", "onclick=", "javascript:", "data:", "<iframe", "<form"):
        assert word not in cleaned
    for word in ("style=", "class=", "<img", "<svg", "<base", "<link", "<meta", "<input", "<style"):
        assert word not in cleaned


def test_27_a_picture_from_elsewhere_is_a_link_until_somebody_asks_for_it() -> None:
    page = '<p>Hi<img src="https://track.example/p.gif?u=1&amp;v=2" alt="Our logo"></p>'

    assert has_remote_pictures(page)
    assert clean(page) == (
        '<p>Hi<a href="https://track.example/p.gif?u=1&amp;v=2" rel="noopener noreferrer nofollow">'
        "Picture from elsewhere: Our logo</a> </p>"
    )


@pytest.mark.parametrize(
    "page", ["<td background='//x.example/a.png'>", "<p style=\"background:url('http://x/')\">"]
)
def test_27_other_ways_to_fetch_a_picture_are_seen_and_dropped(page: str) -> None:
    assert has_remote_pictures(page)
    assert "//x" not in clean(page)


def test_a_picture_that_came_along_is_no_picture_from_elsewhere() -> None:
    assert not has_remote_pictures('<img src="cid:1@x">')
    assert clean('<img src="cid:1@x">') == ""


def test_a_page_has_words() -> None:
    page = (
        "<style>p{}</style><h1>Order&nbsp;7</h1><p>It is <b>late</b>.<br>Where is it?</p><script>x</script>"
    )

    assert words_of(page) == "Order 7\nIt is late.\nWhere is it?"

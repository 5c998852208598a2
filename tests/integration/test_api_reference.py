"""The page of the API says what the API is."""

from pathlib import Path

from rapport.site.api_reference import api_reference


def test_the_page_of_the_api_is_fresh(root: Path) -> None:
    page = (root / "docs" / "reference" / "api.md").read_text(encoding="utf-8")

    assert page == api_reference(), "run: make docs"

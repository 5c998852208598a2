"""The parts that the report and other pages are built of, drawn by the same templates."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from rapport.engine.value.report.drawing import Picture


@cache
def environment() -> Environment:
    """Return the templates of the report."""
    return Environment(
        loader=PackageLoader("rapport.engine.value.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def picture_html(picture: Picture, key: str) -> str:
    """Return a picture as SVG, wide and narrow, to be put into any page whose style sheet knows the marks.

    `key` makes the ids of its words unique on the page. There is no style in it, only classes.
    """
    module = environment().get_template("parts.html.jinja").module
    return str(module.drawings(picture, key))  # type: ignore[attr-defined]

"""The tag `static`, which works out the address of a file once and not on every page anew."""

from functools import lru_cache

from django.template import Library, Node
from django.template.base import Parser, Token
from django.templatetags.static import StaticNode, static
from django.urls import get_script_prefix

register = Library()


class _Address(StaticNode):
    """Django's own tag, with its answers remembered: a page names some fifty files."""

    @classmethod
    def handle_simple(cls, path: str) -> str:
        return _address(path, get_script_prefix())


@lru_cache(maxsize=1_000)
def _address(path: str, prefix: str) -> str:  # noqa: ARG001 - Django puts it before the address by itself
    return static(path)


@register.tag("static")
def address(parser: Parser, token: Token) -> Node:
    """Return the address of a file that comes with the site."""
    return _Address.handle_token(parser, token)

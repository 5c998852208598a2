"""The rail as every page shows it: the links of its places, written once for all who see the same."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix

from rapport.site.places import Group, places_for


@dataclass(frozen=True)
class Rail:
    """The links of the places, as HTML: group by group, and those that a phone keeps under More."""

    groups: str
    more: str


def rail_for(request: HttpRequest) -> Rail:
    """Return the rail of a request; on most pages nothing of it has to be written anew."""
    groups = tuple(places_for(request))
    here = next((place for group in groups for place in group.places if place.is_current), None)
    return _written(groups, "page" if here and here.address == request.path else "true", get_script_prefix())


@lru_cache(maxsize=500)
def _written(groups: tuple[Group, ...], current: str, prefix: str) -> Rail:  # noqa: ARG001 - addresses have it
    """Write the links; `current` is what `aria-current` says at the place that the page is or lies in."""
    shown = {"groups": groups, "current": current}
    return Rail(
        render_to_string("site/rail_groups.html", shown), render_to_string("site/rail_more.html", shown)
    )

"""The kinds of files there are; the rooms above bring theirs, found by name when they are asked for."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from rapport.customers.imports.importer import Importer
from rapport.customers.imports.refusals import KindNotKnown

REGISTRY = "rapport.site.importers.IMPORTERS"


def kinds() -> tuple[str, ...]:
    """Return the kinds of files that can be taken in."""
    return tuple(_registry())


def importer_of(kind: str) -> Importer:
    """Return the importer of a kind; refuse one that nobody brings."""
    places = _registry()
    if kind not in places:
        raise KindNotKnown(kind=kind, kinds=", ".join(places))
    importer: Importer = import_string(places[kind].replace(":", "."))
    return importer


def _registry() -> Mapping[str, str]:
    places: Mapping[str, str] = import_string(getattr(settings, "IMPORTERS", REGISTRY))
    return places

"""Lists that somebody saves for themselves."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from rapport.customers.actions.timeline import fits
from rapport.customers.models import SavedView
from rapport.customers.rules import FieldNotRight, ViewNameTaken, ask_from
from rapport.staff.actions import record
from rapport.staff.models import User


@transaction.atomic
def save_view(name: str, query: str, *, by: User, at: datetime) -> SavedView:
    """Save a filtered list under a name; its place in the pages is left out."""
    name = " ".join(name.replace("\0", "").split())
    fits("name", name, 80)
    if not name:
        raise FieldNotRight(field="name", value="", expected="a name for the view")
    asked = {key: value for key, value in parse_qsl(query.lstrip("?")) if key != "after"}
    ask_from(asked)
    kept = urlencode(asked)
    fits("filter", kept, 500)
    view, is_new = SavedView.objects.get_or_create(person=by, name=name, defaults={"query": kept})
    if not is_new:
        raise ViewNameTaken(name=name)
    record(by, "save view", at=at, name=name, query=kept)
    return view


@transaction.atomic
def drop_view(view: SavedView, *, by: User, at: datetime) -> None:
    """Drop a saved view of one's own."""
    gone, _ = SavedView.objects.filter(pk=view.pk, person=by).delete()
    if gone:
        record(by, "drop view", at=at, name=view.name)

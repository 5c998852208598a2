"""The places of the site, in the order of the rail, and who may see them."""

from dataclasses import dataclass, replace

from django.http import HttpRequest

from rapport.desk.queries.notices import unread_count
from rapport.staff.models import User
from rapport.staff.rules import Sight


@dataclass(frozen=True)
class Place:
    """One place in the rail; `key` is what follows `g` on the keyboard; `is_first` keeps it on a phone."""

    name: str
    address: str
    icon: str
    sight: Sight | None = None
    key: str = ""
    is_first: bool = False
    is_current: bool = False
    count: int = 0  # of what waits there for the person


@dataclass(frozen=True)
class Group:
    """Places that belong together."""

    name: str
    places: tuple[Place, ...]


NOTICES = "/notices"
GROUPS = (
    Group(
        "Desk",
        (
            Place("Home", "/", "home", key="h", is_first=True),
            Place("Queue", "/queue", "queue", key="q", is_first=True),
            Place("Cases", "/cases", "cases", key="e", is_first=True),
            Place("Customers", "/customers", "people", key="c", is_first=True),
            Place("Types", "/customers/types", "types", key="t"),
            Place("Orders", "/orders", "orders", key="o"),
            Place("Delays", "/delays", "target", Sight.CASES, key="d"),
            Place("Mail", "/mail", "mail", Sight.CASES, key="m"),
            Place("Requests", "/requests", "requests", key="r"),
            Place("Rights", "/rights/requests", "rights", Sight.CASES),
            Place("Articles", "/articles", "articles", key="k"),
            Place("Notices", NOTICES, "notices", key="n"),
        ),
    ),
    Group(
        "How it goes",
        (
            Place("Reports", "/desk/reports", "reports", Sight.CASES, key="f"),
            Place("Procedures", "/procedures", "procedures", key="p"),
            Place("Targets", "/targets", "target", Sight.DESK_RULES, key="g"),
            Place("Saved replies", "/replies", "replies", Sight.CASES),
            Place("Absences", "/absences", "absences", Sight.CASES),
        ),
    ),
    Group(
        "Practice",
        (
            Place("Practice", "/practice", "practice", key="x"),
            Place("Role-play", "/practice/scenes", "replies"),
            Place("Marking", "/practice/marking", "marking", Sight.ASSESS),
            Place("Goals", "/practice/goals", "target"),
            Place("Coaching", "/practice/coaching", "people", Sight.COACH),
            Place("Portfolio", "/practice/portfolio", "portfolio", key="v"),
            Place("Claims", "/practice/claims", "claims", key="j"),
            Place("Learners", "/practice/learners", "people", Sight.ENROL),
        ),
    ),
    Group(
        "Worth",
        (
            Place("Worth", "/worth", "worth", Sight.WORTH, key="w"),
            Place("Ladder", "/ladder", "ladder", Sight.WORTH, key="l"),
            Place("Loyalty", "/loyalty", "loyalty", Sight.WORTH, key="y"),
        ),
    ),
    Group(
        "Office",
        (
            Place("Imports", "/imports", "imports", Sight.IMPORT, key="i"),
            Place("Mailboxes", "/mailboxes", "mail", Sight.MAILBOXES),
            Place("Staff", "/staff", "staff", Sight.STAFF, key="s"),
            Place("Webhooks", "/webhooks", "webhooks", Sight.MAILBOXES),
            Place("Audit", "/audit", "audit", Sight.AUDIT, key="a"),
            Place("Chores", "/chores", "chores", Sight.OPERATIONS),
            Place("Tokens", "/tokens", "token"),
            Place("Kept for how long", "/kept", "kept"),
            Place("Design", "/design/", "design"),
        ),
    ),
)


def places_for(request: HttpRequest) -> list[Group]:
    """Return the groups of places the person of this request may see, the current place marked."""
    user = request.user
    if not user.is_authenticated:
        return []
    groups = [_seen_by(user, group) for group in GROUPS]
    here = current_address([place for group in groups for place in group.places], request.path)
    unread = unread_count(user)
    return [_marked(group, here, unread) for group in groups if group.places]


def _seen_by(user: User, group: Group) -> Group:
    return replace(group, places=tuple(one for one in group.places if not one.sight or user.may(one.sight)))


def current_address(places: list[Place], path: str) -> str:
    """Return the address of the place that `path` lies in: the longest that it starts with, or nothing."""
    fits = [place.address for place in places if _lies_in(path, place.address)]
    return max(fits, key=len, default="")


def _lies_in(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(f"{address.rstrip('/')}/"))


def _marked(group: Group, here: str, unread: int) -> Group:
    return replace(group, places=tuple(_with_mark(place, here, unread) for place in group.places))


def _with_mark(place: Place, here: str, unread: int) -> Place:
    count = unread if place.address == NOTICES else 0
    return replace(place, is_current=place.address == here, count=count)

"""Who wishes to practise what: one's own wishes, and those of one's people by how many."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.db.models import QuerySet

from rapport.practice.models import Wish
from rapport.practice.rules.scenes.reading import our_scenes
from rapport.practice.rules.syllabus import read_content
from rapport.staff.models import User
from rapport.staff.rules import Sight

SCENE = "scene"  # what the name of a role-play begins with


@dataclass(frozen=True)
class Wished:
    """One thing that people would like to practise: how many, and who said that they may be named."""

    about: str
    title: str
    people: int
    named: tuple[str, ...]


@cache
def wishable() -> dict[str, str]:
    """Return what can be wished for, by its name: topics, then case studies, then role-plays."""
    topics = read_content().topics
    cases = {f"{topic.id}.{case.id}": f"Case study: {case.title}" for topic in topics for case in topic.cases}
    scenes = {f"{SCENE}.{scene.id}": f"Role-play: {scene.title}" for scene in our_scenes().values()}
    return {**{topic.id: topic.title for topic in topics}, **cases, **scenes}


def wishes_of(user: User) -> QuerySet[Wish]:
    """Return one's own wishes that stand, the newest first."""
    return Wish.objects.filter(person=user, ended_at__isnull=True)


def wishes_counted(user: User) -> list[Wished]:
    """Return what the people whom somebody coaches wish for, the most wished first.

    A leader sees those of the own team, whoever has none sees everybody's.
    """
    if not user.may(Sight.COACH):
        return []
    standing = Wish.objects.filter(ended_at__isnull=True, person__is_active=True)
    if user.team_id is not None:
        standing = standing.filter(person__team=user.team_id)
    by_thing: dict[str, list[str]] = defaultdict(list)
    for about, name, may_be_named in standing.values_list("about", "person__name", "may_be_named"):
        by_thing[about].append(name if may_be_named else "")
    titles = wishable()
    found = [
        Wished(about, titles.get(about, about), len(names), tuple(sorted(filter(None, names))))
        for about, names in by_thing.items()
    ]
    return sorted(found, key=lambda one: (-one.people, one.title))

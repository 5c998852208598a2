"""Goals are set, worked on, changed, and reached or dropped; each leaves an entry that stays."""

from dataclasses import asdict, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from rapport.desk.actions.notices import tell_colleague
from rapport.practice.actions.own_words import own_words
from rapport.practice.models import Goal, GoalEntry
from rapport.practice.queries.goals import goals_to_tell_of, links
from rapport.practice.rules.goals import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    GoalDeed,
    GoalEnded,
    GoalFieldNotRight,
    GoalState,
    GoalUnchanged,
    next_look,
    refuse_empty,
)
from rapport.practice.rules.smart import Wording
from rapport.staff.models import User

REVIEW = "goal to look at"
ENDINGS = {GoalState.REACHED: GoalDeed.REACHED, GoalState.DROPPED: GoalDeed.DROPPED}


@transaction.atomic
def set_goal(wording: Wording, *, by: User, at: datetime) -> Goal:
    """Set a goal of one's own, whatever the checks leave open."""
    reads = _right(wording, by)
    looked_on = localtime(at).date()
    goal = Goal.objects.create(
        **asdict(reads), learner=by, made_at=at, review_on=next_look(looked_on, reads.due_on)
    )
    _append(goal, GoalDeed.SET, "", by=by, at=at)
    return goal


@transaction.atomic
def change_goal(goal: Goal, wording: Wording, why: str, *, by: User, at: datetime) -> Goal:
    """Change how a goal reads, with a word why; how it read before stays in its history."""
    locked, reads = _open(goal), _right(wording, by)
    if reads == locked.wording:
        raise GoalUnchanged
    for name, value in asdict(reads).items():
        setattr(locked, name, value)
    _look(locked, GoalDeed.CHANGED, _note("Why", why, by), by=by, at=at)
    return locked


@transaction.atomic
def note_progress(goal: Goal, text: str, look_on: date | None, *, by: User, at: datetime) -> Goal:
    """Note a step towards a goal, and when to look at it again: on the day named, or in two weeks."""
    locked = _open(goal)
    if look_on is not None and look_on < localtime(at).date():
        raise GoalFieldNotRight(
            field="Look again on", value=f"{look_on:%-d %B %Y}", expected="today or a later day"
        )
    note = _note("What you did", text, by)
    _look(locked, GoalDeed.PROGRESS, note, by=by, at=at, look_on=look_on)
    return locked


@transaction.atomic
def note_reflection(goal: Goal, text: str, *, by: User, at: datetime) -> None:
    """Note that somebody thought about an open goal: that is a look at it, too."""
    if goal.is_open:
        _look(_open(goal), GoalDeed.REFLECTED, text[:LONGEST_NOTE], by=by, at=at)


@transaction.atomic
def end_goal(goal: Goal, state: GoalState, why: str, *, by: User, at: datetime) -> Goal:
    """Say that a goal is reached, or that it is dropped, with a word how or why."""
    locked = _open(goal)
    if state not in ENDINGS:
        raise GoalFieldNotRight(field="How it ended", value=state, expected="reached or dropped")
    told = _note("Why", why, by)
    locked.state, locked.ended_at = state, at
    locked.save()
    _append(locked, ENDINGS[state], told, by=by, at=at)
    return locked


@transaction.atomic
def tell_of_reviews(*, at: datetime) -> int:
    """Tell everybody of their goals whose day of review has come; return of how many."""
    goals = [*goals_to_tell_of(localtime(at).date()).select_for_update(of=("self",))]
    for goal in goals:
        words = f"Look at your goal again, under Goals: {goal.text}"
        tell_colleague(goal.learner, words, kind=REVIEW, case=None, by=None, at=at)
        goal.told_for = goal.review_on
        goal.save(update_fields=["told_for"])
    return len(goals)


def _open(goal: Goal) -> Goal:
    """Return the goal as it stands now, locked; refuse one that has ended."""
    locked = Goal.objects.select_for_update().get(pk=goal.pk)
    if locked.ended_at is not None:
        day = f"{localtime(locked.ended_at):%-d %B %Y}"
        raise GoalEnded(text=locked.text, state=locked.state, day=day)
    return locked


def _note(field: str, text: str, by: User) -> str:
    """Return a note as it is kept: there is one, and no customer's data in it."""
    return refuse_empty(field, own_words(text, by=by), LONGEST_NOTE)


def _right(wording: Wording, by: User) -> Wording:
    """Return a wording with blanks trimmed; refuse what cannot be stored or linked, or names a customer."""
    reads = replace(
        wording,
        text=refuse_empty("Your goal", own_words(" ".join(wording.text.split()), by=by), LONGEST_TEXT),
        seen_by=own_words(wording.seen_by.strip(), by=by),
        own_part=own_words(wording.own_part.strip(), by=by),
    )
    for field, value in (("How you will see it", reads.seen_by), ("What you do yourself", reads.own_part)):
        if len(value) > LONGEST_TEXT:
            raise GoalFieldNotRight(
                field=field, value=value[:60], expected=f"at most {LONGEST_TEXT} characters"
            )
    if reads.link and reads.link not in links():
        raise GoalFieldNotRight(
            field="Linked to", value=reads.link, expected="a topic or marking point of the syllabus"
        )
    return reads


def _look(
    goal: Goal, deed: GoalDeed, text: str, *, by: User, at: datetime, look_on: date | None = None
) -> None:
    """Keep what happened to a goal, and set the day on which to look at it again."""
    goal.review_on = look_on or next_look(localtime(at).date(), goal.due_on)
    goal.save()
    _append(goal, deed, text, by=by, at=at)


def _append(goal: Goal, deed: GoalDeed, text: str, *, by: User, at: datetime) -> None:
    reads = asdict(goal.wording)
    reads["due_on"] = goal.due_on.isoformat() if goal.due_on else ""
    GoalEntry.objects.create(goal=goal, at=at, deed=deed, by=by, text=text, reads=reads)

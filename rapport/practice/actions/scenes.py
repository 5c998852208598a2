"""What is done in role-play: start, say a turn, end, rate oneself."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from rapport.engine.marking.conversation import (
    ADVISER,
    CRITERIA,
    CUSTOMER,
    Frame,
    Turn,
    mark_conversation,
)  # fmt: skip
from rapport.engine.marking.talks import mark_as_data
from rapport.practice.models import RolePlay, SceneTurn
from rapport.practice.rules.scenes import refusals
from rapport.practice.rules.scenes.content import Channel, Scene
from rapport.practice.rules.scenes.effects import BY_GESTURE
from rapport.practice.rules.scenes.hearing import EAR, Talk
from rapport.practice.rules.scenes.play import LONGEST_TEXT, Said, Setup, Step, answer, begin
from rapport.practice.rules.scenes.reading import scene_named
from rapport.practice.rules.scenes.state import Ending, read_state, state_as_data
from rapport.staff.models import User

RATINGS = ("0", "1", "2")


@transaction.atomic
def start_role_play(scene: Scene, channel: str, *, by: User, at: datetime, seed: int) -> RolePlay:
    """Start a scene; one that is open and untouched is gone on with, so that two clicks start one."""
    if channel not in scene.channels:
        offered = ", ".join(scene.channels)
        raise refusals.ChannelNotOffered(channel=channel, scene=scene.title, channels=offered)
    User.objects.select_for_update().get(pk=by.pk)  # two clicks come one after the other
    same = {"learner": by, "scene": scene.id, "version": scene.version, "channel": channel}
    for open_one in RolePlay.objects.filter(**same, ended_at__isnull=True):
        if not open_one.turns.filter(by=ADVISER).exists():
            return open_one
    play = RolePlay.objects.create(
        **same, title=scene.title, seed=seed, reads_with=EAR.version, started_at=at
    )
    _keep_reply(play, begin(_setup(play, scene)), 0, at)
    return play


def _setup(play: RolePlay, scene: Scene) -> Setup:
    return Setup(scene, Channel(play.channel), play.seed)


def _keep_reply(play: RolePlay, step: Step, number: int, at: datetime) -> None:
    SceneTurn.objects.create(
        role_play=play, number=number, by=CUSTOMER, text=step.reply, shown=step.shown, hint=step.hint,
        changes=[asdict(one) for one in step.changes], facts=[*step.facts], moves=[*step.moves],
        state=state_as_data(step.state), at=at,
    )  # fmt: skip


@transaction.atomic
def say(play: RolePlay, number: int, said: Said, *, by: User, at: datetime) -> RolePlay:
    """Say a turn and hear the reply; the same turn sent again changes nothing.

    `number` is the turn that the page expected: of two pages only one goes on.
    """
    _refuse_words(said)
    play = RolePlay.objects.select_for_update().get(pk=play.pk)
    _refuse_others(play, by)
    turns = [*play.turns.all()]
    if number < len(turns) and turns[number].by == ADVISER and turns[number].text == said.text:
        return play
    if play.ended_at:
        raise refusals.RolePlayOver(number=play.pk, ending=play.ending)
    if number != len(turns):
        raise refusals.TurnNotNext(number=number, next=len(turns))
    scene = _scene_of(play)
    SceneTurn.objects.create(
        role_play=play, number=number, by=ADVISER, text=said.text, shown=said.body, at=at
    )
    talk = Talk(_texts(turns, ADVISER), _texts(turns, CUSTOMER))
    step = answer(_setup(play, scene), read_state(turns[-1].state), said, talk)
    _keep_reply(play, step, number + 1, at)
    return _end(play, step.state.ending, at) if step.state.ending else play


def _texts(turns: list[SceneTurn], by: str) -> tuple[str, ...]:
    return tuple(one.text for one in turns if one.by == by)


def _refuse_words(said: Said) -> None:
    if not said.text.strip():
        raise refusals.NothingSaid
    if len(said.text) > LONGEST_TEXT:
        raise refusals.TurnTooLong(length=len(said.text), longest=LONGEST_TEXT)
    if said.body and said.body not in BY_GESTURE:
        raise refusals.GestureNotKnown(gesture=said.body[:40])


def _refuse_others(play: RolePlay, by: User) -> None:
    if play.learner_id != by.pk:
        raise refusals.RolePlayNotYours(number=play.pk, learner=play.learner.name)


def _scene_of(play: RolePlay) -> Scene:
    scene = scene_named(play.scene)
    if scene.version != play.version:
        raise refusals.SceneChanged(scene=scene.title, began=play.version, now=scene.version)
    return scene


@transaction.atomic
def end_role_play(play: RolePlay, *, by: User, at: datetime) -> RolePlay:
    """Stop a role-play where it stands, and mark it; one that has ended stays as it is."""
    play = RolePlay.objects.select_for_update().get(pk=play.pk)
    _refuse_others(play, by)
    return play if play.ended_at else _end(play, Ending.LEFT, at)


def _end(play: RolePlay, ending: str, at: datetime) -> RolePlay:
    turns = [*play.turns.all()]
    told = [Turn(one.number, one.by, one.text) for one in turns]
    play.marks = mark_as_data(mark_conversation(told, EAR, _frame(play, turns)))
    play.mark_version, play.ending, play.ended_at = EAR.version, str(ending), at
    play.save(update_fields=["marks", "mark_version", "ending", "ended_at"])
    return play


def _frame(play: RolePlay, turns: list[SceneTurn]) -> Frame:
    """Return what the scene knows: which turns promised too much, and whether it was to be passed on."""
    scene = scene_named(play.scene)
    too_far = {one.id for one in scene.moves if one.beyond}
    return Frame(tuple(one.number - 1 for one in turns if too_far & {*one.moves}), scene.must_escalate)


@transaction.atomic
def rate_oneself(play: RolePlay, ratings: Mapping[str, str], *, by: User, at: datetime) -> RolePlay:
    """Keep how the learner rates the go, criterion by criterion, before the marks are shown; once."""
    play = RolePlay.objects.select_for_update().get(pk=play.pk)
    _refuse_others(play, by)
    if not play.ended_at:
        raise refusals.RolePlayNotOver(number=play.pk)
    if play.rated_at:
        raise refusals.RatedAlready(number=play.pk, day=f"{play.rated_at:%d %B %Y}")
    for name in CRITERIA:
        if ratings.get(name) not in RATINGS:
            raise refusals.RatingNotRight(criterion=name.replace("_", " "), rating=ratings.get(name, ""))
    play.own_rating, play.rated_at = {name: int(ratings[name]) for name in CRITERIA}, at
    play.save(update_fields=["own_rating", "rated_at"])
    return play

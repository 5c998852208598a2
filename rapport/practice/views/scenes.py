"""Role-play: the scenes, a conversation with a customer, the own rating, and the review."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.engine.marking.conversation import ADVISER
from rapport.lib.errors import Refusal
from rapport.practice.actions import scenes as actions
from rapport.practice.models import RolePlay, SceneTurn
from rapport.practice.queries import scenes as queries
from rapport.practice.rules.scenes.content import Channel
from rapport.practice.rules.scenes.effects import BY_GESTURE, GESTURES
from rapport.practice.rules.scenes.play import LONGEST_TEXT, Said
from rapport.practice.rules.scenes.reading import marking_points, our_scenes, scene_named
from rapport.practice.rules.scenes.review import (
    CRITERION_WORDS,
    ENDING_WORDS,
    LEVELS,
    VARIABLE_WORDS,
    judged,
    try_next,
)  # fmt: skip
from rapport.practice.rules.scenes.state import Ending
from rapport.practice.views.numbers import number_in
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request

DECLINED, CONFLICT = 422, 409
SEEDS = 2**31 - 1
CHANNEL_WORDS = {
    Channel.WRITTEN: ("In writing", "A chat or mail: you see words only."),
    Channel.PHONE: ("On the phone", "You type what you would say, and read how they sound."),
    Channel.FACE: ("Face to face", "You choose your body language too, and see theirs."),
}
CHANNEL_NAMES = {channel.value: words for channel, (words, _) in CHANNEL_WORDS.items()}
asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def scene_list(request: Request) -> HttpResponse:
    """Show the scenes, one's own role-plays, and those of one's learners."""
    own = [*queries.own_role_plays(request.user)]
    done = {one.scene for one in own if one.ended_at}
    context = {
        "scenes": [{"scene": one, "done": one.id in done} for one in our_scenes().values()],
        "own": [_told(one) for one in own],
        "learners": [_told(one) for one in queries.role_plays_of_learners(request.user)],
    }
    return render(request, "practice/scenes/list.html", context)


def _told(play: RolePlay) -> dict[str, Any]:
    words, tone = ENDING_WORDS[Ending(play.ending)] if play.ending else ("Going on", "accent")
    return {"play": play, "words": words, "tone": tone, "channel": CHANNEL_NAMES[play.channel]}


@signed_in
@asked_or_sent
def scene(request: Request, scene: str) -> HttpResponse:
    """Show what a scene is about, and start it on a channel."""
    found, fault = scene_named(scene), ""
    if request.method == "POST":
        try:
            play = actions.start_role_play(
                found,
                request.POST.get("channel", ""),
                by=request.user,
                at=now(),
                seed=secrets.randbelow(SEEDS),
            )
            return redirect(play)
        except Refusal as refusal:
            fault = str(refusal)
    channels = [(one.value, *CHANNEL_WORDS[one]) for one in found.channels]
    points = [marking_points()[row] for row in found.practises]
    context = {"scene": found, "channels": channels, "points": points, "fault": fault}
    return render(request, "practice/scenes/scene.html", context, status=DECLINED if fault else 200)


@signed_in
@require_safe
def role_play(request: Request, number: int) -> HttpResponse:
    """Show a role-play: the talk, then the own rating, then the review."""
    return _page(request, queries.role_play_visible_to(request.user, number))


@signed_in
@require_POST
def turns(request: Request, number: int) -> HttpResponse:
    """Say a turn; sent again it changes nothing."""
    play = queries.role_play_visible_to(request.user, number)
    said = Said(_plain(request.POST.get("text", "")), request.POST.get("body", ""))
    expected = number_in(request.POST.get("number", ""))
    try:
        play = actions.say(play, -1 if expected is None else expected, said, by=request.user, at=now())
    except Refusal as refusal:
        kept = said.text[:LONGEST_TEXT]
        return _page(request, play, fault=str(refusal), text=kept, status=DECLINED)
    if request.htmx:
        return _page(request, play)
    return redirect(f"{play.get_absolute_url()}#latest")


def _plain(text: str) -> str:
    """Return a typed text as the database can hold it."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


@signed_in
@require_POST
def ended(request: Request, number: int) -> HttpResponse:
    """End a role-play where it stands."""
    play = queries.role_play_visible_to(request.user, number)
    return redirect(actions.end_role_play(play, by=request.user, at=now()))


@signed_in
@require_POST
def rating(request: Request, number: int) -> HttpResponse:
    """Keep the own rating; then the review is shown."""
    play = queries.role_play_visible_to(request.user, number)
    try:
        play = actions.rate_oneself(play, request.POST.dict(), by=request.user, at=now())
    except Refusal as refusal:
        return _page(request, play, fault=str(refusal), rated=request.POST.dict(), status=DECLINED)
    return redirect(play)


@dataclass(frozen=True)
class Spoken:
    """One turn as the page shows it, with what it changed and what could be said kinder."""

    turn: SceneTurn
    is_own: bool
    shown: str
    changes: list[dict[str, Any]] = field(default_factory=list)
    kinder: list[dict[str, str]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)


def _page(request: Request, play: RolePlay, *, status: int = 200, **more: Any) -> HttpResponse:
    is_own = play.learner_id == request.user.pk
    found = scene_named(play.scene)
    rows = [*play.turns.all()]
    context = {
        "play": play, "scene": found, "is_own": is_own, "channel": CHANNEL_NAMES[play.channel],
        "next": len(rows), "longest": LONGEST_TEXT,
        "gestures": GESTURES if play.channel == Channel.FACE else (),
        "hint": rows[-1].hint, "levels": [*enumerate(LEVELS)], "criteria": CRITERION_WORDS.items(), **more,
    }  # fmt: skip
    is_reviewed = play.ended_at and (play.rated_at or not is_own)
    context |= _review(play, rows) if is_reviewed else {"spoken": [_spoken(one, {}) for one in rows]}
    whole = "practice/scenes/review.html" if is_reviewed else "practice/scenes/play.html"
    template = f"{whole}#scene" if request.htmx and not is_reviewed else whole
    return render(request, template, context, status=status)


def _review(play: RolePlay, rows: list[SceneTurn]) -> dict[str, Any]:
    found = scene_named(play.scene)
    marked = {one["turn"]: one for one in play.marks.get("turns", ())}
    replies = {one.number - 1: one for one in rows if one.by != ADVISER}
    facts = [name for one in rows for name in one.facts]
    moves = [name for one in rows for name in one.moves]
    words, tone = ENDING_WORDS[Ending(play.ending)]
    state = rows[-1].state
    return {
        "spoken": [_spoken(one, marked.get(one.number, {}), replies.get(one.number)) for one in rows],
        "ending": words, "tone": tone, "judged": judged(play.marks, play.own_rating),
        "advice": try_next(found, play.marks, facts, moves),
        "facts": [{"fact": one, "found": one.id in facts} for one in found.facts],
        "state": [(name, state[key.value], getattr(found.start, key.value, found.patience))
                  for key, name in VARIABLE_WORDS.items()],
        "guards": play.marks.get("guards", ()),
    }  # fmt: skip


def _spoken(turn: SceneTurn, mark: dict[str, Any], reply: SceneTurn | None = None) -> Spoken:
    is_own = turn.by == ADVISER
    gesture = BY_GESTURE.get(turn.shown)
    shown = (gesture.text if gesture else "") if is_own else turn.shown
    changes = [_changed(one) for one in reply.changes] if reply and is_own else []
    acts = [_act_words(one) for one in mark.get("acts", ())]
    return Spoken(turn, is_own, shown, changes, mark.get("tone", []), acts)


def _changed(change: dict[str, Any]) -> dict[str, str]:
    amount = change["amount"]
    signed = f"+{amount}" if amount > 0 else f"−{-amount}"
    return {"words": VARIABLE_WORDS[change["variable"]], "signed": signed, "cause": change["cause"]}


def _act_words(one: dict[str, Any]) -> str:
    words = str(one["act"]).replace("_", " ")
    return f"{words} (likely)" if one["likely"] else words

"""What the page on what a customer is owed shows, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rapport.desk.models import Assessment, Case, Clock, Entry, Redress, RightChoice
from rapport.desk.queries.owed.assessments import (
    STATES,
    Known,
    Stands,
    before,
    day_at,
    how_it_stands,
    known_facts,
    newest,
    told_in,
)
from rapport.desk.queries.owed.decisions import DATA_KINDS, DecisionShown, decisions_shown
from rapport.desk.rules import EntryKind, RedressState
from rapport.desk.rules.owed.answers import DECIDES, STATUS, Change, ask_for, deadlines_of, differences
from rapport.desk.rules.owed.deadlines import PRUDENT, Deadline, wanted_clocks
from rapport.desk.rules.owed.decisions import DecisionState, Way
from rapport.desk.rules.owed.facts import Question, Told, in_words, question
from rapport.engine.rights.data_rights import RIGHTS
from rapport.engine.rights.reading import FactNotKnown
from rapport.staff.models import User

LATEST = 20
LOGGED = (EntryKind.OWED, EntryKind.CLOCK, EntryKind.DECISION)
STANDING = (RedressState.ASKED, RedressState.ALLOWED, RedressState.GIVEN)


@dataclass(frozen=True)
class FactShown:
    """A fact that was told, in words, with where it is from."""

    fact: str
    question: str
    said: str
    source: str
    can_be_asked: bool


@dataclass(frozen=True)
class ConclusionShown:
    """A conclusion as a person reads it, with what the customer chose under it."""

    code: str
    text: str
    choices: tuple[str, ...]
    decides: str
    status: str
    source: str
    since: date
    changes_if: tuple[Question, ...]
    chosen: RightChoice | None
    is_for_person: bool


@dataclass(frozen=True)
class DeadlineShown:
    """A deadline as of today, with the clock of the case that runs for it where it is ours."""

    deadline: Deadline
    state: str  # past, near, or nothing
    clock: Clock | None

    @property
    def has_hour(self) -> bool:
        """Whether it ends at an hour, and not with its day."""
        return isinstance(self.deadline.moment, datetime)


@dataclass(frozen=True)
class RedressKept:
    """Redress of the case: owed by a right that follows still, by one that no longer does, or goodwill."""

    redress: Redress
    right_is_stated: bool


@dataclass(frozen=True)
class OwedShown:
    """Everything that the page on what a customer is owed leads with."""

    case: Case
    on: date
    assessment: Assessment | None
    told: Told
    asked: Question | None
    known: tuple[Known, ...] = ()
    stands: Stands | None = None
    facts: tuple[FactShown, ...] = ()
    conclusions: tuple[ConclusionShown, ...] = ()
    ours: tuple[DeadlineShown, ...] = ()
    theirs: tuple[DeadlineShown, ...] = ()
    denied: tuple[Mapping[str, str], ...] = ()
    human_decides: tuple[str, ...] = ()
    decisions: tuple[DecisionShown, ...] = ()
    redress: tuple[RedressKept, ...] = ()
    further: tuple[Question, ...] = ()
    changes: tuple[Change, ...] = ()
    not_known: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def best(self) -> str:
        """The fact that is asked next by itself."""
        return question(self.stands.ask).fact if self.stands and self.stands.ask else ""

    @property
    def is_data_request(self) -> bool:
        """Whether somebody uses a right over their data, or complains about it."""
        return self.assessment is not None and self.assessment.request_kind in DATA_KINDS

    @property
    def is_answered_in_a_month(self) -> bool:
        """Whether it is a right over data with a month to answer: identity and clarifying count then."""
        return self.assessment is not None and self.assessment.request_kind in RIGHTS

    @property
    def is_adjustment(self) -> bool:
        """Whether somebody asks for an adjustment."""
        return self.assessment is not None and self.assessment.request_kind == "reasonable_adjustment"

    @property
    def is_granted(self) -> bool:
        """Whether an adjustment was granted in the case."""
        made = [one.decision for one in self.decisions if one.decision.code == "eq.reasonable_adjustment"]
        return any(one.way == Way.FOR and one.state == DecisionState.STANDS for one in made)

    @property
    def may_be_extended(self) -> bool:
        """Whether the time to answer may be put off with notice, and was not yet."""
        notice = any(one.deadline.name == "extension_notice" for one in self.ours)
        return notice and not any(one.clock and one.clock.extended_from for one in self.ours)


def owed_page(case: Case, user: User, *, at: datetime, ask: str = "") -> OwedShown:
    """Return the page on what the customer of a case is owed; `ask` is a fact that somebody wants to tell."""
    on, kept = day_at(case, at), newest(case)
    told = told_in(kept)
    known = tuple(known_facts(case, user, told))
    if kept is None:
        return OwedShown(case, on, None, told, _asked(ask, None), known)
    stands = how_it_stands(kept, on)
    return OwedShown(
        case, on, kept, told, _asked(ask, stands.ask), known, stands, facts_shown(told),
        **_answer_shown(case, kept, on),
        decisions=tuple(decisions_shown(case, user)),
        redress=_redress(case, kept),
        further=tuple(_questions(one for one in ask_for(told, on) if one != stands.ask)),
        changes=tuple(_changes(kept)),
        not_known=tuple(_questions(told.not_known)),
    )  # fmt: skip


def _asked(ask: str, best: str | None) -> Question | None:
    """Return the question of a fact that somebody wants to tell, else the next best."""
    name = ask or best
    return question(name) if name else None


def _questions(names: Iterable[str]) -> list[Question]:
    """Return the questions of some facts, each once; one that no page can ask is left out."""
    found: dict[str, Question] = {}
    for name in names:
        try:
            found.setdefault(question(name).fact, question(name))
        except FactNotKnown:
            continue
    return [*found.values()]


def _redress(case: Case, kept: Assessment) -> tuple[RedressKept, ...]:
    stated = {one["code"] for one in kept.answer["conclusions"]}
    found = case.redress.filter(state__in=STANDING)
    return tuple(RedressKept(one, one.right in stated) for one in found)


def _changes(kept: Assessment) -> list[Change]:
    last = before(kept)
    return differences(last.answer, kept.answer) if last else []


def log_of(case: Case) -> list[Entry]:
    """Return what was done about what they are owed, the latest first."""
    found = case.entries.filter(kind__in=LOGGED).order_by("-at", "-pk")[: 3 * LATEST]
    return [one for one in found if one.kind != EntryKind.CLOCK or one.detail.get("right")][:LATEST]


def facts_shown(told: Told) -> tuple[FactShown, ...]:
    """Return the facts that were told, as a person reads them."""
    return tuple(_fact(name, value, told) for name, value in told.facts.items())


def _fact(name: str, value: Any, told: Told) -> FactShown:
    source = told.sources.get(name, "")
    try:
        asked = question(name)
    except FactNotKnown:
        return FactShown(name, name, in_words(value), source, can_be_asked=False)
    return FactShown(asked.fact, asked.text, in_words(value), source, can_be_asked=True)


def _answer_shown(case: Case, kept: Assessment, on: date) -> dict[str, Any]:
    answer = kept.answer
    chosen = _chosen(case)
    clocks = {one.of_right: one for one in case.clocks.exclude(of_right="").order_by("pk")}
    wanted = {one.name for one in wanted_clocks(deadlines_of(answer))} | clocks.keys()
    due = [_deadline(one, on, clocks) for one in deadlines_of(answer) if not one.name.endswith(PRUDENT)]
    return {
        "conclusions": tuple(_conclusion(one, chosen) for one in answer["conclusions"]),
        "ours": tuple(one for one in due if one.deadline.is_ours and one.deadline.name in wanted),
        "theirs": tuple(one for one in due if not one.deadline.is_ours),
        "denied": tuple(answer.get("denied", ())),
        "human_decides": tuple(answer["human_decides"]),
        "notes": tuple(one for one in answer["notes"] if not kept.request_kind or "contract" not in one),
    }


def _chosen(case: Case) -> dict[str, RightChoice]:
    """Return what was chosen last under each conclusion."""
    found: dict[str, RightChoice] = {}
    for one in case.right_choices.all():
        found.setdefault(one.code, one)
    return found


def _conclusion(kept: Mapping[str, Any], chosen: Mapping[str, RightChoice]) -> ConclusionShown:
    decides = str(kept["decides"])
    return ConclusionShown(
        kept["code"], kept["text"], tuple(kept["choices"]), DECIDES.get(decides, decides),
        STATUS.get(kept["status"], kept["status"]), kept["source"], date.fromisoformat(kept["in_force_from"]),
        tuple(_questions(kept["changes_if"])), chosen.get(kept["code"]),
        is_for_person=decides not in ("auto", "customer"),
    )  # fmt: skip


def _deadline(one: Deadline, on: date, clocks: Mapping[str, Clock]) -> DeadlineShown:
    state = "past" if one.is_past(on) else "near" if one.is_near(on) else ""
    return DeadlineShown(one, state, clocks.get(one.name))


def owed_in_short(case: Case, at: datetime) -> dict[str, Any]:
    """Return what the panel beside a case says of what they are owed."""
    kept = newest(case)
    if kept is None:
        return {"kept": None}
    on = day_at(case, at)
    due = [one for one in deadlines_of(kept.answer) if _is_shown_in_short(one, on)]
    rights = [one["text"] for one in kept.answer["conclusions"] if not one["code"].startswith(STATES)]
    waits = case.right_decisions.filter(state=DecisionState.ASKED).exists()
    return {"kept": kept, "rights": rights, "due": due, "waits": waits}


def _is_shown_in_short(one: Deadline, on: date) -> bool:
    return one.kind == "legal" and one.name != "answer_or_explain" and not one.is_past(on)

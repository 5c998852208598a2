"""What a turn does to a customer: the rules of acts, tone and body language, each with its sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapport.engine.marking import acts as act
from rapport.engine.text.phrases import BLAME, DISMISSAL, SHOUTING
from rapport.engine.text.reading import reading_ease
from rapport.practice.rules.scenes.content import Band, Channel, Move, Scene, Variable
from rapport.practice.rules.scenes.hearing import Heard
from rapport.practice.rules.scenes.state import Change, State

CALM, TRUST, HEARD, CLARITY = Variable.CALM, Variable.TRUST, Variable.FELT_HEARD, Variable.CLARITY
HARD = 40.0  # Flesch: a sentence of service that is this hard must be heard twice
LONGEST_SPOKEN = 110  # words: more in one go and half is forgotten
CHAIN = 3  # closed questions in a row that feel like an interrogation


@dataclass(frozen=True)
class Rule:
    """One effect: the amount the first time, the second time and so on; the last one stands for all later."""

    id: str
    variable: Variable
    amounts: tuple[int, ...]
    cause: str


def _rules(*rules: Rule) -> tuple[Rule, ...]:
    return rules


BY_ACT: Mapping[str, tuple[Rule, ...]] = {
    act.APOLOGISE: _rules(
        Rule("apology", CALM, (10, 4, 0), "You said sorry for what happened. A second time counts less."),
    ),
    act.FEELING: _rules(
        Rule("feeling", HEARD, (12, 6, 2), "You named what it feels like."),
        Rule("feeling_calms", CALM, (7, 4, 0), "Being understood takes the heat out."),
    ),
    act.PARAPHRASE: _rules(
        Rule("paraphrase", HEARD, (10, 6, 2), "You gave back what was said, in your words."),
        Rule("paraphrase_trust", TRUST, (4, 2, 0), "Whoever sums up has listened."),
    ),
    act.OPEN: _rules(
        Rule("open", HEARD, (4, 3, 1), "An open question lets them tell it."),
        Rule("open_trust", TRUST, (4, 3, 1), "Your interest builds trust."),
    ),
    act.EXPLORE: _rules(Rule("explore", HEARD, (4, 2, 0), "You asked what it means for them.")),
    act.SUGGEST: _rules(Rule("suggest", CLARITY, (5, 3, 0), "You said what can be done.")),
    act.VERIFY: _rules(Rule("verify", TRUST, (2, 0), "You made sure whom you speak with.")),
}
DATED = Rule("dated_promise", TRUST, (6, 3, 1), "A promise with a day can be relied on.")
UNDATED = Rule("undated_promise", TRUST, (-3,), "A promise without a day: when will it be?")
CLEAR = Rule("clear", CLARITY, (12, 6, 2), "You explained it in plain words.")
UNCLEAR = Rule("unclear", CLARITY, (-8,), "Long words and long sentences: they did not follow.")
TOO_LONG = Rule("too_long", CLARITY, (-6,), "That was long to listen to in one go.")
GREETED = Rule("greeted", TRUST, (4, 0), "You greeted them.")
NOT_GREETED = Rule("not_greeted", TRUST, (-4, 0), "You began without a greeting.")
CHAINED = Rule("chain", HEARD, (-6,), "One closed question after another feels like an interrogation.")
RIGHT_ESCALATION = Rule("escalated", TRUST, (8, 0), "You knew your limit and passed it on.")
NEEDLESS = Rule("needless", TRUST, (-3, 0), "You passed on what you may decide yourself.")
WRONG_AGAIN = Rule("wrong_again", TRUST, (-6,), "You did it again, although they told you.")
TOO_EARLY = Rule("too_early", TRUST, (-4,), "You offered it before you knew what they need.")
BY_TONE: Mapping[str, tuple[Rule, ...]] = {
    BLAME: _rules(
        Rule("blame", TRUST, (-15,), "You put the blame on them."),
        Rule("blame_heats", CALM, (-12,), "Blame makes people angry."),
    ),
    DISMISSAL: _rules(
        Rule("dismissal", HEARD, (-12,), "You waved it away."),
        Rule("dismissal_heats", CALM, (-10,), "Being waved away makes people angry."),
    ),
    SHOUTING: _rules(
        Rule("shouting", CALM, (-10,), "You raised your voice."),
        Rule("shouting_trust", TRUST, (-5,), "Whoever shouts is not trusted."),
    ),
}


@dataclass(frozen=True)
class Gesture:
    """One choice of body language: what it is called, and what it does by how calm the customer is."""

    id: str
    text: str
    calm: Rule
    tense: Rule
    upset: Rule

    def rule(self, band: Band) -> Rule:
        """Return what it does in a band."""
        return {Band.CALM: self.calm, Band.TENSE: self.tense, Band.UPSET: self.upset}[band]


def _same(name: str, text: str, rule: Rule) -> Gesture:
    return Gesture(name, text, rule, rule, rule)


_SMILE = Rule("smile", TRUST, (3, 1, 0), "A smile fitted the moment.")
_LEAN = Rule("lean_in", HEARD, (3, 1, 0), "You leaned in and showed that you listen.")
_SPACE = Rule("step_back", HEARD, (-2,), "There was no need to step back; it looked like leaving.")
GESTURES = (
    _same("open", "Stand open, arms relaxed", Rule("open_posture", TRUST, (3, 1, 0), "That welcomes.")),
    _same("eyes", "Look at them, without staring", Rule("eyes", HEARD, (3, 1, 0), "You saw them.")),
    _same("nod", "Nod while they speak", Rule("nod", HEARD, (3, 1, 0), "You nodded: go on, I listen.")),
    _same("write", "Write down what they say", Rule("write", HEARD, (4, 1, 0), "It counts for you.")),
    Gesture(
        "lean", "Lean in a little", _LEAN, _LEAN,
        Rule("lean_close", TRUST, (-4,), "To lean in is too close for somebody so angry."),
    ),
    Gesture(
        "space", "Take half a step back", _SPACE, _SPACE,
        Rule("space", CALM, (5, 2, 0), "You gave them space."),
    ),
    Gesture(
        "smile", "Smile", _SMILE, Rule("smile_tense", TRUST, (-1,), "A smile too early convinces nobody."),
        Rule("smile_upset", TRUST, (-7,), "A smile at somebody angry looks like mockery."),
    ),
    _same("screen", "Look at the screen", Rule("screen", HEARD, (-5,), "You did not look at them.")),
    _same("crossed", "Cross your arms", Rule("crossed", TRUST, (-6,), "Crossed arms shut them out.")),
    _same("point", "Point at the rules on the wall", Rule("point", CALM, (-8,), "To point at rules hurts.")),
    _same("clock", "Look at the clock", Rule("clock", HEARD, (-7,), "You looked at the clock.")),
)  # fmt: skip
BY_GESTURE = {one.id: one for one in GESTURES}


@dataclass(frozen=True)
class Moment:
    """What the rules look at: the scene, how it is met, what was said and shown, and what was heard."""

    scene: Scene
    channel: Channel
    text: str
    body: str
    heard: Heard


def rules_of(moment: Moment, state: State) -> Iterator[Rule]:
    """Yield the rules that take effect, the good ones before the bad ones."""
    for tone in dict.fromkeys(one.kind for one in moment.heard.mark.tone):
        yield from BY_TONE[tone]
    if moment.body in BY_GESTURE and moment.channel is Channel.FACE:
        yield BY_GESTURE[moment.body].rule(state.band)
    if moment.heard.is_void:
        return
    acts = moment.heard.acts
    if any(moment.scene.move(name).wrong for name in moment.heard.moves):
        yield from (WRONG_AGAIN for name in moment.heard.moves if name in state.moves)
        return
    for name in sorted(acts & BY_ACT.keys(), key=act.ACTS.index):
        yield from BY_ACT[name]
    yield from _of_words(moment, acts)
    yield from _of_form(moment, state, acts)


def _of_words(moment: Moment, acts: frozenset[str]) -> Iterator[Rule]:
    if act.PROMISE in acts:
        yield DATED if act.names_a_moment(moment.text) else UNDATED
    if act.EXPLAIN in acts:
        ease = reading_ease(moment.text).score
        yield UNCLEAR if ease is not None and ease < HARD else CLEAR
    if moment.channel is not Channel.WRITTEN and len(moment.text.split()) > LONGEST_SPOKEN:
        yield TOO_LONG


def _of_form(moment: Moment, state: State, acts: frozenset[str]) -> Iterator[Rule]:
    if state.turn == 1:
        yield GREETED if act.GREET in acts else NOT_GREETED
    if closed_run(state, acts) >= CHAIN:
        yield CHAINED
    if act.ESCALATE in acts and moment.scene.must_escalate:
        yield RIGHT_ESCALATION
    elif act.ESCALATE in acts and not moment.heard.moves:  # a move of the scene says itself what it is worth
        yield NEEDLESS


def closed_run(state: State, acts: frozenset[str]) -> int:
    """Return how many turns in a row held closed questions and nothing that opens."""
    opens = {act.OPEN, act.PARAPHRASE, act.FEELING, act.EXPLAIN, act.SUGGEST}
    return state.closed_run + 1 if act.CLOSED in acts and not opens & acts else 0


def take_effect(state: State, rules: Iterator[Rule]) -> tuple[State, list[Change]]:
    """Return the state after the rules, and what changed; a rule that acts again acts less."""
    changes: list[Change] = []
    for rule in rules:
        times = state.seen.count(rule.id)
        amount = rule.amounts[min(times, len(rule.amounts) - 1)]
        state, change = state.changed(rule.variable, amount, rule.id, rule.cause)
        state = replace(state, seen=(*state.seen, rule.id))
        changes += [change] if change else []
    return state, changes


def make_move(state: State, move: Move) -> tuple[State, list[Change]]:
    """Return the state after a move of the scene, made for the first time."""
    amounts: Sequence[tuple[Variable, int]] = (
        (CALM, move.calm), (TRUST, move.trust), (HEARD, move.felt_heard), (CLARITY, move.clarity),
    )  # fmt: skip
    changes: list[Change] = []
    for variable, amount in amounts:
        state, change = state.changed(variable, amount, f"move:{move.id}", f"{move.text}.")
        changes += [change] if change else []
    return state, changes

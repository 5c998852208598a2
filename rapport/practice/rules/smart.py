"""Five checks of a goal, as prompts: each says in a sentence what is still open, and none is a score.

They read English by patterns. A goal is kept whatever they say: whoever wrote it knows better.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_WEEKS = 12  # a goal that runs for longer is rather several
MOST_WORDS = 40
MOST_DEEDS = 2


class Check(StrEnum):
    """What makes a goal one that can be reached, and seen to be."""

    SEEN = "A number, or something to see"
    DATED = "A date"
    OWN = "In your own hands"
    LINKED = "Linked to what you learn"
    SMALL = "Small enough"


@dataclass(frozen=True)
class Wording:
    """A goal in somebody's words; `link` is a topic or a row of the syllabus, and may be empty."""

    text: str
    seen_by: str = ""
    own_part: str = ""
    due_on: date | None = None
    link: str = ""


@dataclass(frozen=True)
class Prompt:
    """A check that is still open, and what to think about."""

    check: Check
    says: str


MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
TIMES = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b(?:\s+\d{{4}})?"
    rf"|\b(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    r"|\b(?:in|within|for|over|next)\s+(?:the\s+(?:next|coming)\s+)?(?:\d+|an?|one|two|three|four|six)\s+"
    r"(?:day|week|month|year)s?\b|\b20\d\d\b|\bq[1-4]\b",
    re.IGNORECASE,
)
SAID_WHEN = re.compile(
    rf"\b(?:by|before|until|in|at the end of|from|next|this)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?"
    rf"(?:{MONTHS}|month|week|year|quarter|christmas|easter|summer|autumn|winter|spring"
    r"|monday|tuesday|wednesday|thursday|friday)\b",
    re.IGNORECASE,
)
NUMBERS = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty"
    r"|half|once|twice|a third|two thirds|nine in ten|a quarter of)\b",
    re.IGNORECASE,
)
ACTS = (
    "agree|answer|apologise|ask|book|call|check|close|collect|complete|count|draft|email|explain|finish|give"
    "|greet|hand in|hold|list|log|mark|name|note|observe|open|pass|practise|present|read back|record|repeat"
    "|ring|role-play|rewrite|say|send|set up|shadow|show|sit|submit|sum up|summarise|teach|tell|time|use"
    "|write|watch|visit|thank|offer|keep a|measure|compare|prepare|attend|try out|lead|confirm|review|fill in"
)
ACT = re.compile(rf"\b(?:{ACTS})(?:e?s|e?d|ing)?\b", re.IGNORECASE)
VAGUE = re.compile(
    r"\b(?:better|improve\w*|good at|great at|understand\w*|know (?:more|about|all|our|the)"
    r"|learn(?: more)? about|aware\w*"
    r"|more (?:\w+ )?(?:confident|patient|professional|friendly|empathetic|organised|positive|proactive)"
    r"|confident|do my best|try (?:hard|to)|work on|focus on|be nice|feel)\b",
    re.IGNORECASE,
)
WHO = (
    r"(?:my |our |the |other |all |more )?"
    r"(?:customers?|clients?|managers?|leaders?|team|colleagues?|company|boss|others|they|department)"
)
OTHERS = re.compile(
    rf"\b{WHO} (?:(?:will|should|must|has to|have to|need to|needs to|to) )+\w+"
    rf"|\b(?:get|make|have|want|persuade|convince) {WHO} (?:to )?(?!about|with|on|for|in|know by)\w+"
    r"|\b(?:be|get|become|being) (?:promoted|chosen|given|named|praised|recognised|thanked|a promotion"
    r"|a (?:pay )?rise|an award|employee)\b",
    re.IGNORECASE,
)
RESULTS = re.compile(
    r"\b(?:nps|csat|net promoter(?: score)?|satisfaction(?: score)?s?|star (?:ratings?|reviews?)"
    r"|five[- ]stars?|sales|turnover|revenue|profit|retention(?: rate)?|churn"
    r"|(?:fewer|less|number of|no more|no) complaints"
    r"|loyalty|repeat orders|referrals)\b",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"\b(?:always|never|every (?:single )?(?:customer|call|case|time|day|complaint|contact|mail)"
    r"|all (?:the |my |our )?(?:customers|calls|cases|complaints|contacts|laws?|topics)|everything|everyone"
    r"|everybody|perfect\w*|100 ?%|completely|whole (?:course|qualification|syllabus))(?:\b|(?<=%))",
    re.IGNORECASE,
)
JOINED = re.compile(r"\band\b|\bthen\b|[;,]|\bas well as\b|\balso\b", re.IGNORECASE)


def open_checks(goal: Wording, today: date) -> tuple[Prompt, ...]:
    """Return the checks of a goal that are still open, in the order of `Check`."""
    return tuple(Prompt(check, says) for check, says in _asked(goal, today) if says)


def _asked(goal: Wording, today: date) -> Iterator[tuple[Check, str]]:
    yield Check.SEEN, _seen(goal)
    yield Check.DATED, _dated(goal, today)
    yield Check.OWN, _own(goal)
    yield Check.LINKED, _linked(goal)
    yield Check.SMALL, _small(goal, today)


def _seen(goal: Wording) -> str:
    if _can_be_seen(goal.text) or _can_be_seen(goal.seen_by):
        return ""
    vague = VAGUE.search(goal.text)
    if vague:
        return f"“{vague[0]}” is hard to see. What would somebody beside you see or count once it is so?"
    return "Nobody could see or count this yet. How many, how often, or what will be there that is not now?"


def _can_be_seen(text: str) -> bool:
    """Tell whether a text has a number that is no date, or an act that can be observed and is not vague."""
    plain = TIMES.sub(" ", text)
    return bool(NUMBERS.search(plain)) or bool(ACT.search(plain) and not VAGUE.search(plain))


def _dated(goal: Wording, today: date) -> str:
    if goal.due_on is None:
        said = SAID_WHEN.search(goal.text) or TIMES.search(goal.text)
        if said:
            return f"You say “{said[0]}”. Pick that day as the date, so that you are reminded."
        return "It has no date. By which day do you want to have it done?"
    if goal.due_on < today:
        return f"{goal.due_on:%-d %B %Y} has passed. Which day would you choose now?"
    return ""


def _own(goal: Wording) -> str:
    if _is_own(goal.own_part):
        return ""
    others, result = OTHERS.search(goal.text), RESULTS.search(goal.text)
    if others:
        return f"“{others[0]}” is up to somebody else. What will you do yourself towards it?"
    if result:
        return f"“{result[0]}” also hangs on others. What will you do yourself that moves it?"
    return ""


def _is_own(part: str) -> bool:
    return bool(ACT.search(part)) and not OTHERS.search(part)


def _linked(goal: Wording) -> str:
    if goal.link.strip():
        return ""
    return "It is linked to nothing you learn. Which topic or marking point would it help you to show?"


def _small(goal: Wording, today: date) -> str:
    weeks = (goal.due_on - today).days // 7 if goal.due_on else 0
    whole, deeds = WHOLE.search(goal.text), _deeds(goal.text)
    if weeks > LONGEST_WEEKS:
        return f"It runs for {weeks} weeks. What could you have done within {LONGEST_WEEKS}?"
    if whole:
        return f"“{whole[0]}” leaves no room for one bad day. What would be enough to begin with?"
    if len(deeds) > MOST_DEEDS:
        return f"It holds several goals: {', '.join(deeds)}. Which one comes first?"
    if len(goal.text.split()) > MOST_WORDS:
        return f"It takes {len(goal.text.split())} words. What is the one thing in it?"
    return ""


def _deeds(text: str) -> list[str]:
    """Return the acts that a text begins its parts with, each once."""
    firsts = (ACT.match(part.strip()) or VAGUE.match(part.strip()) for part in JOINED.split(text))
    return [*dict.fromkeys(found[0].lower() for found in firsts if found)]

"""What the kind of a point asks of the form of an answer: several things, two sides, a reason, a number."""

import re
from collections.abc import Callable, Sequence

from rapport.engine.marking.questions import Point
from rapport.engine.marking.sketch import sketch

CONTRAST = re.compile(
    r"\b(?:whereas|while|whilst|but|unlike|however|instead|although|though|compared|than|rather|differ\w*|opposite"
    r"|on the other hand|both|only|ones?\b.{3,90}\bones?|one .{3,80}\bthe other|not .{2,60}\bbut)\b|[;,]",
    re.IGNORECASE | re.DOTALL,
)
CAUSE = re.compile(
    r"\b(?:because|cos|coz|cause|so|therefore|thus|hence|since|due to|as|results?|leads?|leading|led"
    r"|causes?|caused|causing|means?|meaning|makes?|making|made|why|consequently|otherwise|if|then|when|which"
    r"|ends? up|that way|but|and (?:they|it|he|she|you|we|people|gets?|feels?)|gives?|saves?|wins?|keeps?|can"
    r"|in order to|to (?:keep|avoid|get|save)|reason)\b",
    re.IGNORECASE,
)
EXAMPLE = re.compile(
    r"\b(?:for (?:example|instance)|e\.?g\.?|such as|like (?:when|a|the|if)|say|once|suppose|imagine|if a"
    r"|when (?:a|the|i|we|my)|in (?:my|our|a) |at (?:my|our|work)|a customer|customers? who|someone|somebody"
    r"|a (?:lady|man|woman|caller|guest|client|patient)|shop|store|garage|hotel|restaurant|bank|warehouse"
    r"|factory|office|call cent(?:re|er)|till|delivery|order|team|department|colleagues?|accounts)",
    re.IGNORECASE,
)
NUMBER = (
    r"(?:\d[\d.,]*|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty"
    r"|ninety|hundred)"
)
UNIT = (
    r"(?:%|per ?cent|pence|pounds?|euros?|times?|out of|in (?:ten|\d+)|(?:working |business |more )?(?:"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|calls?|customers?|people|orders?|complaints?|points?|rings?"
    r"|units?|e-?mails?))"
)
QUANTITY = re.compile(rf"[£€$]\s?\d|\b{NUMBER}[ \-]?{UNIT}", re.IGNORECASE)
METHOD = re.compile(
    r"\b(?:by|using|use|first|then|next|after|step|make|do|(?:ask|check|start|record|measur|compar|call|offer"
    r"|listen|send|set|keep|train|survey|repeat|tell|writ|stay|speak|say|show|explain|summari[sz]|paraphras"
    r"|let|leav|admit|apologi[sz]|own|brief|giv|pass|hand|look|read|not)\w*)\b",
    re.IGNORECASE,
)
APPLICATION = re.compile(
    r"\b(?:i|we|our|my|us|would|they|customer\w*|he|she|him|her|them|you|it|put|go|ask|tell)\b", re.IGNORECASE
)
OBSERVED = re.compile(
    r"\b(?:i|we|he|she|they|customers?|colleagues?|manager|staff|man|woman|lady|bloke|girl|boy|somebody|someone)"
    r"\b.{0,60}?\b(?:\w{2,}ed|saw|heard|said|told|was|were|went|gave|took|came|had|did|felt|kept|made|found|rang"
    r"|spoke|began|left|shook|stood)\b",
    re.IGNORECASE | re.DOTALL,
)
CLAUSE = re.compile(r"[,;:.!?\n•]|\band\b|\bor\b|\balso\b|\bthen\b|\bplus\b|\bas well as\b")
LACKS = {
    "contrast": "it names one side and not how the other differs",
    "cause": "it gives no reason or what follows",
    "example": "it gives no example",
    "quantified": "it gives no number with what is counted",
    "method": "it does not say both how and what follows",
    "application": "it does not speak of the case or of somebody in it",
    "observed": "it does not tell what somebody saw, heard or did",
}
FORMS: dict[str, Callable[[str], bool]] = {
    "contrast": lambda text: bool(CONTRAST.search(text)),
    "cause": lambda text: bool(CAUSE.search(text)),
    "example": lambda text: bool(EXAMPLE.search(text)),
    "quantified": lambda text: bool(QUANTITY.search(text)),
    "method": lambda text: bool(METHOD.search(text) and CAUSE.search(text)),
    "application": lambda text: bool(APPLICATION.search(text)),
    "observed": lambda text: bool(OBSERVED.search(text)),
}


def lacking(point: Point, text: str) -> str:
    """Return what the form of an answer lacks for the kind of a point, or nothing."""
    if point.kind == "count":
        found = distinct(text, [*point.phrases, point.text, *point.good])
        return "" if found >= point.n else f"it names {found} of {point.n}"
    form = FORMS.get(point.kind)
    return "" if form is None or form(text) else LACKS[point.kind]


def distinct(text: str, known: Sequence[str]) -> int:
    """Return how many different things an answer names.

    A clause counts that shares a telling word with what is known, and not only words of earlier clauses.
    Lists are counted, not understood: two words for one thing count as two.
    """
    telling = frozenset().union(*(sketch(one).stems for one in known))
    seen: set[str] = set()
    count = 0
    for clause in CLAUSE.split(text):
        fresh = (sketch(clause).stems & telling) - seen
        count += bool(fresh)
        seen |= fresh
    return count

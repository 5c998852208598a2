"""Forms for what a customer is owed: one fact in the form its kind asks for, a choice, a decision."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_current_timezone, is_aware

from rapport.customers.forms.fields import choice_of, day, line, lines, moment, tick
from rapport.desk.forms.cases import a_number
from rapport.desk.forms.complaints import CaseForm
from rapport.desk.rules.owed.beginnings import BEGINNINGS
from rapport.desk.rules.owed.decisions import LONGEST_REASON, Way
from rapport.desk.rules.owed.facts import LONGEST_TRIES, Form, Question, in_words
from rapport.engine.rights.facts import TRIED

NO_ANSWER = "Choose or write an answer, or use one of the other buttons."
YES_NO = (("yes", "yes"), ("no", "no"))
Fields = dict[str, forms.Field]


def _radio(choices: Iterable[tuple[str, str]], label: str, *, needed: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), widget=forms.RadioSelect, required=needed,
        error_messages={"required": NO_ANSWER},
    )  # fmt: skip


def _number(label: str, *, decimals: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=11, decimal_places=decimals, required=False
    )


class AnswerForm(CaseForm):
    """One fact, asked in the form of its kind: radio buttons, a day, an amount, words."""

    def __init__(self, asked: Question, told: Any = None, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.asked, self.told = asked, told
        self.fields.update(_fields(asked))
        for name, value in _initial(asked, told).items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        """Decline an answer that holds nothing."""
        filled = super().clean() or {}
        if not self.errors and self.value(filled) in (None, [], ""):
            raise ValidationError(NO_ANSWER)
        return filled

    def value(self, filled: Mapping[str, Any] | None = None) -> Any:
        """Return what was answered, as the engine reads it."""
        filled = self.cleaned_data if filled is None else filled
        if self.asked.form == Form.TRIES:
            return _tries(self.told, filled)
        if self.asked.form == Form.DAY_OR_NO:
            on = filled.get("day")
            return on.isoformat() if on else READ[Form.YES_NO](filled.get("value"))
        given = filled.get("value")
        return READ.get(self.asked.form, _as_it_is)(given) if given not in (None, "") else None


def _fields(asked: Question) -> Fields:
    label, form = asked.text, asked.form
    if form == Form.TRIES:
        return _try_fields()
    if form == Form.DAY_OR_NO:
        days = day("On what day", hint="Where the day is known, it says more.")
        return {"value": _radio(YES_NO, label, needed=False), "day": days}
    makers: dict[Form, Any] = {
        Form.YES_NO: lambda: _radio(YES_NO, label),
        Form.CHOICE: lambda: _radio([(one, in_words(one)) for one in asked.choices], label),
        Form.DAY: lambda: day(label),
        Form.MOMENT: lambda: moment(label, needed=False),
        Form.NUMBER: lambda: _number(label, decimals=2 if asked.fact.startswith("bank_rate") else 0),
        Form.MONEY: lambda: _number(f"{label} (pounds)", decimals=2),
        Form.DAYS: lambda: line(
            label, 300, needed=False, hint="Days such as 2026-03-09, with commas between."
        ),
        Form.LIST: lambda: line(label, 300, needed=False, hint="A word or two each, with commas between."),
        Form.WORD: lambda: line(label, 60, needed=False, hint="In a word or two."),
    }
    return {"value": makers.get(form, lambda: lines(label, 400, needed=False))()}


def _try_fields() -> Fields:
    return {
        "action": _radio([(one, in_words(one)) for one in TRIED], "What happened"),
        "date": day("On what day"),
        "conforming": _radio(
            YES_NO, "Was it in order then? (where it came back or was finished)", needed=False
        ),
        "finished": _radio(YES_NO, "Did we say that it is finished? (at their home)", needed=False),
    }


def _tries(told: Any, filled: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the events of repair with one more; one that lacks its day is declined by its form."""
    on = filled.get("date")
    if not filled.get("action") or not isinstance(on, date):
        return []
    new: dict[str, Any] = {"action": filled["action"], "date": on.isoformat()}
    for name, field in (("conforming", "conforming"), ("finished_notified", "finished")):
        if filled.get(field):
            new[name] = filled[field] == "yes"
    return [*(told or []), new][-LONGEST_TRIES:]


def _initial(asked: Question, told: Any) -> dict[str, Any]:
    """Return what a form shows of a fact that was told before."""
    if told is None or asked.form == Form.TRIES:
        return {}
    if isinstance(told, bool):
        return {"value": "yes" if told else "no"}
    if asked.form == Form.DAY_OR_NO:
        return {"day": told}
    if asked.form == Form.MOMENT:
        moment = datetime.fromisoformat(told) if "T" in told else datetime.fromisoformat(f"{told}T00:00")
        return {"value": moment.astimezone() if is_aware(moment) else moment}
    return {"value": ", ".join(map(str, told)) if isinstance(told, list) else told}


def _as_it_is(given: Any) -> Any:
    return given


def _code(given: str) -> str:
    """Return words as the engine writes a word of an open list."""
    return "_".join("".join(one if one.isalnum() else " " for one in given.lower()).split())


def _moment(given: datetime) -> str:
    return given.astimezone(get_current_timezone()).isoformat(timespec="minutes")


def _split(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


READ: dict[Form, Any] = {
    Form.YES_NO: {"yes": True, "no": False}.get,
    Form.DAY: lambda given: given.isoformat(),
    Form.MOMENT: _moment,
    Form.NUMBER: lambda given: int(given) if given == int(given) else float(given),
    Form.MONEY: float,
    Form.DAYS: _split,
    Form.LIST: lambda given: [_code(one) for one in _split(given)],
    Form.WORD: _code,
}


class BeginForm(CaseForm):
    """What the matter is about, and which of the facts that are known are right."""

    about = _radio([(one.key, one.words) for one in BEGINNINGS.values()], "What is it about?")


class ChosenForm(CaseForm):
    """What the customer chose, and how they told us."""

    code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    choice = forms.CharField(max_length=80)
    said = line("How they told us", 300, needed=False)


class DecisionForm(CaseForm):
    """What a person decides, why, and where the customer may turn where it is against them."""

    about = forms.CharField(label="About", max_length=300)
    way = choice_of(Way, "The decision is")
    reason = lines(
        "Why", LONGEST_REASON, hint="Kept with the decision. Against a right it goes to the customer."
    )
    route = lines(
        "Where they may turn against it", LONGEST_REASON, needed=False,
        hint="Goes to the customer with a decision against them, or in part. Left empty, it is filled in.",
    )  # fmt: skip


class ReverseForm(forms.Form):
    """Why a decision was wrong, and which way it goes now."""

    way = choice_of(Way, "It is now")
    reason = lines("Why it is reversed", LONGEST_REASON)


class AnswerOfOneForm(forms.Form):
    """What is said with a signature under a decision, or why it is declined."""

    answer = line("Answer", 300, needed=False)


class AgainForm(CaseForm):
    """The same is asked again."""


class ExtensionNoticeForm(CaseForm):
    """Why more time is needed, as the customer reads it, and when they were told."""

    reason = lines("Why more time is needed", LONGEST_REASON)
    told_on = forms.DateField(label="On what day they were told", widget=forms.DateInput({"type": "date"}))


class AdjustmentForm(CaseForm):
    """What is asked for, and what we do; both go into the customer's record."""

    asked_for = line("What they ask for", 400, hint="The need, not the diagnosis.")
    adjustment = line("What we do", 400)


class RequestForm(forms.Form):
    """A request about data, an adjustment or a breach, as it comes in."""

    kind = forms.ChoiceField(label="What it is about")
    customer = a_number("Customer", hint="Their number in the register; empty: not known.")
    subject = line("In a few words", 200)
    received = moment("When it came, or when we were sure of the breach")
    channel = forms.ChoiceField(label="It came by")
    words = lines("What they said", 4000, needed=False)
    id_doubt = tick(
        "There is reason to doubt who is asking", hint="Then the time runs from the proof of identity."
    )

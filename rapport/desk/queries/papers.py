"""The papers of a case for somebody outside: time-line, messages, decisions; notes only where chosen."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.timezone import localtime

from rapport.desk.models import Case, Entry, Message
from rapport.desk.queries.procedures import progress_of
from rapport.desk.rules import EntryKind, Evidence
from rapport.desk.rules.papers import Paper, packed, plain_name

# Entries whose words were written to stand outside too; of others it is told that they happened.
WORDS_TOLD = (EntryKind.DECISION, EntryKind.STAGE, EntryKind.CLOCK, EntryKind.PROMISE, EntryKind.REDRESS)
AMONG_US = (EntryKind.NOTE, EntryKind.REFUSED, EntryKind.ASSIGNMENT)
EVIDENCE_TOLD = (Evidence.DECISION, Evidence.REDRESS, Evidence.CAUSE, Evidence.PROMISE, Evidence.REPLY)


def papers_of(case: Case, *, at: datetime, with_notes: bool = False) -> bytes:
    """Return the pack of papers of a case as an archive.

    What colleagues wrote for each other (notes, hand-overs, what a step found, refusals) is left out unless
    it is chosen; messages, files, decisions, redress, promises and dates are in it.
    """
    papers = [
        Paper("timeline.txt", _lines(_timeline(case, with_notes=with_notes))),
        Paper("decisions.txt", _lines(_decisions(case, with_notes=with_notes))),
        *_messages(case),
    ]
    notes = "with notes among colleagues" if with_notes else "without notes among colleagues"
    about = f"Papers of case {case.reference}, {case.subject}\nMade {_when(at)}, {notes}."
    return packed(papers, about, at=localtime(at))


def _timeline(case: Case, *, with_notes: bool) -> Iterator[str]:
    yield f"Time-line of case {case.reference}: {case.subject}"
    for entry in case.entries.select_related("message"):
        if with_notes or entry.kind not in AMONG_US:
            yield _entry(entry, with_notes=with_notes)


def _entry(entry: Entry, *, with_notes: bool) -> str:
    moved = f" {entry.before} → {entry.after}".rstrip() if entry.before or entry.after else ""
    way = f" {entry.message.direction}, by {entry.message.channel}" if entry.message else ""
    words = f": {entry.text}" if entry.text and (with_notes or entry.kind in WORDS_TOLD) else ""
    return f"{_when(entry.at)}  {entry.by_name}  {entry.kind}{way}{moved}{words}"


def _decisions(case: Case, *, with_notes: bool) -> Iterator[str]:
    yield f"Decisions in case {case.reference}"
    progress = progress_of(case)
    if progress:
        yield f"Procedure: {progress.run.procedure}"
        for shown in progress.steps:
            done = f"{_when(shown.done.at)} by {shown.done.by_name}" if shown.done else "not done"
            yield f"Step {shown.step.position}, {shown.step.name}: {done}"
            for kind, text in shown.done.evidence.items() if shown.done else ():
                if with_notes or kind in EVIDENCE_TOLD:
                    yield f"    {kind}: {text}"
    for one in case.redress.select_related("asked_by", "allowed_by"):
        allowed = f", allowed by {one.allowed_by.name}" if one.allowed_by else ""
        yield f"Redress: {one.kind}, {one.worth} {one.currency}, {one.state}{allowed}. Why: {one.why}"
    for action in case.cause_actions.all():
        effect = f", effect {action.effect} of 100" if action.effect is not None else ""
        yield f"{action.kind.capitalize()}: {action.text}, due {action.due_on}{effect}"
    for stage in case.stages.all():
        yield f"Before {stage.body} since {_when(stage.opened_at)}. {stage.outcome}".rstrip()


def _messages(case: Case) -> Iterator[Paper]:
    messages = case.messages.prefetch_related("attachments__blob")
    for place, message in enumerate(messages, start=1):
        folder = f"messages/{place:03}"
        yield Paper(f"{folder} {message.direction}.txt", _lines(_message(message)))
        for count, file in enumerate(message.attachments.all(), start=1):
            if not file.refused:
                yield Paper(f"{folder} file {count:02} {plain_name(file.name)}", bytes(file.blob.body))


def _message(message: Message) -> Iterator[str]:
    yield f"{_when(message.at)}  {message.direction}, by {message.channel}, {message.delivery}"
    yield f"From: {message.from_name} {message.from_address}".rstrip()
    for name, people in (("To", message.recipients), ("Copy", message.copies)):
        if people:
            yield f"{name}: {', '.join(' '.join(one) for one in people)}"
    yield f"Subject: {message.subject}"
    for file in message.attachments.all():
        yield f"File: {file.name}{f' (not handed on: {file.refused})' if file.refused else ''}"
    yield ""
    yield message.text


def _lines(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _when(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"

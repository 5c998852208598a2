"""`rapport mark` and `rapport converse`: answers and conversations marked from the command line."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

import click

from rapport.lib.places import beside, refuse_place

HELP = {"help_option_names": ["-h", "--help"]}
READ = click.File(encoding="utf-8-sig", errors="replace")
FILE = click.Path(dir_okay=False, path_type=Path)
BY_WORDS = click.option(
    "--without-encoder", is_flag=True, help="Mark by words alone, also where the encoder is installed."
)
ENDPOINT = click.option(
    "--endpoint", metavar="URL", default="", help="Ask this OpenAI-compatible service for a second opinion."
)
ENDPOINT_MODEL = click.option("--endpoint-model", metavar="NAME", default="", help="Which model to ask.")
UNREADABLE = 2


class OrAnswers(click.Group):
    """Sub-commands by their first word; what begins with anything else are answers to mark."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the sub-command that is named, or the marking of answers."""
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return super().resolve_command(ctx, ["answers", *args])


@click.group(cls=OrAnswers, context_settings={**HELP, "ignore_unknown_options": True})
def mark() -> None:
    """Mark short answers point by point: practice feedback and a suggestion, never a verdict.

    The word answers may be left out: what follows is then QUESTIONS and ANSWERS.
    """


@mark.command(context_settings=HELP)
@click.argument("questions", type=READ)
@click.argument("answers", type=READ)
@click.option("--output", type=FILE, metavar="FILE", help="Write the marks here instead of on the screen.")
@click.option("--model", type=FILE, metavar="FILE", help="Use the model that `rapport mark fit` wrote.")
@ENDPOINT
@ENDPOINT_MODEL
@BY_WORDS
def answers(
    questions: TextIO,
    answers: TextIO,
    output: Path | None,
    model: Path | None,
    *,
    endpoint: str,
    endpoint_model: str,
    without_encoder: bool,
) -> None:
    """Mark ANSWERS to QUESTIONS: one line of JSON for each, in their order.

    QUESTIONS is a JSON array, ANSWERS has {"id", "question", "text"} on each line; - reads what is piped in.
    With --endpoint, or RAPPORT_MARKING_URL, a language model is asked once for each answer; personal data
    with a shape of its own is taken out first, and a point is shown only where both say so. Where it fails,
    the mark stands without it and says so. Exit 0 all marked, 1 some refused, 2 nothing readable.
    """
    from rapport.engine.marking.mark import Marker
    from rapport.engine.marking.records import answers_in, marks_in, questions_in

    second = _endpoint(endpoint, endpoint_model)
    asked = questions_in(questions.read())
    lines = answers_in(answers.read(), asked)
    encoder = _encoder(without_encoder)
    marker = Marker(asked, _model(model, encoder), encoder)
    _write(marks_in(marker, lines, second), output)
    click.echo(marker.says, err=True)
    if second:
        click.echo(f"Second opinions were asked for at {second.url} of {second.model}.", err=True)
    _leave(sum(not line.error for line in lines), len(lines))


@mark.command(context_settings=HELP)
@click.argument("questions", type=READ)
@click.argument("marked", type=READ)
@click.option("--model", type=FILE, metavar="FILE", required=True, help="Where the model goes.")
@click.option("--without-bank", is_flag=True, help="Keep the heads alone, not the answers as examples.")
@BY_WORDS
def fit(questions: TextIO, marked: TextIO, model: Path, *, without_bank: bool, without_encoder: bool) -> None:
    """Fit a model on MARKED answers: {"id", "question", "text", "score"}, or "points" with a score for each.

    The file is plain data with its digest; the same files give the same bytes. Lines that cannot be read are
    named and left out.
    """
    from rapport.engine.marking.model import fit_model, model_as_text

    asked, told = _marked(questions, marked)
    encoder = _encoder(without_encoder)
    fitted = [
        fit_model(asked, told, one, keep_bank=not without_bank)
        for one in [None, *([encoder] if encoder else [])]
    ]
    _write([model_as_text(fitted).rstrip("\n")], model)
    click.echo(f"Fitted on {len(told)} answers to {len({one.question for one in told})} questions: {model}")


@mark.command(context_settings=HELP)
@click.argument("questions", type=READ)
@click.argument("marked", type=READ)
@click.option("--model", type=FILE, metavar="FILE", help="Check this model, on answers it was not fitted on.")
@click.option(
    "--by",
    type=click.Choice(["answer", "question"]),
    default="answer",
    show_default=True,
    help="What is unseen when it is marked: the answer, or all of its question.",
)
@click.option("--folds", default=5, show_default=True, help="How many parts; each is marked by the others.")
@click.option("--seed", default=0, show_default=True, help="Seed of the parts.")
@click.option("--json", "as_json", is_flag=True, help="Print one object of JSON.")
@ENDPOINT
@ENDPOINT_MODEL
@BY_WORDS
def check(
    questions: TextIO,
    marked: TextIO,
    model: Path | None,
    *,
    endpoint: str,
    endpoint_model: str,
    without_encoder: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Hold the marker against people who marked the answers in MARKED.

    Prints accuracy, macro-F1 and kappa at a score of 0.5, weighted kappa on five steps, and the accuracy on
    the answers it is surest of. No answer is marked by a model that was fitted on it. With --endpoint both
    are held against people, without and with a second opinion, and which is better is said.
    """
    second = _endpoint(endpoint, endpoint_model)
    asked, told = _marked(questions, marked)
    encoder = _encoder(without_encoder)
    fitted = _model(model, encoder) if model else None
    found, words = _compared(asked, told, encoder, (fitted, second, how))
    for line in [json.dumps(found.as_data())] if as_json else words(found):
        click.echo(line)


def _compared(asked: Any, told: Any, encoder: Any, with_what: tuple[Any, Any, Any]) -> tuple[Any, Any]:
    """Return the figures that are asked for, and what puts them into words."""
    from rapport.engine.marking import checking, comparing
    from rapport.engine.marking.mark import Marker

    model, second, how = with_what
    if second is None and model is None:
        return checking.check_by_folds(asked, told, encoder, **how), checking.in_words
    if second is None:
        return checking.check_model(asked, told, model, encoder), checking.in_words
    if model is None:
        found = comparing.compare_by_folds(asked, told, encoder, second, **how)
    else:
        found = comparing.compare_model(Marker(asked, model, encoder), told, second)
    return found, comparing.compared_in_words


def _endpoint(url: str, model: str) -> Any:
    from rapport.site.environment import read_marking

    return read_marking(os.environ, url, model)


@click.group(context_settings=HELP)
def converse() -> None:
    """Mark service conversations: what each turn does, tone, and criteria over the whole."""


@converse.command("mark", context_settings=HELP)
@click.argument("transcript", type=READ)
@click.option("--output", type=FILE, metavar="FILE", help="Write the marks here instead of on the screen.")
@BY_WORDS
def mark_talks(transcript: TextIO, output: Path | None, *, without_encoder: bool) -> None:
    """Mark the conversations in TRANSCRIPT: one line of JSON for each, in the order they begin.

    TRANSCRIPT has {"id", "turn", "by": "adviser" or "customer", "text"} on each line; - reads what is piped
    in. Practice feedback, never a verdict: paraphrase is called likely, how deep empathy goes is left to a
    person. Exit 0 all read, 1 some lines refused, 2 nothing readable.
    """
    from rapport.engine.marking.conversation import Ear
    from rapport.engine.marking.talks import talks_marked, turns_in

    lines = turns_in(transcript.read())
    ear = Ear(_encoder(without_encoder))
    _write(talks_marked(ear, lines), output)
    click.echo(ear.says, err=True)
    _leave(sum(not line.error for line in lines), len(lines))


def _encoder(without: bool) -> Any:
    from rapport.engine.text.embeddings import encoder

    return None if without else encoder()


def _model(file: Path | None, encoder: Any) -> Any:
    from rapport.engine.marking.model import ModelNotReadable, read_model, shipped_model

    if file is None:
        return shipped_model(encoder)
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError):
        raise ModelNotReadable(file=file, why="cannot be opened") from None
    return read_model(text, str(file), encoder)


def _marked(questions: TextIO, marked: TextIO) -> tuple[Any, Any]:
    from rapport.engine.marking.records import answers_in, marked_of, questions_in

    asked = questions_in(questions.read())
    lines = answers_in(marked.read(), asked, are_marked=True)
    for line in lines:
        if line.error:
            click.echo(f"{line.id}: {line.error}", err=True)
    return asked, marked_of(lines)


def _write(lines: Iterable[str], output: Path | None) -> None:
    """Write lines to a file that appears only when it is whole, or to the screen."""
    if output is None:
        for line in lines:
            click.echo(line)
        return
    refuse_place(output, force=True)
    with beside(output) as part, part.open("w", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in lines)


def _leave(readable: int, total: int) -> None:
    sys.exit(0 if readable == total else 1 if readable else UNREADABLE)

"""`rapport content`: practice content checked and handed on from the command line."""

import sys
from pathlib import Path

import click

HELP = {"help_option_names": ["-h", "--help"]}
PLACE = click.Path(dir_okay=True, path_type=Path)


@click.group(context_settings=HELP)
def content() -> None:
    """Check and hand on practice content: topics, questions, cases."""


TOPICS = click.Path(exists=True, file_okay=False, path_type=Path)


@content.command(context_settings=HELP)
@click.argument("folder", type=TOPICS, required=False)
def check(folder: Path | None) -> None:
    """Check the topics in FOLDER and the scenes in FOLDER/scenes, or those that come with Rapport.

    Says for each thing that does not hold the file, the place, what stands there and what was expected.
    A folder with a syllabus.toml must cover every row of it; one without adds to ours. Both conversations
    of a scene are run. Exit 0 all holds, 1 something does not, 2 no topic found.
    """
    from rapport.practice.rules import syllabus, telling
    from rapport.practice.rules.scenes import reading

    found = syllabus.read_content(folder or syllabus.OURS)
    played = reading.read_scenes(folder / "scenes" if folder else reading.OURS, found.rows)
    for problem in (*found.problems, *played.problems):
        click.echo(str(problem))
    click.echo(telling.counts(found))
    click.echo(f"{len(played.scenes)} scenes; {len(played.problems)} problems")
    sys.exit(1 if found.problems or played.problems else 0)


@content.command(context_settings=HELP)
@click.argument("folder", type=TOPICS, required=False)
@click.option("--output", type=PLACE, required=True, metavar="FILE", help="Write the questions here: .json.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def questions(folder: Path | None, output: Path, *, force: bool) -> None:
    """Write the questions in FOLDER, or ours, as the JSON that `rapport mark` reads."""
    from rapport.lib.places import beside, refuse_place
    from rapport.practice.rules import handing, syllabus

    refuse_place(output, force=force)
    found = syllabus.read_content(folder or syllabus.OURS)
    if found.problems:
        raise syllabus.ContentDoesNotHold(number=len(found.problems), first=found.problems[0])
    with beside(output) as draft:
        draft.write_text(handing.questions_json(found.topics), encoding="utf-8")
    click.echo(f"{sum(len(topic.questions) for topic in found.topics)} questions in {output}")


@content.command(context_settings=HELP)
@click.argument("folder", type=TOPICS, required=False)
@click.option("--output", type=PLACE, metavar="FILE", help="Write it here, not on the screen: .json.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def case(folder: Path | None, output: Path | None, *, force: bool) -> None:
    """Write the syllabus of FOLDER, or ours, as a framework of competencies: a CASE 1.1 package.

    Its groups, rows and topics, and which topic covers which row. The names are the same in every export.
    """
    from rapport.lib.places import beside, refuse_place
    from rapport.practice.rules import syllabus
    from rapport.practice.rules.export.case import case_json, framework_of

    found = syllabus.read_content(folder or syllabus.OURS)
    if found.problems:
        raise syllabus.ContentDoesNotHold(number=len(found.problems), first=found.problems[0])
    framework = framework_of(found)
    if output is None:
        click.echo(case_json(framework), nl=False)
        return
    refuse_place(output, force=force)
    with beside(output) as draft:
        draft.write_text(case_json(framework), encoding="utf-8")
    click.echo(f"{len(framework.items)} items, {len(framework.associations)} associations in {output}")

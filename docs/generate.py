"""Write the reference pages that come from the code: `python -m docs.generate`."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import django

import rapport
from docs.coverage_page import coverage_page
from docs.rights_pages import rights_pages
from docs.syllabus_page import syllabus_page
from rapport.lib.errors import Refusal

REFERENCE = Path(__file__).resolve().parent / "reference"
WIDTH = 100
WRITTEN_BY = "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n"
ABOUT_REFUSALS = """\
A refusal is a request that Rapport understood and declined. On the command line it is one sentence and
exit code 2; on the web a page; for a program `{"code": ..., "text": ...}`. The code stays the same from
version to version; the sentence may get better. Words in braces are the facts.
"""


def pages() -> dict[str, str]:
    """Return every generated page by its file name."""
    return {
        "refusals.md": refusals_page(),
        "cli.md": commands_page(),
        "who-sees-what.md": sights_page(),
        "api.md": api_page(),
        "syllabus.md": syllabus_page(),
        "coverage.md": covered_page(),
        **rights_pages(),
    }


def api_page() -> str:
    """Return the page of the HTTP API, from its own description."""
    _set_up()
    from rapport.site.api_reference import api_reference

    return api_reference()


def covered_page() -> str:
    """Return the page of what covers the syllabus; the addresses are asked of the application."""
    _set_up()
    from rapport.practice.queries.coverage import coverage

    return coverage_page(coverage())


def sights_page() -> str:
    """Return the page of who sees what, from the one matrix that decides it."""
    _set_up()
    from rapport.staff.rules import who_sees_what

    return who_sees_what()


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.site.settings")
    django.setup()


def every_module() -> Iterator[str]:
    """Import every module of the package and yield its name."""
    _set_up()
    for module in pkgutil.walk_packages(rapport.__path__, "rapport."):
        importlib.import_module(module.name)
        yield module.name


def refusals() -> list[type[Refusal]]:
    """Return every kind of refusal in the package, by code."""
    modules = list(every_module())
    found = [kind for kind in _descendants(Refusal) if kind.__module__ in modules]
    return sorted(found, key=lambda kind: (kind.code, kind.__qualname__))


def _descendants(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def refusals_page() -> str:
    """Return the page of refusals: code, the sentence with its facts in braces, and where it comes from."""
    head = ["# Refusals", WRITTEN_BY, ABOUT_REFUSALS, "| code | what it says | where |", "|---|---|---|"]
    rows = [
        f"| `{kind.code}` | {_cell(kind.text)} | `{kind.__module__.removeprefix('rapport.')}` |"
        for kind in refusals()
    ]
    return "\n".join([*head, *rows, ""])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def commands_page() -> str:
    """Return the page of commands, each with its help as the command line prints it."""
    from rapport.cli import cli

    helps = ((context.command_path, context.get_help()) for context in _contexts(cli, None, "rapport"))
    texts = [f"## `{path}`\n\n```\n{text}\n```\n" for path, text in helps]
    return "\n".join(["# Commands", WRITTEN_BY, *texts])


def _contexts(command: click.Command, parent: click.Context | None, name: str) -> Iterator[click.Context]:
    """Yield a context for a command and all below it; help is wrapped at one width on every machine."""
    command._help_option = None  # noqa: SLF001 - Click keeps the one of whoever called the command first
    context = click.Context(command, parent, name, terminal_width=WIDTH, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            below = command.get_command(context, child)
            if below and not below.hidden:
                yield from _contexts(below, context, child)


def main() -> None:
    """Write every generated page."""
    for name, text in pages().items():
        (REFERENCE / name).parent.mkdir(exist_ok=True)
        (REFERENCE / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    main()

"""The commands of the room."""

import click


@click.command()
def backup() -> None:
    """Not there yet."""


@click.command()
def restore() -> None:
    """Not there yet."""


@click.command()
def work() -> None:
    """Not there yet."""

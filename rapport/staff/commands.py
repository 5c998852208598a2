"""The commands of the room."""

import click


@click.command()
def users() -> None:
    """Not there yet."""

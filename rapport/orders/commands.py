"""The commands of the room."""

import click


@click.command()
def take_in() -> None:
    """Not there yet."""

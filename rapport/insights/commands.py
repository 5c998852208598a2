"""The commands of the room."""

import click


@click.command()
def worth() -> None:
    """Not there yet."""

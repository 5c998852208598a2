"""The `rapport users` commands: invite, list, bring back, and the link for the first owner."""

import click
from django.utils.timezone import now

from rapport.staff import actions, queries
from rapport.staff.rules import Role, read_role

ADDRESS = click.option(
    "--address",
    default="http://localhost:8000",
    show_default=True,
    help="Where people open Rapport; the link starts with it.",
)


@click.group()
def users() -> None:
    """Invite people, list them, and bring back those who lost the way in."""


@users.command()
@click.argument("email")
@click.option("--role", required=True, metavar="ROLE", help=f"One of: {', '.join(Role)}.")
@click.option("--team", metavar="TEAM", help="The team of the person, by its name.")
@click.option("--name", default="", help="The name of the person; they can change it.")
@ADDRESS
def invite(email: str, role: str, team: str | None, **words: str) -> None:
    """Print a one-time link by which EMAIL joins; it works for seven days."""
    found = queries.team_named(team) if team else None
    secret = actions.invite(email, role=read_role(role), team=found, name=words["name"], by=None, at=now())
    click.echo(f"{words['address']}{actions.link_of(secret)}")


@users.command(name="list")
def list_users() -> None:
    """Print everybody who works here: address, name, role, team, and whether they may sign in."""
    for person in queries.everybody():
        state = "active" if person.is_active else "deactivated"
        team = person.team.name if person.team else "-"
        click.echo(f"{person.email}\t{person.name}\t{person.role}\t{team}\t{state}")


@users.command()
@click.argument("email")
@ADDRESS
def recover(email: str, address: str) -> None:
    """Remove the second factors of EMAIL and print a one-time link to set a new password.

    The old password stops working at once. The link works for one day. The audit tells of it.
    """
    secret = actions.recover(email, at=now())
    click.echo(f"{address}{actions.link_of(secret)}")


@users.command()
@ADDRESS
def owner(address: str) -> None:
    """Print a new one-time link for the owner, as long as there is none."""
    click.echo(f"{address}{actions.owner_link(at=now())}")

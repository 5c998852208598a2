"""Promises that are near are warned of, and those whose time passed are broken."""

from datetime import datetime

from rapport.desk import actions


def watch_promises(at: datetime) -> str:
    """Warn of promises that are near and record those that broke; say how many, where there were any.

    Cases hear of promises that were kept on the customer's page: the register does not know the desk.
    """
    actions.tell_kept_elsewhere(at=at)
    warned, broken = actions.warn_of_promises(at=at), actions.break_overdue(at=at)
    return f"{warned} warned of, {broken} broken" if warned or broken else ""

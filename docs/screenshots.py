"""Take the pictures of the main pages: `python -m docs.screenshots [--folder DEMO]`.

Makes the demo in a folder of its own (or takes the one named), serves it, signs its owner in and writes
docs/images/*.png. It needs Chromium. The pictures show the demo as of today, so they are made anew and
looked at whenever a page changes; no test compares them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import django
from playwright.sync_api import Browser, sync_playwright

from tests import machine

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
COMMAND = (sys.executable, "-m", "rapport.cli")
ANNOUNCED = "Rapport is at "
DESK, PHONE = (1440, 680), (390, 844)
SMALLER = "--disable-lcd-text"  # letters without coloured edges: a third fewer bytes


@dataclass(frozen=True)
class Shot:
    """One picture: which page, how large, by day or by night, and in which role it is looked at."""

    name: str
    path: str
    size: tuple[int, int] = DESK
    scheme: Literal["light", "dark"] = "light"
    role: str = "owner"


SHOTS = (
    Shot("home", "/"),
    Shot("queue", "/queue"),
    Shot("queue-phone", "/queue", PHONE, "dark"),
    Shot("reports", "/desk/reports"),
    Shot("customers", "/customers"),
    Shot("customer", "/customers/{customer}"),
    Shot("customer-phone", "/customers/{customer}", PHONE, "dark"),
    Shot("types", "/customers/types"),
    Shot("orders", "/orders"),
    Shot("worth", "/worth"),
    Shot("worth-dark", "/worth", DESK, "dark"),
    Shot("ladder", "/ladder"),
    Shot("loyalty", "/loyalty"),
    Shot("imports", "/imports"),
    Shot("practice", "/practice", role="learner"),
    Shot("practice-answer", "/practice/answers/{answer}", role="learner"),
    Shot("role-play-phone", "/practice/scenes", PHONE, "dark", role="learner"),
    Shot("design", "/design/"),
)


@dataclass(frozen=True)
class Visit:
    """Where the demo is, the session of each role one visits it in, and whose page and answer are shown."""

    address: str
    sessions: Mapping[str, str]
    customer: int
    answer: int


@contextmanager
def served() -> Iterator[str]:
    """Serve what RAPPORT_DATA_DIR holds, yield its address, and stop it."""
    server = subprocess.Popen(  # noqa: S603 - this very program, with words written here
        [*COMMAND, "serve", "--port", "8700", "--no-chores"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        lines = iter(server.stdout or ())
        announced = next(line for line in lines if line.startswith(ANNOUNCED))
        yield announced.removeprefix(ANNOUNCED).split()[0]
    finally:
        server.terminate()
        server.wait(timeout=30)


def visit(address: str) -> Visit:
    """Sign the owner and a learner in, and find a customer of whom there is much to tell."""
    from django.test import Client  # noqa: PLC0415 - Django is set up only now

    from rapport.customers.models import Customer  # noqa: PLC0415
    from rapport.practice.models import Answer  # noqa: PLC0415
    from rapport.staff.models import User  # noqa: PLC0415
    from rapport.staff.rules import Role  # noqa: PLC0415

    sessions = {}
    for role in (Role.OWNER, Role.LEARNER):
        client = Client()
        person = User.objects.filter(role=role, is_active=True).earliest("pk")
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        sessions[str(role)] = client.cookies["sessionid"].value
    told = Customer.objects.filter(
        value__isnull=False, needs__isnull=False, promises__isnull=False, merged_into__isnull=True
    )
    shown = told.order_by("-value").first() or Customer.objects.earliest("pk")
    answer = Answer.objects.filter(sent__isnull=False).latest("answered_at")
    return Visit(address, sessions, shown.pk, answer.pk)


def take(browser: Browser, shot: Shot, seen: Visit) -> None:
    """Take one picture; a page that does not answer well ends the command."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=shot.scheme, reduced_motion="reduce"
    )
    context.add_cookies([{"name": "sessionid", "value": seen.sessions[shot.role], "url": seen.address}])
    page = context.new_page()
    path = shot.path.format(customer=seen.customer, answer=seen.answer)
    answer = page.goto(f"{seen.address}{path}")
    if not answer or not answer.ok:
        raise SystemExit(f"{path} answered {answer and answer.status}; no picture of it was taken.")
    page.screenshot(path=IMAGES / f"{shot.name}.png")
    context.close()


def take_all(folder: Path) -> None:
    """Take every picture of the demo in `folder`."""
    os.environ["RAPPORT_DATA_DIR"] = str(folder.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.site.settings")
    django.setup()
    with served() as address:
        seen = visit(address)
        with sync_playwright() as player:
            browser = player.chromium.launch(
                executable_path=machine.chromium(), args=[*machine.CHROMIUM_FLAGS, SMALLER]
            )
            for shot in SHOTS:
                take(browser, shot, seen)
            browser.close()


def main(arguments: Sequence[str]) -> None:
    """Make the demo unless one is named, and take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, help="a demo that `rapport demo --folder` made")
    folder = parser.parse_args(arguments).folder
    if folder:
        take_all(folder)
        return
    with tempfile.TemporaryDirectory() as made:
        subprocess.run(  # noqa: S603 - this very program
            [*COMMAND, "demo", "--folder", made, "--no-serve"], cwd=ROOT, check=True
        )
        take_all(Path(made))


if __name__ == "__main__":
    main(sys.argv[1:])

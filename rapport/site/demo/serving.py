"""Serve a demo: Rapport, its local mail server, and the page on which that mail is read."""

import os
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

# Nothing of Django is imported up here: the web server's worker imports this before it sets Django up.
LOOPBACK = "127.0.0.1"
MAIL_AFTER = 25  # ports from that of the site


@dataclass(frozen=True)
class Ports:
    """Where a demo answers: Rapport, its mail server, and the page with its mail."""

    site: int
    mail: int
    page: int


def free_ports(first: int) -> Ports:
    """Return ports of this machine that nobody listens at, from `first` on."""
    from rapport.site.serving import free_port  # noqa: PLC0415

    site = free_port("localhost", first)
    mail = free_port(LOOPBACK, site + MAIL_AFTER)
    return Ports(site, mail, free_port(LOOPBACK, mail + 1))


def serve_afresh(folder: Path, ports: Ports) -> None:
    """Become the server of a demo: it should inherit nothing that the making left in memory."""
    command = [sys.executable, "-m", "rapport.site.demo.serving", str(folder), *map(str, astuple(ports))]
    os.execv(sys.executable, command)  # noqa: S606 - ourselves


def serve_demo(folder: Path, ports: Ports) -> None:
    """Serve until Ctrl+C, with mail that goes no further than this machine."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.site.settings")
    django.setup()
    from rapport.site.demo.post_page import page_open  # noqa: PLC0415
    from rapport.site.demo.postbox import postbox_open  # noqa: PLC0415
    from rapport.site.serving import serve  # noqa: PLC0415

    mail = folder / "mail"
    with postbox_open(mail, ports.mail), page_open(mail, ports.page):
        serve("localhost", ports.site)


if __name__ == "__main__":
    serve_demo(Path(sys.argv[1]), Ports(*map(int, sys.argv[2:5])))

"""What the tests need of the machine: found, installed where that is allowed, or named with the way to it."""

import os
import shutil
import subprocess
from collections.abc import Callable

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
JAVA_NEEDED = 17


class PartMissing(Exception):
    """A part of the system is missing and cannot be installed from here."""


def chromium() -> str:
    """Return where the browser is; install it when it is missing and this person may."""
    return find_chromium() or _install("chromium", "Chromium", find_chromium)


def find_chromium() -> str:
    """Return where the browser is, or nothing."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def dovecot() -> str:
    """Return where the IMAP server is; install it when it is missing and this person may."""
    return find_dovecot() or _install("dovecot-imapd", "Dovecot", find_dovecot)


def find_dovecot() -> str:
    """Return where the IMAP server is, or nothing."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""


def java() -> str:
    """Return where Java is, 17 or newer; install it when it is missing and this person may."""
    return find_java() or _install("openjdk-17-jre-headless", f"Java {JAVA_NEEDED}", find_java)


def find_java() -> str:
    """Return where Java is if it is new enough, or nothing."""
    path = shutil.which("java")
    if not path:
        return ""
    said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stderr
    major = said.partition('"')[2].partition(".")[0]
    return path if major.isdigit() and int(major) >= JAVA_NEEDED else ""


def _install(package: str, name: str, find: Callable[[], str]) -> str:
    line = f"apt-get install --yes --no-install-recommends {package}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise PartMissing(f"{name} is missing. Run: sudo {line}")
    print(f"{name} is missing; installing it: {line}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update --quiet", f"{line} --quiet"):
        subprocess.run(command.split(), env=quiet, stdout=subprocess.DEVNULL, check=False)
    found = find()
    if not found:
        raise PartMissing(f"{name} could not be installed. Look at what this says: {line}")
    return found

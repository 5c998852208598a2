"""Real mail servers on loopback for the tests: Dovecot for IMAP, aiosmtpd for SMTP."""

import asyncio
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests import machine

PASSWORD = "open sesame"
NOBODY = "nobody"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_internal_user = {internal}
default_login_user = {internal}
default_internal_group = {group}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True)
class Imap:
    """An IMAP server with one user, and mail that can be put into its folder."""

    port: int
    user: str = "help"

    def append(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mail into the folder."""
        with self.connected() as connection:
            for raw in mails:
                answer, said = connection.append(folder, "", "", raw)
                assert answer == "OK", said

    def all_mail(self) -> list[bytes]:
        """Return every mail of the folder as the server has it, which mends line ends and NUL."""
        with self.connected() as connection:
            connection.select("INBOX", readonly=True)
            _, found = connection.fetch("1:*", "(BODY.PEEK[])")
        return [one[1] for one in found if isinstance(one, tuple)]

    @contextmanager
    def connected(self) -> Iterator[imaplib.IMAP4]:
        """Be signed in as another mail program."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as connection:
            connection.login(self.user, PASSWORD)
            yield connection


@contextmanager
def imap_server() -> Iterator[Imap]:
    """Run Dovecot on a port of loopback until the end of the block."""
    program = machine.dovecot()
    with tempfile.TemporaryDirectory(prefix="rapport-imap-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        config = _configured(folder, port)
        process = subprocess.Popen([program, "-F", "-c", config], stdin=subprocess.DEVNULL)
        try:
            _wait_for(port, process, folder)
            yield Imap(port)
        finally:
            process.terminate()
            process.wait(timeout=10)


def _configured(folder: Path, port: int) -> Path:
    owner = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    for one in ("mail", "home", "run", "state"):
        (folder / one).mkdir()
    for one in ("mail", "home"):
        shutil.chown(folder / one, owner.pw_uid, owner.pw_gid)
    (folder / "users").write_text(f"help:{PASSWORD}\n")
    (folder / "users").chmod(0o644)
    internal = "dovecot" if os.geteuid() == 0 else owner.pw_name
    config = folder / "dovecot.conf"
    names = {"folder": folder, "port": port, "uid": owner.pw_uid, "gid": owner.pw_gid}
    config.write_text(CONFIG.format(**names, internal=internal, group=internal))
    return config


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    log = folder / "log"
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else 'it says nothing'}")


@dataclass
class Smtp:
    """An SMTP server that keeps what it is given, and declines what it is told to."""

    port: int = 0
    mails: list[Envelope] = field(default_factory=list)
    declines: dict[str, str] = field(default_factory=dict)  # command: answer, such as RCPT: 550 no
    hangs_at: str = ""
    said: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take a recipient, or decline it."""
        if answer := self.declines.get(address) or self.declines.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a mail, or decline it, or say nothing more."""
        self.said.set()
        if self.hangs_at == "DATA":
            await asyncio.sleep(3)
        if answer := self.declines.get("DATA"):
            return answer
        self.mails.append(envelope)
        return "250 OK"


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth: Any) -> AuthResult:
    return AuthResult(success=auth.password == PASSWORD.encode(), handled=False)


@contextmanager
def smtp_server(**options: Any) -> Iterator[Smtp]:
    """Run an SMTP server on a port of loopback until the end of the block."""
    handler = Smtp(**options)
    handler.port = free_port()
    controller = Controller(
        handler, hostname="127.0.0.1", port=handler.port, authenticator=_known, auth_require_tls=False
    )
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()

"""Read what the operator sets: RAPPORT_* variables in, typed settings or a refusal out."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from rapport.engine.marking.calling import Endpoint, read_endpoint
from rapport.lib.errors import Refusal

Network = IPv4Network | IPv6Network
LAPTOP_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_SECRET = 32
LARGEST_MAIL_MB = 25
SECRET_FILE = "secret-key"  # noqa: S105 - the name of a file, not a secret
YES = ("1", "on", "true", "yes")
NO = ("0", "off", "false", "no")
SQLITE_OPTIONS = {
    # One writer at a time, decided at BEGIN: eight writers then wait in turn instead of failing.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
    ),
}


class SwitchNotReadable(Refusal):
    """A switch holds a word that is neither on nor off."""

    code = "setting_switch_not_readable"
    text = "{name} is '{value}'. It expects on or off. Set {name}=on or {name}=off."


class DatabaseNotKnown(Refusal):
    """The database address names neither SQLite nor PostgreSQL."""

    code = "setting_database_not_known"
    text = (
        "RAPPORT_DATABASE_URL starts with '{scheme}'. Rapport keeps its records in SQLite or PostgreSQL. "
        "Set sqlite:///path/to/file or postgresql://user:password@host:5432/name."
    )


class DatabaseNotComplete(Refusal):
    """The database address lacks a part or holds one that cannot be used."""

    code = "setting_database_not_complete"
    text = (
        "RAPPORT_DATABASE_URL has {fault}. "
        "Set sqlite:///path/to/file or postgresql://user:password@host:5432/name."
    )


class SecretTooShort(Refusal):
    """The secret key could be guessed."""

    code = "setting_secret_too_short"
    text = (
        "RAPPORT_SECRET_KEY has {length} characters. It needs {shortest} or more. "
        "Set a longer one, or leave it out: Rapport then makes one and keeps it in {kept_in}."
    )


class HostsEmpty(Refusal):
    """Nobody could open the site."""

    code = "setting_hosts_empty"
    text = (
        "RAPPORT_HOSTS names no host, so nobody could open Rapport. "
        "Set the names people type, such as desk.example.org, or leave it out for this machine alone."
    )


class ProxiesNotReadable(Refusal):
    """A trusted proxy is named by what is no address, or by everybody's."""

    code = "setting_proxies_not_readable"
    text = (
        "RAPPORT_TRUSTED_PROXIES is '{value}': {fault}. Set the addresses or networks of your own web "
        "servers, with commas between them, such as 127.0.0.1,10.0.0.0/24, or leave it out."
    )


class SizeNotReadable(Refusal):
    """A size is no number, or none that makes sense."""

    code = "setting_size_not_readable"
    text = (
        "{name} is '{value}'. It expects megabytes from 1 to 1000, such as {default}. Set {name}={default}."
    )


class DirectoryNotWritable(Refusal):
    """The folder for what Rapport keeps cannot be written."""

    code = "setting_directory_not_writable"
    text = (
        "RAPPORT_DATA_DIR is {path}, where nothing can be written: {reason}. "
        "Set it to a folder that you may write."
    )


@dataclass(frozen=True)
class Environment:
    """What the operator set, checked; `database` is in Django's own words."""

    data_dir: Path
    database: dict[str, Any]
    debug: bool
    hosts: tuple[str, ...]
    mail_hosts: tuple[str, ...]
    mail_largest: int
    marking: Endpoint | None
    report: Path
    secret_key: str
    trusted_proxies: tuple[Network, ...]


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Return the settings in RAPPORT_* variables, each with a default that works on a laptop.

    An empty variable counts as not set, save for RAPPORT_HOSTS, where it would lock everybody out.
    """
    data_dir = Path(variables.get("RAPPORT_DATA_DIR") or "var").absolute()
    url = variables.get("RAPPORT_DATABASE_URL") or f"sqlite:///{data_dir / 'rapport.sqlite3'}"
    return Environment(
        data_dir=data_dir,
        database=read_database(url),
        debug=read_switch(variables, "RAPPORT_DEBUG"),
        hosts=read_hosts(variables.get("RAPPORT_HOSTS", ",".join(LAPTOP_HOSTS))),
        mail_hosts=read_mail_hosts(variables.get("RAPPORT_MAIL_HOSTS", "")),
        mail_largest=read_megabytes(variables, "RAPPORT_MAIL_LARGEST_MB", LARGEST_MAIL_MB) * 1024**2,
        marking=read_marking(variables),
        report=Path(variables.get("RAPPORT_REPORT") or data_dir / "report.html").absolute(),
        secret_key=read_secret(variables.get("RAPPORT_SECRET_KEY", ""), data_dir),
        trusted_proxies=read_proxies(variables.get("RAPPORT_TRUSTED_PROXIES", "")),
    )


def read_switch(variables: Mapping[str, str], name: str) -> bool:
    """Return whether the variable `name` is on; off when it is not set."""
    value = variables.get(name, "").strip().lower()
    if value in YES:
        return True
    if value in NO or not value:
        return False
    raise SwitchNotReadable(name=name, value=value)


def read_hosts(value: str) -> tuple[str, ...]:
    """Return the host names in a list with commas between them."""
    hosts = tuple(host.strip() for host in value.split(",") if host.strip())
    if not hosts:
        raise HostsEmpty
    return hosts


def read_proxies(value: str) -> tuple[Network, ...]:
    """Return the networks of the proxies whose word on who asks is taken; none where nothing is set."""
    try:
        networks = tuple(ip_network(word.strip()) for word in value.split(",") if word.strip())
    except ValueError as fault:
        raise ProxiesNotReadable(value=value, fault=fault) from None
    if not all(network.prefixlen for network in networks):
        raise ProxiesNotReadable(value=value, fault="a network of everybody is nobody's proxy")
    return networks


def read_mail_hosts(value: str) -> tuple[str, ...]:
    """Return the mail servers inside a network that mailboxes may use: names, addresses or networks."""
    return tuple(host.strip().lower() for host in value.split(",") if host.strip())


def read_marking(variables: Mapping[str, str], url: str = "", model: str = "") -> Endpoint | None:
    """Return where a second opinion on marks is asked for; what a command was given goes first."""
    return read_endpoint(
        url or variables.get("RAPPORT_MARKING_URL", ""),
        model or variables.get("RAPPORT_MARKING_MODEL", ""),
        variables.get("RAPPORT_MARKING_KEY", ""),
    )


def read_megabytes(variables: Mapping[str, str], name: str, default: int) -> int:
    """Return a size in megabytes, 1 to 1,000."""
    value = variables.get(name, "").strip()
    if value and not (value.isascii() and value.isdigit() and 1 <= int(value) <= 1_000):
        raise SizeNotReadable(name=name, value=value, default=default)
    return int(value or default)


def read_database(url: str) -> dict[str, Any]:
    """Return Django's description of the database at `url`.

    `sqlite:///relative.sqlite3` counts from the working folder, `sqlite:////srv/rapport.sqlite3`
    from the root. A PostgreSQL address may leave out host, port, user and password: the client
    library's own variables then fill them. What follows `?` goes to the client library.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DatabaseNotComplete(fault=f"a part that cannot be read ({error})") from None
    if parts.scheme == "sqlite":
        return _sqlite(parts)
    if parts.scheme in ("postgres", "postgresql"):
        return _postgres(parts, port)
    raise DatabaseNotKnown(scheme=parts.scheme or url.partition(":")[0])


def _sqlite(parts: SplitResult) -> dict[str, Any]:
    if parts.netloc:
        raise DatabaseNotComplete(fault=f"two slashes before '{parts.netloc}'; SQLite takes three")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise DatabaseNotComplete(fault="no file name")
    path = Path(name) if name == ":memory:" else Path(name).absolute()
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": dict(SQLITE_OPTIONS),
        "CONN_MAX_AGE": 60,  # the last connection to close would write the log back, after every request
    }


def _postgres(parts: SplitResult, port: int | None) -> dict[str, Any]:
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise DatabaseNotComplete(fault="no database name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def read_secret(value: str, data_dir: Path) -> str:
    """Return the secret key: the given one, else the kept one, else a new one that is kept."""
    if not value:
        return _kept_secret(data_dir)
    if len(value) < SHORTEST_SECRET:
        raise SecretTooShort(length=len(value), shortest=SHORTEST_SECRET, kept_in=data_dir / SECRET_FILE)
    return value


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / SECRET_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_secret(path)
        return path.read_text().strip()
    except OSError as error:
        raise DirectoryNotWritable(path=data_dir, reason=error.strerror) from None


def _write_secret(path: Path) -> None:
    """Write a new key for the owner's eyes alone; where two programs start at once, the first key stays."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.touch(mode=0o600, exist_ok=False)
    beside.write_text(secrets.token_urlsafe(48))
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()

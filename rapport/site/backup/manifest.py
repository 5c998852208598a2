"""The manifest of a backup: what is in it, how much, and the digests that prove it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from rapport.site.backup.refusals import NotABackup

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class Table:
    """How many rows a table holds, and the SHA-256 of them in the order of their key."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Database:
    """A database as of one moment: its kind, its migrations, its tables and the counters beside them."""

    kind: str
    migrations: list[list[str]]
    tables: dict[str, Table]
    counters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `files` are the digests of all other files in it."""

    version: str
    made_at: datetime
    database: Database
    files: dict[str, str]


def written(manifest: Manifest) -> bytes:
    """Return the manifest as the bytes that stand in the backup."""
    facts = {"format": FORMAT} | asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
    return json.dumps(facts, indent=1).encode()


def read(text: bytes, path: Path) -> Manifest:
    """Return the manifest that `written` wrote; `path` is the backup, for the refusal."""
    try:
        facts = json.loads(text)
        if facts["format"] != FORMAT:
            raise NotABackup(
                path=path, why=f"its format is {facts['format']}, and this Rapport reads {FORMAT}"
            )
        database = facts["database"]
        tables = {name: Table(**table) for name, table in database["tables"].items()}
        return Manifest(
            version=facts["version"],
            made_at=datetime.fromisoformat(facts["made_at"]),
            database=Database(**(database | {"tables": tables})),
            files=facts["files"],
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise NotABackup(path=path, why=f"its manifest cannot be read ({fault})") from None

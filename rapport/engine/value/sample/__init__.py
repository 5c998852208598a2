"""A small sample log that comes in the wheel: 300 customers of the demo shop."""

from importlib.resources import files
from pathlib import Path


def sample_path() -> Path:
    """Return where the sample log lies; a wheel is unpacked when installed, so it is a real file."""
    return Path(str(files(__name__) / "orders.csv"))

"""Run the examples of the documents and compare what they print: `python -m docs.examples [--write]`.

A document with examples shows blocks of four kinds, which run in turn in one folder that holds the sample
log as orders.csv: ```csv makes the file named in the sentence before it; ```console runs the line after
`$ ` and shows what it prints; ```python runs, and the ```text after it shows what it prints; any other is
only read. Lines of progress are left out. It takes a few minutes, so `make test` does not do it.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rapport.engine.value.sample import sample_path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("docs/first-valuation.md", "docs/how-to/value-your-own-orders.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_NAMED = re.compile(r"`([\w.-]+\.csv)`")
PROGRESS = re.compile(r"\d\d:\d\d:\d\d  ")
PROMPT = "$ "
REFUSED = 2


def replayed(text: str, folder: Path) -> str:
    """Return a document with what its examples print now; they run in `folder`."""
    shutil.copy(sample_path(), folder / "orders.csv")
    parts, end, code = [], 0, ""
    for block in BLOCK.finditer(text):
        parts += [text[end : block.start()], f"```{block[1]}\n{_played(block, code, folder)}```"]
        end, code = block.end(), block[2] if block[1] == "python" else ""
    return "".join([*parts, text[end:]])


def _played(block: re.Match[str], code: str, folder: Path) -> str:
    """Play one block: keep a file, run a command or the `code` before it; return what it should show."""
    kind, body = block[1], block[2]
    if kind == "csv":
        (folder / FILE_NAMED.findall(block.string[: block.start()])[-1]).write_text(body, encoding="utf-8")
    elif kind == "console":
        command = body.partition("\n")[0]
        return f"{command}\n{_printed(['sh', '-c', command.removeprefix(PROMPT)], folder)}"
    elif kind == "text" and code:
        return _printed([sys.executable, "-c", code], folder)
    return body


def _printed(command: Sequence[str], folder: Path) -> str:
    """Return what a command prints, or the sentence it refuses with."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603 - the documents are our own
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, REFUSED):
        raise SystemExit(f"{command[-1]}\n{done.stderr}")
    said = done.stderr if done.returncode == REFUSED else done.stdout
    return "".join(f"{line.rstrip()}\n" for line in said.splitlines() if not PROGRESS.match(line))


def main(words: Sequence[str]) -> int:
    """Compare every document with its replay, or write the replay; return 1 if one differed."""
    differs = False
    for name in PAGES:
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="rapport-docs-") as folder:
            now = replayed(text, Path(folder))
        differs |= now != text
        sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), now.splitlines(True), name, "now"))
        if "--write" in words:
            page.write_text(now, encoding="utf-8")
    return int(differs and "--write" not in words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Turn a folder of SemEval-2013 task 7 files into questions and marked answers for `rapport mark`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET


def question_of(root: ET.Element) -> dict[str, Any]:
    """Return the question of a file with its best reference answer."""
    references = list(root.iter("referenceAnswer"))
    best = next((one for one in references if one.get("category") == "BEST"), references[0])
    prompt = root.findtext("questionText") or ""
    return {"id": root.get("id"), "prompt": prompt.strip(), "reference": (best.text or "").strip()}


def answers_of(root: ET.Element) -> Iterator[dict[str, Any]]:
    """Yield the answers in a file: `correct` is worth 1, all else 0."""
    for one in root.iter("studentAnswer"):
        score = int(one.get("accuracy") == "correct")
        yield {"id": one.get("id"), "question": root.get("id"), "text": one.text or "", "score": score}


def convert(folder: Path, questions: Path, marked: Path) -> None:
    """Write the questions and marked answers of all files in a folder and below it."""
    roots = [ET.parse(file).getroot() for file in sorted(folder.rglob("*.xml"))]  # noqa: S314 - own files
    questions.write_text(json.dumps([question_of(root) for root in roots], indent=1) + "\n", "utf-8")
    lines = (json.dumps(one) + "\n" for root in roots for one in answers_of(root))
    marked.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    convert(*map(Path, sys.argv[1:4]))

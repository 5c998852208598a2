"""The public XML of SemEval-2013 turned into questions and marked answers."""

import json
from pathlib import Path

from docs.semeval import convert
from rapport.engine.marking.records import answers_in, marked_of, questions_in

FILE = """<question id="Q1"><questionText>Why?</questionText><referenceAnswers>
<referenceAnswer id="r1" category="GOOD">A gap.</referenceAnswer>
<referenceAnswer id="r2" category="BEST">There is a gap.</referenceAnswer></referenceAnswers><studentAnswers>
<studentAnswer id="a1" accuracy="correct">a gap</studentAnswer>
<studentAnswer id="a2" accuracy="contradictory">no gap</studentAnswer></studentAnswers></question>"""


def test_a_folder_becomes_two_files_that_the_marker_reads(tmp_path: Path) -> None:
    (tmp_path / "Q1.xml").write_text(FILE)

    convert(tmp_path, tmp_path / "q.json", tmp_path / "m.jsonl")

    asked = questions_in((tmp_path / "q.json").read_text())
    marked = marked_of(answers_in((tmp_path / "m.jsonl").read_text(), asked, are_marked=True))
    assert asked["Q1"].reference == "There is a gap."
    assert [one.worths for one in marked] == [{"answer": 1.0}, {"answer": 0.0}]
    assert json.loads((tmp_path / "m.jsonl").read_text().splitlines()[1])["id"] == "a2"

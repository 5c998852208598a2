"""`rapport converse mark` as it is used: order, a bad line, exit codes, the file it writes."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from rapport.cli import cli

SAID = {"id": "c1", "turn": 1, "by": "adviser", "text": "Good morning, how can I help you today?"}
BAD = {"id": "c2", "turn": 1, "by": "nobody", "text": "Hello"}


def converse(told: str, *options: str) -> Result:
    return CliRunner().invoke(cli, ["converse", "mark", "-", "--without-encoder", *options], input=told)


def test_conversations_are_marked_and_all_read_is_exit_0() -> None:
    ran = converse(json.dumps(SAID))
    told = json.loads(ran.stdout)

    assert ran.exit_code == 0
    assert told["id"] == "c1"
    assert [one["act"] for one in told["turns"][0]["acts"]] == ["greet", "open_question"]
    assert set(told) == {"id", "turns", "criteria", "guards", "version"}
    assert "by words alone" in ran.stderr


def test_a_bad_line_stops_no_other_and_is_exit_1() -> None:
    ran = converse(f"{json.dumps(BAD)}\n{json.dumps(SAID)}\n{{")
    told = [json.loads(line) for line in ran.stdout.splitlines()]

    assert ran.exit_code == 1
    assert [one["id"] for one in told] == ["c2", "c1", None]
    assert "by is 'nobody'" in told[0]["error"]


def test_nothing_readable_is_exit_2() -> None:
    assert converse("{").exit_code == 2
    assert converse("").exit_code == 2
    assert "There is no turn in it" in converse("").stderr


def test_the_output_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    output = tmp_path / "marks.jsonl"
    ran = converse(json.dumps(SAID), "--output", str(output))

    assert ran.stdout == ""
    assert json.loads(output.read_text())["id"] == "c1"

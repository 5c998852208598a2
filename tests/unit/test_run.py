"""The runner of the checks: what it counts, what it leaves out, and that nothing fails in silence."""

from pathlib import Path

import pytest

from tests import machine, run
from tests.run import Outcome

RESULTS = """<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>"""


def refusing() -> Outcome:
    """Check something with a part that is missing."""
    raise machine.PartMissing("Chromium is missing. Run: sudo apt-get install chromium")


def test_the_tests_of_a_group_are_counted_once_each(tmp_path: Path) -> None:
    (tmp_path / "results.xml").write_text(RESULTS)

    outcome = run._counted(tmp_path / "results.xml", 1)

    assert (outcome.passed, outcome.failed, outcome.skipped, outcome.ok) == (3, 3, 3, False)


def test_what_a_group_says_stands_under_its_headline(capsys: pytest.CaptureFixture[str]) -> None:
    def talking() -> Outcome:
        """Say a word."""
        return run._commands([[run.PYTHON, "-c", "print('a word')"]])

    run.run("talk", talking)

    assert "=== talk: Say a word.\na word\n" in capsys.readouterr().out


def test_a_missing_part_fails_its_group_with_the_way_out() -> None:
    outcome = run.run("browser", refusing)

    assert not outcome.ok
    assert "sudo apt-get install chromium" in outcome.note


def test_the_last_line_counts_all_tests_and_each_failed_check_as_one() -> None:
    outcomes = {
        "lint": Outcome(ok=False),
        "unit": Outcome(passed=5, skipped=1),
        "browser": Outcome(3, 2, ok=False),
    }

    assert run.summary(outcomes, [])[-1] == "8 passed, 3 failed, 1 skipped"


def test_a_group_left_out_by_choice_is_said_to_be() -> None:
    assert "postgres   not run: left out by choice (RAPPORT_TEST_SKIP)" in run.summary({}, ["postgres"])


def test_groups_are_left_out_by_name_alone() -> None:
    assert run.left_out(" browser, postgres ,") == ["browser", "postgres"]
    assert run.left_out("") == []
    with pytest.raises(SystemExit, match="names 'browsr'. There are: lint, types"):
        run.left_out("browsr")


def test_an_unknown_group_is_refused_with_those_there_are() -> None:
    assert list(run.chosen(["spark"])) == ["spark"]
    assert list(run.chosen([])) == list(run.EVERYTHING)
    with pytest.raises(SystemExit, match="no group 'nope'. There are: lint"):
        run.chosen(["nope"])


def test_one_failed_group_fails_the_whole_and_the_rest_still_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "EVERYTHING", {"browser": refusing, "unit": lambda: Outcome(passed=1)})
    monkeypatch.delenv("RAPPORT_TEST_SKIP", raising=False)

    assert run.main([]) == 1
    assert capsys.readouterr().out.endswith("1 passed, 1 failed, 0 skipped\n")


def test_pytest_that_does_not_start_is_a_failure_and_no_empty_success() -> None:
    outcome = run._pytest(["--no-such-option"])

    assert not outcome.ok


def test_settings_and_indexes_of_the_person_do_not_reach_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RAPPORT_REPORT", "UV_DEFAULT_INDEX", "PYTHONPATH"):
        monkeypatch.setenv(name, "mine")

    assert not {"RAPPORT_REPORT", "UV_DEFAULT_INDEX", "PYTHONPATH"} & set(run._surroundings())
    assert run._surroundings("postgresql:///desk")["RAPPORT_DATABASE_URL"] == "postgresql:///desk"


def test_a_group_without_a_docstring_line_still_has_a_headline(capsys: pytest.CaptureFixture[str]) -> None:
    run.run("lint", Outcome)

    assert "=== lint" in capsys.readouterr().out


def test_java_that_is_too_old_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "java"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for said, found in (("11.0.2", ""), ("17.0.9", str(java)), ("1.8.0_292", "")):
        java.write_text(f"""#!/bin/sh\necho 'openjdk version "{said}"' >&2\n""")
        java.chmod(0o755)
        assert machine.find_java() == found


def test_what_may_not_be_installed_is_named_with_the_line_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(machine.PartMissing, match="Chromium is missing. Run: .*install .* chromium"):
        machine.chromium()

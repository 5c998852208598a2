"""What the operator may set, and the sentence that a setting gets which cannot stand."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.site import environment
from rapport.site.environment import read_database, read_environment, read_hosts, read_secret, read_switch

LONG_ENOUGH = "k" * 32


def test_nothing_set_is_a_laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    found = read_environment({})

    assert found.data_dir == tmp_path / "var"
    assert found.database["NAME"] == str(tmp_path / "var" / "rapport.sqlite3")
    assert found.report == tmp_path / "var" / "report.html"
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert not found.debug


def test_an_empty_variable_counts_as_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    empty = {f"RAPPORT_{name}": "" for name in ("DATA_DIR", "DATABASE_URL", "DEBUG", "REPORT", "SECRET_KEY")}

    assert read_environment(empty) == read_environment({})


def test_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    found = read_environment({"RAPPORT_DATA_DIR": str(tmp_path / "kept"), "RAPPORT_SECRET_KEY": LONG_ENOUGH})

    assert found.report == tmp_path / "kept" / "report.html"
    assert found.database["NAME"] == str(tmp_path / "kept" / "rapport.sqlite3")


@pytest.mark.parametrize("word", ["on", "1", "Yes", " TRUE "])
def test_a_switch_is_on(word: str) -> None:
    assert read_switch({"RAPPORT_DEBUG": word}, "RAPPORT_DEBUG") is True


@pytest.mark.parametrize("word", ["off", "0", "No", "", "  "])
def test_a_switch_is_off(word: str) -> None:
    assert read_switch({"RAPPORT_DEBUG": word}, "RAPPORT_DEBUG") is False


def test_a_switch_that_says_neither_is_refused_with_both_words() -> None:
    with pytest.raises(environment.SwitchNotReadable, match="is 'perhaps'. It expects on or off"):
        read_switch({"RAPPORT_DEBUG": "perhaps"}, "RAPPORT_DEBUG")


def test_hosts_are_a_list_with_commas() -> None:
    assert read_hosts("desk.example.org, rapport.example.org,") == ("desk.example.org", "rapport.example.org")


def test_no_host_at_all_is_refused() -> None:
    with pytest.raises(environment.HostsEmpty, match="RAPPORT_HOSTS names no host"):
        read_hosts(" , ")


def test_sqlite_waits_its_turn_and_writes_ahead() -> None:
    options = read_database("sqlite:////srv/rapport.sqlite3")["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    assert "journal_mode=WAL" in options["init_command"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////srv/rapport.sqlite3", "/srv/rapport.sqlite3"),
        ("sqlite:////srv/with%20blank.sqlite3", "/srv/with blank.sqlite3"),
        ("sqlite:///:memory:", ":memory:"),
    ],
)
def test_a_sqlite_address_names_a_file(url: str, name: str) -> None:
    assert read_database(url)["NAME"] == name


def test_a_relative_sqlite_address_counts_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert read_database("sqlite:///shop.sqlite3")["NAME"] == str(tmp_path / "shop.sqlite3")


def test_a_postgresql_address_is_taken_apart() -> None:
    found = read_database("postgresql://dana:p%40ss@db.example.org:5433/desk?sslmode=require")

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert [found[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "dana",
        "p@ss",
        "db.example.org",
        "5433",
        "desk",
    ]
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_postgresql_address_may_leave_everything_but_the_name_to_the_client_library() -> None:
    found = read_database("postgres:///desk?host=/run/postgresql")

    assert (found["HOST"], found["PORT"], found["USER"]) == ("", "", "")
    assert found["OPTIONS"] == {"host": "/run/postgresql"}


@pytest.mark.parametrize("url", ["mysql://db/desk", "rapport.sqlite3", "http://example.org/desk"])
def test_another_database_is_refused_by_its_name(url: str) -> None:
    with pytest.raises(environment.DatabaseNotKnown, match="SQLite or PostgreSQL"):
        read_database(url)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("postgresql://db:5432", "no database name"),
        ("postgresql://db:door/desk", "a part that cannot be read"),
        ("sqlite://", "no file name"),
        ("sqlite://rapport.sqlite3", "two slashes before 'rapport.sqlite3'; SQLite takes three"),
    ],
)
def test_a_database_address_with_a_fault_is_refused_with_the_fault(url: str, fault: str) -> None:
    with pytest.raises(environment.DatabaseNotComplete, match=fault):
        read_database(url)


def test_a_refused_database_address_never_shows_its_password() -> None:
    with pytest.raises(environment.DatabaseNotKnown) as refused:
        read_database("mysql://dana:hunter2@db/desk")

    assert "hunter2" not in str(refused.value)


@given(st.text())
def test_any_database_address_is_either_read_or_refused(url: str) -> None:
    try:
        read_database(url)
    except (environment.DatabaseNotKnown, environment.DatabaseNotComplete) as refused:
        assert "RAPPORT_DATABASE_URL" in str(refused)


def test_a_secret_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    first = read_secret("", tmp_path / "var")

    assert read_secret("", tmp_path / "var") == first
    assert len(first) >= environment.SHORTEST_SECRET
    assert stat.S_IMODE((tmp_path / "var" / environment.SECRET_FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == [environment.SECRET_FILE]


def test_two_programs_that_start_at_once_share_the_first_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / environment.SECRET_FILE).write_text(LONG_ENOUGH)
    monkeypatch.setattr(Path, "exists", lambda path: False)

    assert read_secret("", tmp_path) == LONG_ENOUGH


def test_a_given_secret_is_not_written_anywhere(tmp_path: Path) -> None:
    assert read_secret(LONG_ENOUGH, tmp_path) == LONG_ENOUGH
    assert not list(tmp_path.iterdir())


def test_a_short_secret_is_refused_with_its_length_and_not_its_text(tmp_path: Path) -> None:
    with pytest.raises(environment.SecretTooShort, match="has 7 characters. It needs 32 or more") as refused:
        read_secret("hunter2", tmp_path)

    assert "hunter2" not in str(refused.value)


def test_a_data_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(environment.DirectoryNotWritable, match="RAPPORT_DATA_DIR is .*file"):
        read_secret("", tmp_path / "file")


@pytest.mark.parametrize("value", ["0", "-1", "many", "1001", "٣"])
def test_a_size_of_mail_that_makes_no_sense_stops_the_start(value: str, tmp_path: Path) -> None:
    variables = {"RAPPORT_DATA_DIR": str(tmp_path), "RAPPORT_MAIL_LARGEST_MB": value}

    with pytest.raises(environment.SizeNotReadable, match="megabytes from 1 to 1000, such as 25"):
        environment.read_environment(variables)


def test_mail_servers_inside_a_network_are_a_list_that_is_empty_by_default(tmp_path: Path) -> None:
    plain = {"RAPPORT_DATA_DIR": str(tmp_path)}

    assert environment.read_environment(plain).mail_hosts == ()
    assert environment.read_environment(plain).mail_largest == 25 * 1024**2
    told = environment.read_environment(plain | {"RAPPORT_MAIL_HOSTS": "Mail.inside, 10.0.0.0/8,"})
    assert told.mail_hosts == ("mail.inside", "10.0.0.0/8")

"""Times in every spelling: read where they are clear, refused with the option named where they are not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.value.log import LogOptions, TypedLog, open_log
from rapport.engine.value.log.refusals import (
    DatesMixed,
    DatesUnclear,
    TimezonesMixed,
    TimezoneUnknown,
)
from rapport.engine.value.log.zones import offsets

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
ENGINE = ibis.duckdb.connect()
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time


def opened(values: Sequence[Any], kind: pa.DataType | None = None, **options: Any) -> TypedLog:
    """Open a table whose only interesting column is the time."""
    times = pa.array(values, kind or pa.string())
    many = len(values)
    table = pa.table({"customer": pa.array(range(many)), "time": times, "amount": pa.array([1.0] * many)})
    made = ENGINE.create_table("times", table, temp=True, overwrite=True)
    return open_log(made, LogOptions(**options))


def read(values: Sequence[Any], kind: pa.DataType | None = None, **options: Any) -> list[str | None]:
    """Return each time as read, None where the row was rejected."""
    rows = opened(values, kind, **options).rows.to_pyarrow().to_pylist()
    found = {row["customer"]: row for row in rows}
    for row in rows:
        assert row["day"] == row["at"] // 86_400_000_000
    moments = {at: EPOCH + timedelta(microseconds=row["at"]) for at, row in found.items()}
    return [moments[at].isoformat() if at in moments else None for at in range(len(values))]


BARE = {
    "2024-01-31": "2024-01-31T00:00:00",
    "2024/1/31": "2024-01-31T00:00:00",
    "2024.01.31": "2024-01-31T00:00:00",
    "20240131": "2024-01-31T00:00:00",
    "2024-01-31T23:59": "2024-01-31T23:59:00",
    "2024-01-31 23:59:59.999999": "2024-01-31T23:59:59.999999",
    "2024-01-31T08:09:10,5": "2024-01-31T08:09:10.500000",
    "2024-01-31 11:09 pm": "2024-01-31T23:09:00",
    "2024-01-31 12:09 AM": "2024-01-31T00:09:00",
    " 2024-01-31 ": "2024-01-31T00:00:00",
}
DAY_FIRST = {
    "31/01/2024": "2024-01-31T00:00:00",
    "31.1.2024 7:05": "2024-01-31T07:05:00",
    "31/12/97": "1997-12-31T00:00:00",
    "31-12-69": "2069-12-31T00:00:00",
}
MONTH_FIRST = {
    "1-31-2024": "2024-01-31T00:00:00",
    "1/31/24 11:05:06 PM": "2024-01-31T23:05:06",
    "12/1/10 8:26": "2010-12-01T08:26:00",
}
IN_UTC = {
    "2024-01-31T08:09:10Z": "2024-01-31T08:09:10",
    "2024-01-31 08:09:10 UTC": "2024-01-31T08:09:10",
    "2024-01-31T08:09:10+0000": "2024-01-31T08:09:10",
    "1706688550": "2024-01-31T08:09:10",
    "1706688550123": "2024-01-31T08:09:10.123000",
}
ELSEWHERE = {
    "2024-01-31 08:09:10+02:00": "2024-01-31T08:09:10",
    "2024-01-31 08:09 +02": "2024-01-31T08:09:00",
}
UNREADABLE = (
    "2024-02-30", "2023-02-29", "2024-13-01", "20241301", "yesterday", "", "2024-01-31T25:00",
    "2024-01-31 10:61", "2024-01-31 13:00 PM", "1899-12-31", "2201-01-01", "31/31/2024", "2024-01",
)  # fmt: skip


@pytest.mark.parametrize("times", [BARE, BARE | DAY_FIRST, BARE | MONTH_FIRST, IN_UTC, ELSEWHERE])
def test_a_clear_time_is_read_in_every_spelling(times: dict[str, str]) -> None:
    assert read(list(times)) == list(times.values())


@pytest.mark.parametrize("written", [("2024-01-31",), ("2024-01-31 10:00:00",), ("31/01/2024",)])
def test_a_time_that_does_not_exist_is_rejected_and_the_others_stand(written: tuple[str, ...]) -> None:
    found = read([*written, *UNREADABLE])
    assert found[0] is not None
    assert found[1:] == [None] * len(UNREADABLE)


def test_dates_that_may_be_either_are_refused_and_the_option_settles_them() -> None:
    with pytest.raises(DatesUnclear, match="--dates day-first or --dates month-first"):
        opened(["03/04/2024", "05/06/2024"])
    assert read(["03/04/2024"], dates="day-first") == ["2024-04-03T00:00:00"]
    assert read(["03/04/2024"], dates="month-first") == ["2024-03-04T00:00:00"]


def test_one_clear_date_settles_the_others() -> None:
    assert read(["03/04/2024", "31/04/2023", "30/04/2024"])[0] == "2024-04-03T00:00:00"
    assert read(["03/04/2024", "04/30/2024"])[0] == "2024-03-04T00:00:00"


def test_both_kinds_of_dates_are_refused_and_with_the_option_the_others_are_rejected() -> None:
    with pytest.raises(DatesMixed, match=r"31/01/2024.*02/28/2024.*--dates"):
        opened(["31/01/2024", "02/28/2024"])
    assert read(["31/01/2024", "02/28/2024"], dates="day-first") == ["2024-01-31T00:00:00", None]


def test_iso_stands_beside_any_order_and_alone_with_iso() -> None:
    assert read(["2024-01-31", "31/01/2024"]) == ["2024-01-31T00:00:00"] * 2
    assert read(["2024-01-31", "31/01/2024"], dates="iso") == ["2024-01-31T00:00:00", None]


def test_several_zones_are_refused_and_with_a_timezone_become_its_wall_time() -> None:
    summer_and_winter = ["2024-07-01T23:30:00Z", "2024-01-01T23:30:00+00:00", "2024-07-01T12:00:00+05:00"]
    with pytest.raises(TimezonesMixed, match="several time zones.*--timezone"):
        opened(summer_and_winter)
    assert read(summer_and_winter, timezone="Europe/Berlin") == [
        "2024-07-02T01:30:00",
        "2024-01-02T00:30:00",
        "2024-07-01T09:00:00",
    ]


def test_times_with_and_without_a_zone_are_refused_and_the_bare_ones_are_the_shops() -> None:
    mixed = ["2024-07-01T23:30:00Z", "2024-07-01T23:30:00"]
    with pytest.raises(TimezonesMixed, match="partly with a zone"):
        opened(mixed)
    assert read(mixed, timezone="Europe/London") == ["2024-07-02T00:30:00", "2024-07-01T23:30:00"]


def test_times_all_in_utc_come_with_a_note() -> None:
    assert "--timezone" in " ".join(opened(["2024-01-01T00:00:00Z"]).notes)
    assert not opened(["2024-01-01T00:00:00"]).notes


def test_an_unknown_timezone_is_refused_with_a_known_one() -> None:
    with pytest.raises(TimezoneUnknown, match="Europe/Berlin"):
        opened(["2024-01-01"], timezone="Berlin")


def test_typed_times_are_taken_as_they_are() -> None:
    at = datetime(2024, 1, 31, 23, 59, 59, 999999)  # noqa: DTZ001
    for unit in ("s", "ms", "us", "ns"):
        expected = at.replace(microsecond={"s": 0, "ms": 999000}.get(unit, 999999))
        stamp = pa.array([expected]).cast(pa.timestamp(unit))
        assert read(stamp.to_pylist(), pa.timestamp(unit)) == [expected.isoformat()]
    assert read([at.date()], pa.date32()) == ["2024-01-31T00:00:00"]
    assert read([datetime(1960, 1, 1, 1)], pa.timestamp("us")) == ["1960-01-01T01:00:00"]  # noqa: DTZ001


def test_typed_instants_are_utc_unless_a_timezone_is_named() -> None:
    at = [datetime(2024, 7, 1, 23, 30, tzinfo=UTC)]
    assert read(at, pa.timestamp("us", tz="UTC")) == ["2024-07-01T23:30:00"]
    assert opened(at, pa.timestamp("us", tz="UTC")).notes
    assert read(at, pa.timestamp("us", tz="UTC"), timezone="Europe/Paris") == ["2024-07-02T01:30:00"]


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        (20240131, "2024-01-31T00:00:00"),
        (1706688550, "2024-01-31T08:09:10"),
        (1706688550123, "2024-01-31T08:09:10.123000"),
        (1706688550123456, "2024-01-31T08:09:10.123456"),
        (1706688550123456789, "2024-01-31T08:09:10.123456"),
    ],
)
def test_a_whole_number_is_a_date_or_a_count_by_its_size(number: int, meant: str) -> None:
    assert read([number], pa.int64()) == [meant]
    assert bool(opened([number], pa.int64()).notes) == (number != 20240131)


def test_absurd_numbers_are_rejected_and_the_others_stand() -> None:
    counts = [1706688550, -(2**62), None]
    assert read(counts, pa.int64()) == ["2024-01-31T08:09:10", None, None]
    assert read([20240131.0, float("nan"), 1e300], pa.float64()) == ["2024-01-31T00:00:00", None, None]
    days = pa.array([19753, 2**31 - 2**20], pa.int32()).cast(pa.date32())
    assert read(days, pa.date32()) == ["2024-01-31T00:00:00", None]


@settings(max_examples=25, deadline=None)
@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_offsets_are_those_of_the_zone_at_every_moment(at: datetime, zone: str) -> None:
    moment = at.replace(tzinfo=UTC)
    instant = (moment - EPOCH.replace(tzinfo=UTC)) // timedelta(microseconds=1)
    year = 366 * 86_400_000_000
    steps = offsets(zone, instant - year, instant + year)
    found = next(offset for offset, until in steps if until is None or instant < until)
    assert timedelta(microseconds=found) == moment.astimezone(ZoneInfo(zone)).utcoffset()


def test_the_columns_name_is_in_the_refusal(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer,day,amount\n1,03/04/2024,5\n")
    with pytest.raises(DatesUnclear, match="column 'day'.*03/04/2024"):
        open_log(path)

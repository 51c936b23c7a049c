"""Times and durations as people and as programs read them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from paycli.console.times import duration_text, iso_utc, time_local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MONDAY = 1_795_460_580_123  # 2026-11-23T19:03:00.123Z
SUMMER = 1_782_000_000_000  # 2026-06-21T00:00:00Z


@pytest.fixture
def machine_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (MONDAY, "2026-11-23T19:03:00.123Z"),
        (0, "1970-01-01T00:00:00.000Z"),
        (-5, "1970-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (1 << 53, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_programs_get_rfc_3339_in_utc(ms: int, text: str) -> None:
    assert iso_utc(ms) == text


@pytest.mark.parametrize(
    ("machine", "ledger", "ms", "text"),
    [
        ("Europe/Berlin", "Europe/Berlin", MONDAY, "Mon 23 Nov 20:03"),
        ("Europe/Berlin", "Europe/Paris", MONDAY, "Mon 23 Nov 20:03"),
        ("Asia/Tokyo", "Europe/Berlin", MONDAY, "Tue 24 Nov 04:03 JST"),
        ("UTC", "Europe/Berlin", MONDAY, "Mon 23 Nov 19:03 UTC"),
        ("UTC", "UTC", MONDAY, "Mon 23 Nov 19:03"),
        ("Europe/London", "UTC", MONDAY, "Mon 23 Nov 19:03"),
        ("Europe/London", "UTC", SUMMER, "Sun 21 Jun 01:00 BST"),
        ("UTC", "No/Such_Zone", MONDAY, "Mon 23 Nov 19:03 UTC"),
        ("UTC", "../../etc/passwd", MONDAY, "Mon 23 Nov 19:03 UTC"),
        ("UTC", "", MONDAY, "Mon 23 Nov 19:03 UTC"),
        ("UTC", "UTC", 1 << 53, "Fri 31 Dec 23:59"),
    ],
)
def test_people_see_local_time_with_the_zone_where_it_differs(
    machine_in: Callable[[str], None], machine: str, ledger: str, ms: int, text: str
) -> None:
    machine_in(machine)

    assert time_local(ms, ledger) == text


def test_the_year_is_told_when_it_is_not_this_one(machine_in: Callable[[str], None]) -> None:
    machine_in("UTC")

    assert time_local(MONDAY, "UTC", now_ms=MONDAY - 365 * 86_400_000) == "Mon 23 Nov 2026 19:03"
    assert time_local(MONDAY, "UTC", now_ms=SUMMER) == "Mon 23 Nov 19:03"


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 s"),
        (7, "7 ms"),
        (420, "0.4 s"),
        (118_000, "118 s"),
        (120_000, "2 min"),
        (125_000, "2 min 5 s"),
        (3_900_000, "1 h 5 min"),
        (86_400_000, "1 d"),
        (183_600_000, "2 d 3 h"),
        (-120_000, "-2 min"),
    ],
)
def test_a_duration_is_told_in_its_two_biggest_units(ms: int, text: str) -> None:
    assert duration_text(ms) == text

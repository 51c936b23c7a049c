"""Days and hours that come twice, or not at all; and a machine that does not know the zone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

import pytest

from paycli.console.times import parse_ahead, parse_when, start_of_day

BERLIN, HAVANA = "Europe/Berlin", "America/Havana"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "now", "typed", "opens"),
    [
        # 31 October 2027: 02:00 to 03:00 comes twice in Berlin, first in summer time.
        (BERLIN, "2027-10-31T01:00+02:00", "02:30", "2027-10-31T02:30+02:00"),
        (BERLIN, "2027-10-31T02:45+02:00", "02:30", "2027-10-31T02:30+01:00"),
        (BERLIN, "2027-10-31T02:15+01:00", "02:30", "2027-10-31T02:30+01:00"),
        (BERLIN, "2027-10-31T02:45+01:00", "02:30", "2027-11-01T02:30+01:00"),
        (BERLIN, "2027-10-30T12:00+02:00", "11:00", "2027-10-31T11:00+01:00"),
        # 28 March 2027: 02:00 to 03:00 does not come, so the moment behind the gap is meant.
        (BERLIN, "2027-03-28T01:00+01:00", "02:30", "2027-03-28T03:30+02:00"),
        (BERLIN, "2027-03-28T04:00+02:00", "02:30", "2027-03-29T02:30+02:00"),
        (BERLIN, "2027-03-27T12:00+01:00", "02:30", "2027-03-28T03:30+02:00"),
        # 7 November 2027: 00:00 to 01:00 comes twice in Havana.
        (HAVANA, "2027-11-07T00:45-04:00", "00:30", "2027-11-07T00:30-05:00"),
    ],
)
def test_the_next_time_that_a_clock_shows_is_meant(zone: str, now: str, typed: str, opens: str) -> None:
    assert parse_ahead(typed, zone, ms(now), lasting=False) == ms(opens)


@pytest.mark.parametrize(
    ("now", "today", "yesterday"),
    [
        ("2027-11-07T00:30-04:00", "2027-11-07T00:00-04:00", "2027-11-06T00:00-04:00"),
        ("2027-11-07T00:30-05:00", "2027-11-07T00:00-04:00", "2027-11-06T00:00-04:00"),
        ("2027-11-07T12:00-05:00", "2027-11-07T00:00-04:00", "2027-11-06T00:00-04:00"),
        ("2027-11-08T12:00-05:00", "2027-11-08T00:00-05:00", "2027-11-07T00:00-04:00"),
        # 14 March 2027 has no midnight there: its day begins at 01:00.
        ("2027-03-14T01:30-04:00", "2027-03-14T01:00-04:00", "2027-03-13T00:00-05:00"),
        ("2027-03-15T12:00-04:00", "2027-03-15T00:00-04:00", "2027-03-14T01:00-04:00"),
    ],
)
def test_a_day_begins_at_its_first_moment(now: str, today: str, yesterday: str) -> None:
    assert start_of_day(HAVANA, ms(now)) == ms(today)
    assert parse_when("today", HAVANA, ms(now)) == ms(today)
    assert parse_when("yesterday", HAVANA, ms(now)) == ms(yesterday)


# Python's own zones, which a machine without any has; and none at all.
WITH_PACKAGE = "from paycli.console.times import start_of_day; print(start_of_day('Europe/Berlin', 0))"
WITHOUT = (
    "import sys; sys.modules['tzdata'] = None\n"
    "from paycli.errors import Misconfigured\n"
    "from paycli.app.clocks import is_zone\n"
    "assert not is_zone('Europe/Berlin')\n"
    "from paycli.console.times import start_of_day\n"
    "try: start_of_day('Europe/Berlin', 0)\n"
    "except Misconfigured as error: print(error.message)"
)


@pytest.mark.parametrize(
    ("program", "said"), [(WITH_PACKAGE, "-3600000"), (WITHOUT, "Europe/Berlin of the ledger is not known")]
)
def test_a_machine_without_time_zones_takes_none_for_another(program: str, said: str) -> None:
    env = {**os.environ, "PYTHONTZPATH": ""}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert said in done.stdout

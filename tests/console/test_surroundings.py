"""What the console knows of settings, environment and time is what was handed in."""

from __future__ import annotations

import sys
from typing import NoReturn

import pytest

from paycli.console.options import Options, named_ledger, use
from paycli.console.stream import wants_color
from paycli.console.surroundings import Surroundings, hand_in
from paycli.console.times import time_local
from paycli.console.views.wording import local
from paycli.domain.registry import Registry

NOV_2026_MS = 1_795_900_000_000
EMPTY = Registry.from_rows({})


def asked(_name: str) -> NoReturn:
    raise AssertionError("a setting was looked up that nobody needs")


def test_in_a_place_of_which_nothing_is_known_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    monkeypatch.setenv("PAYCLI_LEDGER", "elsewhere.db")
    hand_in(Surroundings())
    assert not wants_color(sys.stdout)
    assert named_ledger() is None
    assert local(NOV_2026_MS, EMPTY) == "Sat 28 Nov 21:06"


def test_the_setting_of_the_person_decides_on_colour_where_nothing_else_does() -> None:
    hand_in(Surroundings(setting={"color": "always"}.get))
    assert wants_color(sys.stdout)
    hand_in(Surroundings(environ={"NO_COLOR": "1"}, setting={"color": "always"}.get))
    assert not wants_color(sys.stdout)


def test_no_setting_is_looked_up_where_an_option_or_the_environment_has_decided() -> None:
    hand_in(Surroundings(setting=asked, environ={"NO_COLOR": "1"}))
    assert not wants_color(sys.stdout)
    use(Options(color="always"))
    assert wants_color(sys.stdout)


@pytest.mark.parametrize(("years", "text"), [(0, "Sat 28 Nov 21:06"), (2, "Sat 28 Nov 2026 21:06")])
def test_a_time_has_its_year_where_that_is_not_the_one_of_the_clock_that_was_handed_in(years: int, text: str) -> None:
    hand_in(Surroundings(now_ms=lambda: NOV_2026_MS + years * 366 * 86_400_000))
    assert local(NOV_2026_MS, EMPTY) == text


def test_where_the_ledger_has_the_zone_of_the_machine_no_zone_is_looked_up() -> None:
    hand_in(Surroundings(zone=lambda: "No/Such_Zone"))
    assert time_local(NOV_2026_MS, "No/Such_Zone") == "Sat 28 Nov 21:06"
    assert time_local(NOV_2026_MS, "No/Other_Zone") == "Sat 28 Nov 21:06 UTC"

"""A clock that was moved by PAYCLI_NOW: within the calendar, and never for real money."""

from __future__ import annotations

import grp
import os

import pytest

from tests.support.inside import Household, in_process


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li")


@pytest.mark.parametrize("moment", ["+200000000d", "+999999999d", "-99999d", "1969-01-01T00:00:00Z"])
def test_a_moved_clock_stays_within_the_calendar(
    house: Household, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", moment)
    assert house.json("send", "li", "1", "--as", "ming", status=78)["code"] == "misconfigured"


def test_a_ledger_of_real_money_is_not_begun_by_a_moved_clock(
    empty_house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "+26h")
    empty_house.run("init", "--handle", "ming", "--vault", "sealed", "--currency", "EUR", "--real", status=78)
    assert not empty_house.ledger.exists()


def test_show_and_audit_name_whose_clock_ran_ahead(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    house.run("cash", "in", "li", "5", "--as", "ming")
    with monkeypatch.context() as ahead:
        ahead.setenv("PAYCLI_NOW", "+26h")
        house.run("send", "ming", "1", "--as", "li")
    shown = house.json("ledger", "show", "--as", "ming")["clocks"]
    assert [(each["by"], each["set_by"]) for each in shown] == [("@li", None)]
    house.run("ledger", "clock", "--set", "--as", "ming")
    [named] = house.json("ledger", "show", "--as", "ming")["clocks"]
    audited = house.json("ledger", "audit", "--as", "ming")
    assert audited["clocks"] == [named]
    assert (named["by"], named["set_by"]) == ("@li", audited["entries"])
    assert 25 * 3_600_000 < named["ahead_ms"] < 27 * 3_600_000
    for command in ("show", "audit"):
        assert "the clock of @li" in in_process("ledger", command, "--as", "ming").out


def test_making_a_shared_ledger_says_that_everybodys_clock_counts(empty_house: Household) -> None:
    group = grp.getgrgid(os.getegid()).gr_name
    club = str(empty_house.ledger.parent.parent / "club" / "club.db")
    init = ("init", "--handle", "ming", "--vault", "sealed", "--currency", "EUR", "--play", "--yes")
    said = in_process(*init, "--ledger", club, "--share", group).out
    assert "Everybody's clock counts" in said

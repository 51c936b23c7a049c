"""A clock that was moved by PAYCLI_NOW: within the calendar, and never for real money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household

if TYPE_CHECKING:
    from tests.support.inside import Household


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

"""The day of 43 sales once more, at a till on a terminal in each of its skins; its Z is what the ledger says.

What stands on the terminal at 20 moments is kept in tests/till_screens and tests/till_windows, for somebody to read;
`PAYCLI_WRITE_SCREENS=1` writes it anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.test_day_at_till import check_sums, faults
from tests.support.day_sums import add_up
from tests.support.till_day import (
    CAFE,
    Day,
    cash_and_gifts,
    check_screens,
    evening,
    furnish,
    morning,
    refunds_and_drawer,
    wallets_and_tabs,
)
from tests.support.till_screen import FOLDER, TillScreen
from tests.support.till_window import WINDOWS, TillWindow, two_digit_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]


@pytest.fixture
def house(empty_house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    for name, value in two_digit_days().items():
        monkeypatch.setenv(name, value)
    return furnish(empty_house, tmp_path)


def play(house: Household, till_of: Callable[..., TillScreen | TillWindow]) -> dict[str, str]:
    """Play the day, check what came of it, and give the screens that were seen."""
    day = Day(house)
    with till_of(*CAFE) as till:
        morning(day, till)
        wallets_and_tabs(day, till)
        cash_and_gifts(day, till)
        refunds_and_drawer(day, till)
    with till_of("--expires", "1s", *CAFE) as till:
        evening(day, till, house)
    z = house.json("pos", "z", "1", *CAFE)
    numbers = [row["receipt"] for row in house.json("pos", "list", *CAFE)["items"]]
    assert sorted(numbers) == [f"1-{number:06d}" for number in range(1, 44)]
    check_sums(z, add_up(str(house.ledger), 0, 10**9))
    counts = {name: z[name]["count"] for name in ("by_wallet", "by_cash", "gifts", "cancelled", "expired")}
    assert counts == {"by_wallet": 20, "by_cash": 15, "gifts": 2, "cancelled": 3, "expired": 3}
    assert (z["refunds_wallet"]["count"], z["refunds_cash"]["count"], z["drawer"]["difference"]) == (2, 1, "-3.00")
    assert faults(house) == []
    return day.seen


def test_the_day_of_43_sales_through_the_lines_comes_to_its_z(house: Household) -> None:
    check_screens(play(house, TillScreen), FOLDER, (80, 24))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_day_of_43_sales_through_the_whole_screen_comes_to_its_z(house: Household, size: tuple[int, int]) -> None:
    seen = play(house, lambda *words: TillWindow(*words, size=size))
    check_screens(seen, WINDOWS / f"{size[0]}x{size[1]}", size)

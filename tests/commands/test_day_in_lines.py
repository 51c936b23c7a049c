"""The day of 43 sales once more, through the till in lines on a terminal; its Z is what the ledger's file says.

What stands on the terminal at 20 moments is kept in tests/till_screens, for somebody to read;
`PAYCLI_WRITE_SCREENS=1` writes it anew.
"""

from __future__ import annotations

import os
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.commands.test_day_at_till import check_sums, faults
from tests.support.day_sums import add_up
from tests.support.till_screen import FOLDER, TillScreen
from tests.support.town import have_tab

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

# Each test begins without any such variable.
WRITES_SCREENS = bool(os.environ.get("PAYCLI_WRITE_SCREENS"))
CAFE = ("--as", "cafe")
ITEMS = (
    "tax,A,7%,B,19%\ncode,name,price,class,aliases\nfw,Flat white,3.50,A,white coffee\ncake,Carrot cake,4.20,A,\n"
    'oat,Oat cookie,1.80,A,\n4006381333931,"Mug, cafe logo",9.00,B,mug\n'
)
MUG = "4006381333931"
BY_TAB, BY_WALLET, IN_CASH = 3, 17, 15


@pytest.fixture
def house(empty_house: Household, tmp_path: Path) -> Household:
    house = empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "500", "bo": "500"})
    items = tmp_path / "items.csv"
    items.write_text(ITEMS)
    house.run("item", "import", str(items), *CAFE)
    return house


class Day:
    """A day at the till: what is typed, who pays, and which screens were seen."""

    def __init__(self, house: Household) -> None:
        self._house = house
        self.seen: dict[str, str] = {}
        self.sold = 0

    def see(self, name: str, till: TillScreen) -> None:
        """Keep the screen as it stands."""
        self.seen[f"{len(self.seen) + 1:02}-{name}.txt"] = till.grid

    @property
    def number(self) -> str:
        """The number of the next sale."""
        self.sold += 1
        return f"1-{self.sold:06d}"

    def by_wallet(self, till: TillScreen, line: str, payer: str, *tip: str, see: str = "") -> None:
        """Ring up, show the code, and let a guest pay."""
        number = self.number
        till.line(f"{line} pay", f"SALE {number}")
        if see:
            self.see(see, till)
        self._house.run("pay", self._house.json("pos", "receipt", number, *CAFE)["id"], *tip, "--as", payer)
        till.until(f"{number} wallet @{payer}").prompted()

    def take(self, till: TillScreen, line: str, *answers: str) -> None:
        """Ring up, and close in a way that needs no other device."""
        till.line(line, self.number, *answers)


def morning(day: Day, till: TillScreen) -> None:
    """Open, and sell in every way."""
    till.until("help").prompted()
    day.see("no-day-is-open", till)
    till.line("help", "quit")
    day.see("help", till)
    till.line("open 200", "200.00 EUR in the drawer")
    day.see("open", till)
    till.line("fw", "Flat white 3.50").line("2x cake", "2 lines").line(MUG, "3 lines").line("+1", "2x Mug")
    day.see("goods", till)
    till.line("4006381333932", "unreadable scan").line("9.00", "what is it?").line("fw 12 pay", "12x is a quantity")
    day.see("lines-that-come-back", till)
    till.line("line 2", "2x Carrot cake").line("-10% regular", "-0.84").line("total", "on the whole bill")
    till.line("-1.00 dented", "-1.00 dented").line("undo", "undone").line("void 3", "void: 2x Mug")
    day.see("discounts-and-undo", till)
    day.by_wallet(till, "oat", "li", "--tip", "0.50", see="code")
    day.see("paid-with-a-tip", till)


def wallets_and_tabs(day: Day, till: TillScreen) -> None:
    """Let guests pay by their wallets, and a regular by their tab."""
    for place in range(1, BY_WALLET):
        payer, tip = ("li", ("--tip", "0.50")) if place % 2 else ("bo", ())
        day.by_wallet(till, f"{place}.10 soup", payer, *tip)
    have_tab("bo", "cafe", most="30/day")
    for place in range(BY_TAB):
        till.line("fw", "TOTAL 3.50").type("@bo\n").until("PIN:")
        if place == 0:
            day.see("pin", till)
            till.type("1111\n").until("Tries left: 2").until("PIN:")
        till.type("4711\n").until(f"{day.number} tab @bo").prompted()
    assert "4711" not in till.text
    day.see("paid-by-tab", till)


def cash_and_gifts(day: Day, till: TillScreen) -> None:
    """Take cash, also for a sale whose code is shown; give away, take back, park."""
    till.line("fw", "TOTAL").line("pay", f"SALE {day.number}").line(MUG, "waits: cash 20 takes it")
    day.see("no-scan-while-a-sale-waits", till)
    till.line("cash 20", "change 16.50")
    day.see("cash-for-the-sale-that-waited", till)
    for place in range(1, IN_CASH):
        day.take(till, f"{place + 1}.05 tea cash 20", f"change {Decimal(20) - place - 1 - Decimal('.05')}")
    till.line("3x oat", "5.40").line("park Li", "parked as p1: Li").line("recall", "p1 Li").line(
        "recall p1", "recalled"
    )
    till.line("pay", "How is it paid?")
    day.see("parked-and-recalled", till)
    till.line("gift a regular", day.number)
    day.see("gift", till)
    till.line("fw", "TOTAL")
    day.take(till, "gift late", "gift")
    for place in range(3):
        till.line("cake pay", f"SALE {day.number}").line("cancel", "it was taken back")
        if place == 0:
            day.see("taken-back", till)
        till.line("void", "void: Carrot cake")


def refunds_and_drawer(day: Day, till: TillScreen) -> None:
    """Give back, ask before; take money to the bank; look how the day stands."""
    till.type("refund 1-2 1.00 cold\n").until("Refund? [y/N]")
    day.see("refund-question", till)
    till.line("", "nothing was done").type("refund 1-2 1.00 cold\n").until("[y/N]").line("y", "1.00 EUR refunded to")
    day.see("refunded", till)
    till.type("refund 1-1 line 3 crumbs\n").until("[y/N]").line("y", "1.80 EUR refunded to @li")
    till.type("refund 1-22 2.05 cold\n").until("[y/N]").line("y", "2.05 EUR refunded in cash")
    till.line("out 100 bank", "100.00 EUR taken out of the drawer")
    day.see("drawer", till)
    till.line("x", "DRAWER IN EUR")
    day.see("x", till)
    till.type("quit\n").ended()


def test_the_day_of_43_sales_through_the_lines_comes_to_its_z(house: Household) -> None:
    day = Day(house)
    with TillScreen("pos", *CAFE) as till:
        morning(day, till)
        wallets_and_tabs(day, till)
        cash_and_gifts(day, till)
        refunds_and_drawer(day, till)
    with TillScreen("pos", "--expires", "1s", *CAFE) as till:
        till.until("day 1 since").prompted()
        for _ in range(3):
            till.line("oat pay", f"SALE {day.number}").until("its time is over").prompted().line("void", "void")
        day.see("nobody-paid", till)
        expected = Decimal(house.json("pos", "x", *CAFE)["drawer"]["expected"])
        till.line(f"close {expected - 3} a note was torn", "Z 1")
        day.see("z", till)
        till.type("quit\n").ended()
    z = house.json("pos", "z", "1", *CAFE)
    numbers = [row["receipt"] for row in house.json("pos", "list", *CAFE)["items"]]
    assert sorted(numbers) == [f"1-{number:06d}" for number in range(1, 44)]
    check_sums(z, add_up(str(house.ledger), 0, 10**9))
    counts = {name: z[name]["count"] for name in ("by_wallet", "by_cash", "gifts", "cancelled", "expired")}
    assert counts == {"by_wallet": 20, "by_cash": 15, "gifts": 2, "cancelled": 3, "expired": 3}
    assert (z["refunds_wallet"]["count"], z["refunds_cash"]["count"], z["drawer"]["difference"]) == (2, 1, "-3.00")
    assert faults(house) == []
    check_screens(day.seen)


def check_screens(seen: dict[str, str]) -> None:
    """Compare the screens with those that somebody has read."""
    assert len(seen) >= 20
    for name, rows in seen.items():
        assert len(rows.splitlines()) <= 24, name
        assert max(map(len, rows.splitlines())) <= 80, name
        assert "balance" not in rows, name
    if WRITES_SCREENS:
        FOLDER.mkdir(exist_ok=True)
        for path in FOLDER.iterdir():
            path.unlink()
        for name, rows in seen.items():
            (FOLDER / name).write_text(rows, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert seen == kept

"""The day of 43 sales at a till, whatever its skin: what is typed, who pays, and which screens are seen."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, Self

from tests.support.inside import in_process
from tests.support.town import have_tab

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

# Each test begins without any such variable.
WRITES_SCREENS = bool(os.environ.get("PAYCLI_WRITE_SCREENS"))
CAFE = ("--as", "cafe")
ITEMS = (
    "tax,A,7%,B,19%\ncode,name,price,class,aliases\nfw,Flat white,3.50,A,white coffee\ncake,Carrot cake,4.20,A,\n"
    'oat,Oat cookie,1.80,A,\n4006381333931,"Mug, cafe logo",9.00,B,mug\n'
)
MUG, PIN = "4006381333931", "8642"
BY_TAB, BY_WALLET, IN_CASH = 3, 17, 15


class Till(Protocol):
    """A till on a terminal."""

    def line(self, typed: str, *answers: str) -> Self:
        """Type a line and wait for its answers."""
        ...

    def prompted(self) -> Self:
        """Wait until it waits for a line."""
        ...

    def until(self, text: str) -> Self:
        """Wait for a text."""
        ...

    def type(self, keys: str) -> Self:
        """Press keys."""
        ...

    def ended(self, status: int = 0) -> str:
        """Wait for its end."""
        ...

    def seen_as(self, name: str) -> str:
        """Give the rows that stand there now; `name` is under which they are kept."""
        ...

    @property
    def text(self) -> str:
        """All that was shown."""
        ...


def furnish(house: Household, folder: Path) -> Household:
    """Let a shop have goods and the PIN of its till, and guests money."""
    furnished = house.begin("li", "bo", shops=("cafe",), cash={"li": "500", "bo": "500"})
    items = folder / "items.csv"
    items.write_text(ITEMS)
    furnished.run("item", "import", str(items), *CAFE)
    in_process("pos", "pin", "set", "--pin", "-", *CAFE, stdin=PIN)
    return furnished


class Day:
    """A day at the till: what is typed, who pays, and which screens were seen."""

    def __init__(self, house: Household) -> None:
        self._house = house
        self.seen: dict[str, str] = {}
        self.sold = 0

    def see(self, name: str, till: Till) -> None:
        """Keep the screen as it stands."""
        file = f"{len(self.seen) + 1:02}-{name}.txt"
        self.seen[file] = till.seen_as(file)

    @property
    def number(self) -> str:
        """The number of the next sale."""
        self.sold += 1
        return f"1-{self.sold:06d}"

    def by_wallet(self, till: Till, line: str, payer: str, *tip: str, see: str = "") -> None:
        """Ring up, show the code, and let a guest pay."""
        number = self.number
        till.line(f"{line} pay", f"SALE {number}")
        if see:
            self.see(see, till)
        self._house.run("pay", self._house.json("pos", "receipt", number, *CAFE)["id"], *tip, "--as", payer)
        till.until(f"{number} wallet @{payer}").prompted()

    def take(self, till: Till, line: str, *answers: str) -> None:
        """Ring up, and close in a way that needs no other device."""
        till.line(line, self.number, *answers)


def morning(day: Day, till: Till) -> None:
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


def wallets_and_tabs(day: Day, till: Till) -> None:
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


def cash_and_gifts(day: Day, till: Till) -> None:
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
    till.line("pay", "Repeat it to take it")
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


def refunds_and_drawer(day: Day, till: Till) -> None:
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


def evening(day: Day, till: Till, house: Household) -> None:
    """Let nobody pay three times, and close."""
    till.until("day 1 since").prompted()
    for _ in range(3):
        number = day.number
        till.line("oat pay", f"SALE {number}").until(f"{number}: nobody paid it in time").prompted()
        till.line("void", "void: Oat cookie")
    day.see("nobody-paid", till)
    expected = Decimal(house.json("pos", "x", *CAFE)["drawer"]["expected"])
    till.line(f"close {expected - 3} a note was torn", "Z 1")
    day.see("z", till)
    till.line("fw", "TOTAL 3.50").type("lock\n").until("PIN: ")
    day.see("locked", till)
    till.type(f"{PIN}\n").until("Unlocked").prompted().line("void", "void: Flat white").type("quit\n").ended()


def check_screens(seen: dict[str, str], folder: Path, size: tuple[int, int]) -> None:
    """Compare the screens with those that somebody has read."""
    columns, most = size
    assert len(seen) >= 20
    for name, rows in seen.items():
        assert len(rows.splitlines()) <= most, name
        assert max(map(len, rows.splitlines())) <= columns, name
        assert "balance" not in rows, name
    if WRITES_SCREENS:
        folder.mkdir(exist_ok=True, parents=True)
        for path in folder.iterdir():
            path.unlink()
        for name, rows in seen.items():
            (folder / name).write_text(rows, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert seen == kept

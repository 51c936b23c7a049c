"""The story at the counter: a day at a till, from its opening to its Z."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING

from paycli.console.output import Line, say
from paycli.console.stream import encoding_of, wants_color
from paycli.tour.reading import DECODER, THEMES, has_decoder, read_back
from paycli.tour.telling import SHOP, amount, balance, checked

if TYPE_CHECKING:
    from paycli.tour.stage import Stage
    from paycli.tour.telling import Notes

SALE, TIP, REFUND = "6.00", "10%", "3.00"
FLOAT, COFFEE, GIVEN = "50.00", "2.50", "5.00"
WHY = ("cold", "-k", "refund-1")
_AS_SHOP = ("--as", SHOP)


def open_day(stage: Stage, notes: Notes) -> None:
    """Count the drawer and open the day."""
    stage.run("pos", "open", "--float", FLOAT, *_AS_SHOP)
    _require_apart(stage, notes, Decimal(FLOAT))
    checked("coins in a drawer are not money of the ledger: they stand apart")


def _require_apart(stage: Stage, notes: Notes, coins: Decimal) -> None:
    """Hold what the ledger says of its money and of the drawers to what must be there."""
    found = stage.read("ledger", "show")
    stage.require([amount(each) for each in found["inside"]] == [notes.total], "coins became money of the ledger")
    stage.require([amount(each) for each in found["drawers"]] == [coins], "the drawer has other coins")


def charge(stage: Stage, notes: Notes) -> None:
    """Charge a guest, and read the drawn QR code back off the screen."""
    till = ("pos", "charge", SALE, "2", "noodles", "--no-wait", "--as", SHOP, "-k", "table-1")
    coloured = _may_have_colours()
    lines = stage.run(*till, "--color", "always" if coloured else "never")
    # The same order again, by its key: no second sale, but the same one, as programs see it.
    sale = stage.read(*till)
    stage.require(sale["replayed"], "the same key made a second sale")
    notes.sale, notes.number, notes.qr_text = sale["short"], sale["receipt"], sale["qr"]
    if not has_decoder():
        say(Line(f"  not read back: no QR decoder is installed. To get one:  pip install {DECODER}", "warn"))
        return
    if not coloured:
        # Without colours a code is drawn for a dark background; with them, as on most screens, it is read on any.
        notes.qr_text = read_code(stage, lines, "dark", sale["qr"])
        lines = stage.draw(*till, "--color", "always")
    for theme in THEMES:
        notes.qr_text = read_code(stage, lines, theme, sale["qr"])
        notes.read_back.append(theme)
    checked(f"painted to pixels and decoded, on a {' and on a '.join(notes.read_back)} screen. It reads")
    say(Line(f"      {notes.qr_text}", "good"))


def read_code(stage: Stage, lines: list[str], theme: str, meant: str) -> str:
    """Give what a decoder reads off a screen; that must be what the till meant."""
    text = read_back(lines, THEMES[theme])
    stage.require(text is not None, f"a decoder finds no QR code on a {theme} screen")
    stage.require(text == meant, f"a decoder reads {text} on a {theme} screen instead of {meant}")
    return str(text)


def _may_have_colours() -> bool:
    """Tell whether the code is shown in colours; it must be where the stream cannot write what draws it without."""
    try:
        "\u2588\u2580\u2584".encode(encoding_of(sys.stdout))
    except (UnicodeEncodeError, LookupError):
        return True
    return wants_color(sys.stdout)


def pay(stage: Stage, notes: Notes) -> None:
    """Have the guest pay what the decoder read."""
    guest = notes.luckiest
    before = balance(stage, guest), balance(stage, SHOP)
    stage.run("pay", notes.qr_text, "--tip", TIP, payer=guest)
    stage.run("pos", "receipt", notes.number, "--as", SHOP)
    receipt = stage.read("pos", "receipt", notes.sale, "--as", SHOP)
    notes.tip = amount(receipt, "tip")
    paid = amount(receipt) + notes.tip
    after = balance(stage, guest), balance(stage, SHOP)
    stage.require(receipt["from"] == f"@{guest}" and receipt["state"] == "done", "the receipt names another payer")
    stage.require(amount(receipt) == Decimal(SALE), "the receipt is about another amount")
    # The tip lies apart, in the tips of the shop.
    moved = before[0] - after[0], after[1] - before[1]
    stage.require(moved == (paid, amount(receipt)), "what was paid is not what the shop got")
    checked(f"@{guest} paid {paid} EUR with the tip, and @{SHOP} has {paid} EUR more")


def refund(stage: Stage, notes: Notes) -> None:
    """Have the shop give a part back."""
    guest = notes.luckiest
    before = balance(stage, guest), balance(stage, SHOP)
    stage.run("refund", notes.number, REFUND, *WHY, payer=SHOP)
    after = balance(stage, guest), balance(stage, SHOP)
    back = after[0] - before[0]
    stage.require(back == before[1] - after[1] == Decimal(REFUND), "what was refunded is not what came back")
    checked(f"{back} EUR are back at @{guest}")


def take_cash(stage: Stage, notes: Notes) -> None:
    """Have a guest without a wallet pay in coins."""
    coffee = ("pos", "charge", COFFEE, "coffee", "--no-wait", "-k", "table-2", *_AS_SHOP)
    sale = stage.read(*coffee)["receipt"]
    stage.run("pos", "cash", sale, GIVEN, *_AS_SHOP)
    taken = stage.read("pos", "receipt", sale, *_AS_SHOP)
    stage.require(taken["tender"] == "cash" and taken["state"] == "done", "the coffee is not paid in cash")
    coins = Decimal(FLOAT) + Decimal(COFFEE)
    _require_apart(stage, notes, coins)
    checked(f"the drawer has {coins} EUR, and the ledger as much money as before")


def close_day(stage: Stage, notes: Notes) -> None:
    """Count the drawer, close the day, and hold its Z to what happened."""
    counted = Decimal(FLOAT) + Decimal(COFFEE)
    stage.run("pos", "close", "--counted", str(counted), *_AS_SHOP)
    z = stage.read("pos", "z", *_AS_SHOP)
    sums = {name: Decimal(z[name]["sum"]) for name in ("by_wallet", "by_cash", "refunds_wallet")}
    wanted = {"by_wallet": Decimal(SALE), "by_cash": Decimal(COFFEE), "refunds_wallet": Decimal(REFUND)}
    stage.require(sums == wanted, f"the Z says {sums} instead of {wanted}")
    stage.require(Decimal(z["tips"]) == notes.tip, "the Z has other tips")
    drawer = {name: Decimal(z["drawer"][name]) for name in ("expected", "counted", "difference")}
    stage.require(drawer == {"expected": counted, "counted": counted, "difference": Decimal(0)}, "the drawer is wrong")
    numbers = z["first_number"], z["last_number"], z["charged"]
    stage.require(numbers == (notes.number, "1-000002", 2), "a number of the day is missing")
    checked("the Z agrees to the cent: payments by wallet and in cash, the refund, the tip, the drawer")
    # Whoever served gets the tip; here the shop keeps it.
    stage.run("pos", "tips", SHOP, "-k", "tips-1", payer=SHOP)

"""Receipts to be printed, as a ledger would give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.cart import Cart, CartLine, Discount, bill_of, bill_text
from paycli.domain.money import Money
from paycli.domain.registry import Registry
from paycli.domain.shifts import ShiftDetail
from paycli.domain.sold import read_bill
from paycli.services.sales.paper import PaperDay, PaperReceipt
from paycli.services.sales.receipt import Receipt
from paycli.services.sales.shifts import ShiftReport
from tests.support.shop import EUR

if TYPE_CHECKING:
    from collections.abc import Sequence

REGISTRY = Registry("ab" * 16, "play", "UTC", "open", "EUR", {"EUR": 2}, {}, {})
NOON = 1_795_953_600_000
CART = Cart(
    (
        CartLine(2, "Flat white", 350, "A"),
        CartLine(1, "Mug with a long name, blue, from Meißen", 900, "B", discount=Discount(100_000, 0, "dented")),
    ),
    Discount(0, 100, "regular"),
)
# What somebody might write into a name to make a printer do things, and what scripts need more than a byte for.
HOSTILE = (
    "evil\x1b@\x1bp0AB", "\x1dV\x00cut", "\x10\x14\x01\x00\x05", "\x1b*\x00", "\x9b31m", "a\nb\rc\x0cd\x00e\x7f",
    "\x1bt\x00\x1c&", "[bold]x[/] <b>&amp;", "\u202egnp.exe", "\u2066x", "e\u0301\u0301\u0301\u0301\u0301\u0301",
    "\u200b\u200dzero", "ß € ñ é", "奶茶", "한국 \uff57\uff49\uff44\uff45", "שלום",
    "👩‍👩‍👧 🍜", "\U000e0041tag", "W" * 90, "\ud800",
)  # fmt: skip


def paper_of(
    cart: Cart = CART, *, shop: str = "Café Mei", words: Sequence[str] | None = None, **parts: object
) -> PaperReceipt:
    """Give a paper of a cart that was paid in cash; `parts` of the receipt are as they are said."""
    bill = bill_of(cart, EUR)
    text = bill_text(bill)
    tax = tuple((row.letter, row.rate_ppm, row.gross_minor, row.tax_minor) for row in bill.tax)
    nothing = Money(0, "EUR")
    receipt = Receipt(
        id="a" * 26, short="a" * 4, n=7, number="1-000041", shop="@cafe", payer=None,
        money=Money(bill.amount_minor, "EUR"), tip=nothing, refunded=nothing,
        lines=tuple(words or text.split("\n")), state="done", made=NOON, paid=NOON, play=True, tender="cash",
        discount_minor=bill.discount_minor, tax=tax,
    )._replace(**parts)  # type: ignore[arg-type]  # fmt: skip
    read = bill if words is None else read_bill("\n".join(words), bill.amount_minor, tax, 2)
    given = Money(5000, "EUR")
    change = Money(5000 - bill.amount_minor, "EUR")
    return PaperReceipt(receipt, shop, 1, read, given, change, NOON)


def day_of(*, said: str | None = "a torn note", shop: str = "Café Mei", **parts: object) -> PaperDay:
    """Give the paper of a day that is closed; `parts` of the report are as they are said."""
    totals = ShiftDetail(
        aborted_count=1, aborted_minor=300, cash_count=12, cash_minor=16_550, charged_count=43,
        closing_difference_minor=-50, counted_minor=21_450, drawer_opened_count=1, expired_count=1, expired_minor=250,
        first_number=41, float_minor=10_000, refund_cash_count=1, refund_cash_minor=350,
        refund_taxes=(("A", 70_000, 350, 23),), taxes=(("A", 70_000, 654, 43), ("B", 190_000, 75_600, 12_071)),
        tips_minor=1800, wallet_count=28, wallet_minor=59_704,
    )  # fmt: skip
    report = ShiftReport(
        id="b" * 32, n=9, shop="@cafe", till=1, number=12, date="2026-11-29", opened=NOON, closed=NOON + 36_000_000,
        currency="EUR", totals=totals, expected=Money(21_500, "EUR"), waiting=(), reason=said, play=True,
    )._replace(**parts)  # type: ignore[arg-type]  # fmt: skip
    return PaperDay(report, shop, NOON + 3_600_000)


def named(name: str) -> PaperReceipt:
    """Give a paper on which a name stands wherever somebody can write one."""
    lines = (CartLine(3, name or "x", 350, "A", discount=Discount(0, 50, name)), CartLine(1, "tea", 200, "A"))
    paper = paper_of(Cart(lines, Discount(50_000, 0, name)), shop=name)
    receipt = paper.receipt._replace(payer=f"@{name}", tender="wallet", shop=f"@{name}")
    return paper._replace(receipt=receipt)

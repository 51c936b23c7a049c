"""The rows of the authority table for a shop's counter: sales, shifts, drawers, tips."""

from collections.abc import Callable
from typing import Any

from paycli.domain import shapes, till_bodies
from paycli.domain.kind import Kind
from paycli.domain.money import AMOUNT_LIMIT_MINOR
from paycli.domain.parties import MANDATE
from paycli.domain.shapes import is_text, is_whole, null_or, text_commitment

SALE_PAY, SALE_TAKE = "sale.pay", "sale.take"
WALLET, CASH, GIFT = "wallet", "cash", "gift"
"""How a sale is paid: from a wallet, with coins and notes, or not at all."""

TILLS_MOST, TAX_CLASSES_MOST, RATE_MOST_PPM = 99, 10, 1_000_000
ROUNDING_MOST_MINOR = 1_000
"""Nothing that is coined is farther from a multiple of the smallest coin."""

_money = {"amount": shapes.amount, "currency": shapes.currency}
_money_or_none = {"amount": shapes.amount_or_zero, "currency": shapes.currency}
_of = {"of": shapes.object_id}
_shift = {"shift": null_or(shapes.object_id)}
_till = {"till": is_whole(0, TILLS_MOST)}
_own_till = {"till": is_whole(1, TILLS_MOST)}
_note = {"note": text_commitment}
_rounding = {"rounding": is_whole(-ROUNDING_MOST_MINOR, ROUNDING_MOST_MINOR)}
_date: Callable[[Any], bool] = is_text(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_rate = is_whole(0, RATE_MOST_PPM)
_class = is_text("[A-Z]")


def are_taxes(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value is a list of sums by tax class: each class once, in order, with no more tax than gross."""
    if not isinstance(value, list) or len(value) > TAX_CLASSES_MOST:
        return False
    if not all(isinstance(row, list) and len(row) == 4 and _is_tax(*row) for row in value):
        return False
    classes = [name for name, *_ in value]
    return classes == sorted(set(classes)) and sum(gross_minor for _, _, gross_minor, _ in value) < AMOUNT_LIMIT_MINOR


def _is_tax(name: Any, rate_ppm: Any, gross_minor: Any, tax_minor: Any) -> bool:  # noqa: ANN401  out of JSON
    is_money = shapes.amount_or_zero(gross_minor) and shapes.amount_or_zero(tax_minor)
    return _class(name) and _rate(rate_ppm) and is_money and bool(tax_minor <= gross_minor)


SALES = (
    Kind(
        "sale.new",
        till_bodies.SaleNewBody,
        {
            **_money_or_none,
            "discount": shapes.amount_or_zero,
            "lines": text_commitment,
            "tax": are_taxes,
            **_till,
            **_shift,
            "expires_ms": shapes.duration,
        },
        ("shop", MANDATE),
        texts=("lines",),
        nothing="Nothing was charged.",
        noun="sale",
    ),
    Kind(
        SALE_PAY,
        till_bodies.SalePayBody,
        {"sale": shapes.object_id, "to": shapes.wallet, **_money, "tip": shapes.amount_or_zero},
        ("owner", MANDATE),
        "payer's main",
        nothing="Nothing was paid.",
        noun="sale",
        spends=True,
    ),
    Kind(
        SALE_TAKE,
        till_bodies.SaleTakeBody,
        {
            **_of,
            **_own_till,
            "tender": is_text(f"{CASH}|{GIFT}"),
            **_money_or_none,
            **_rounding,
            "given": shapes.amount_or_zero,
            **_note,
        },
        ("shop", MANDATE),
        "the drawer's world",
        texts=("note",),
        nothing="Nothing was taken.",
        noun="sale",
    ),
    Kind(
        "refund",
        till_bodies.RefundBody,
        {
            **_of,
            **_till,
            **_shift,
            "to": null_or(shapes.wallet),
            **_money_or_none,
            "tip": shapes.amount_or_zero,
            "tender": is_text(f"{WALLET}|{CASH}"),
            **_rounding,
            "tax": are_taxes,
            **_note,
        },
        ("shop", MANDATE),
        "the shop's main and tips / the drawer",
        texts=("note",),
        nothing="Nothing was refunded.",
        noun="sale",
    ),
    Kind(
        "tips.send",
        till_bodies.TipsSendBody,
        {"to": shapes.wallet, **_money, **_note},
        ("shop",),
        "the shop's tips",
        texts=("note",),
        nothing="No tips were paid out.",
    ),
)

SHIFTS = (
    Kind(
        "shift.open",
        till_bodies.ShiftOpenBody,
        {**_own_till, "date": _date, "counted": shapes.amount_or_zero, "currency": shapes.currency},
        ("shop", MANDATE),
        "drawer / its world, for the difference",
        nothing="No day was opened.",
        noun="shift",
    ),
    Kind(
        "shift.close",
        till_bodies.ShiftCloseBody,
        {**_of, **_own_till, "counted": shapes.amount_or_zero, "currency": shapes.currency, **_note},
        ("shop", MANDATE),
        "drawer / its world, for the difference",
        texts=("note",),
        nothing="The day was not closed.",
        noun="shift",
    ),
    Kind(
        "drawer.move",
        till_bodies.DrawerMoveBody,
        {**_of, **_own_till, **_money_or_none, "out": shapes.is_bool, **_note},
        ("shop", MANDATE),
        "drawer / its world",
        texts=("note",),
        nothing="The drawer was not touched.",
        noun="shift",
        tells_of_object=False,
    ),
)

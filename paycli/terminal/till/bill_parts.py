"""A closed bill in parts, and what was paid beside its total: the same on the screen and in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import format_minor

if TYPE_CHECKING:
    from paycli.domain.cart import Bill
    from paycli.terminal.till.state import Paid


class BillPart(NamedTuple):
    """A part of a closed bill: what it is, and what it comes to as the shop prices it."""

    name: str
    minor: int


def bill_parts(bill: Bill) -> list[BillPart]:
    """Give the goods of a closed bill, and the discount on all of them."""
    parts = []
    for each in bill.lines:
        line = each.line
        name = line.name if line.quantity == 1 else f"{line.name} x{line.quantity}"
        parts.append(BillPart(name, line.price_minor - each.discount_minor))
    if bill.bill_discount_minor:
        parts.append(BillPart("discount on all", -bill.bill_discount_minor))
    return parts


def parts_paid(paid: Paid) -> tuple[str, ...]:
    """Say by how much what was paid is not the total: a tip, and what coins cannot pay."""
    exponent = paid.bill.pricing.exponent
    tip = f"of it tip {format_minor(paid.sale.tip_minor, exponent)}" if paid.sale.tip_minor else ""
    total = format_minor(paid.bill.amount_minor, exponent)
    return tuple(part for part in (tip, f"rounded from {total}" if paid.rounding_minor else "") if part)

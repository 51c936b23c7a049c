"""What the till answers to a line where there is no screen: a few rows of text, for any terminal or a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.sanitise import safe, width
from paycli.console.views.wording import joined
from paycli.domain.cart import bill_of, percent_text
from paycli.domain.money import format_minor
from paycli.domain.till_kinds import GIFT
from paycli.terminal.till.bill_parts import bill_parts, parts_paid

if TYPE_CHECKING:
    from paycli.domain.cart import Pricing
    from paycli.terminal.till.state import Shop, TillState

PROMPT, PIN_PROMPT = "> ", "PIN: "


def answer(state: TillState, shop: Shop) -> tuple[str, ...]:
    """Give the rows to print behind a line or an event.

    A refused line stands there once more with a mark below the word that is wrong, then why; else there is what was
    done, lines that were asked for, and the total.
    """
    if state.is_refused and state.returned:
        at = width(safe(state.returned[: state.cursor]))
        mark, side = f"{' ' * (len(PROMPT) + at)}^", (safe(line) for line in state.side)
        return (f"{PROMPT}{safe(state.returned)}", mark, f"! {safe(state.notice)}", *side)
    rows = [*(safe(line) for line in state.side)]
    if state.notice:
        rows.append(f"{'! ' if state.is_refused else ''}{safe(state.notice)}")
    if (state.carts.cart.lines and not state.is_locked) or state.paid is not None:
        rows.append(_total(state, shop))
    return tuple(row for row in rows if row)


def _total(state: TillState, shop: Shop) -> str:
    if state.paid is not None and not state.carts.cart.lines:
        sale, pricing = state.paid.sale, state.paid.bill.pricing
        if sale.tender == GIFT:
            return ""
        return joined((f"PAID {_money(sale.amount_minor + sale.tip_minor, pricing)}", *parts_paid(state.paid)))
    bill = bill_of(state.carts.cart, shop.pricing)
    count, exponent = len(bill.lines), bill.pricing.exponent
    taxes = (f"{row.letter} {percent_text(row.rate_ppm)} {format_minor(row.tax_minor, exponent)}" for row in bill.tax)
    tax = f"tax {'  '.join(taxes)}" if bill.tax else ""
    return joined((f"TOTAL {_money(bill.amount_minor, bill.pricing)}", f"{count} line{'' if count == 1 else 's'}", tax))


def _money(minor: int, pricing: Pricing) -> str:
    return f"{format_minor(minor, pricing.exponent)} {pricing.currency}"


def waiting_rows(state: TillState) -> tuple[str, ...]:
    """Give the rows for a sale that waits, below or beside its code; none where none does."""
    if state.waiting is None:
        return ()
    sale = state.waiting
    return (
        f"SALE {safe(sale.number)}",
        f"Scan the code, or type: paycli pay {safe(sale.short)}",
        f"waits until {sale.until}; cash 20 takes it, cancel takes it back",
    )


def sale_rows(state: TillState, shop: Shop, most: int) -> tuple[str, ...]:
    """Give the bill of the sale that waits: at most so many rows of goods, and the total."""
    bill = bill_of(state.carts.cart, shop.pricing)
    exponent = bill.pricing.exponent
    rows = [f"{format_minor(each.minor, exponent):>8}  {safe(each.name)}" for each in bill_parts(bill)]
    rows = [safe(bill.title), *rows] if bill.title else rows
    if len(rows) > most:
        rows = [*rows[: most - 1], f".. and {len(rows) - most + 1} more rows"]
    return (*rows, f"TOTAL {_money(bill.amount_minor, bill.pricing)}")

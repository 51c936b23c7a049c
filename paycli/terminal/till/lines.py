"""What the till answers to a line where there is no screen: a few rows of text, for any terminal or a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.sanitise import safe, width
from paycli.terminal.till.grid import total_line

if TYPE_CHECKING:
    from paycli.terminal.till.state import Shop, TillState

PROMPT = "> "


def answer(state: TillState, shop: Shop) -> tuple[str, ...]:
    """Give the rows to print behind a line or an event.

    A refused line stands there once more with a mark below the word that is wrong, then why; else there is what was
    done, lines that were asked for, and the total.
    """
    if state.is_refused and state.returned:
        at = width(safe(state.returned[: state.cursor]))
        return (f"{PROMPT}{safe(state.returned)}", f"{' ' * (len(PROMPT) + at)}^", f"! {safe(state.notice)}")
    rows = [*(safe(line) for line in state.side)]
    if state.notice:
        rows.append(f"{'! ' if state.is_refused else ''}{safe(state.notice)}")
    if state.carts.cart.lines or state.paid is not None:
        rows.append(total_line(state, shop).strip())
    return tuple(rows)


def waiting_rows(state: TillState) -> tuple[str, ...]:
    """Give the rows for a sale that waits, below its code; none where none does."""
    if state.waiting is None:
        return ()
    sale = state.waiting
    return (
        f"SALE {safe(sale.number)}",
        f"Scan the code, or type: paycli pay {safe(sale.short)}",
        f"waits until {sale.until}",
    )

"""What a ledger's file says of shops' counters beside the log: counters, numbers, totals. The log must come to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tills import column_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from types import SimpleNamespace

    from state import State

COUNTERS = (
    "SELECT lower(hex(wallet)), name, period, value FROM counters"
    " WHERE substr(name, 1, instr(name, ':')) IN ('sale:', 'shift:', 'closed:')"
)
# With its place comes the id of the order there, which must be the one that made it.
OBJECTS = (
    "SELECT lower(hex(o.id)), lower(hex(e.id)), o.kind, lower(hex(maker)), lower(hex(peer)), currency, amount_minor,"
    " held_minor, state, due, ended, rail, reference, till, number, detail FROM objects o"
    " LEFT JOIN entries e ON e.n = o.n WHERE o.kind IN ('sale', 'shift') OR till IS NOT NULL OR number IS NOT NULL"
)


def faults_of_tills(base: sqlite3.Connection, state: State) -> Iterator[str]:
    """Compare the counters of tills, and the numbers and totals of sales and shifts, with the log."""
    counted = {(shop, name): (period, value) for shop, name, period, value in base.execute(COUNTERS)}
    for counter in sorted(counted.keys() | state.counters.keys()):
        if counted.get(counter, (0, 0)) != (0, state.counters[counter]):
            yield f"counter {counter[0]} {counter[1]}: it is not what the log comes to"
    rows = {name: tuple(columns) for name, *columns in base.execute(OBJECTS)}
    made = {name for name, thing in state.things.items() if thing.order.kind in {"sale.new", "shift.open"}}
    for name in sorted(rows.keys() | made):
        if rows.get(name) != row_of(state, name):
            yield f"object {name}: its row is not what the log comes to"


def row_of(state: State, name: str) -> tuple[Any, ...] | None:
    """Give the columns of a sale or a shift that the log comes to; None where no order made one of that name."""
    try:
        thing = state.things[name]
        notes, body = thing.notes, thing.body
        if thing.order.kind == "shift.open":
            what = "pending" if thing.is_open else "done"
            kind, amount, due, column = "shift", 0, None, column_of(notes.totals)
        else:
            what = "pending" if thing.is_open else "done" if notes.tender else "cancelled"
            kind, amount, due, column = "sale", body.amount, thing.due, _column_of_sale(notes)
    except (KeyError, AttributeError):
        # What is wrong with the order that made it is named already.
        return None
    payer = thing.takers[0] if thing.takers else ""
    ended = None if thing.is_open else notes.ended
    detail = json.dumps(column, separators=(",", ":"))
    made = thing.order.id, kind, thing.maker, payer, body.currency
    return *made, amount, 0, what, due, ended, None, None, body.till, notes.number, detail


def _column_of_sale(notes: SimpleNamespace) -> dict[str, Any]:
    return {
        "refunded_minor": notes.paid - notes.left,
        "refunded_tip_minor": notes.paid_tip - notes.left_tip,
        "tender": notes.tender,
        "tip_minor": notes.paid_tip,
    }

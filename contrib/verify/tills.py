"""The day at a till: shifts with their running totals, the cash in a drawer, the numbers of sales."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from checks import need
from mandates import Use
from rules import Kind, Move
from values import AMOUNT_OR_ZERO, CURRENCY, DATE, FLAG, OWN_TILL, TEXT, THING

if TYPE_CHECKING:
    from orders import Order, Thing
    from rules import Case
    from state import State

TILL_NAME = re.compile(r"till-([1-9][0-9]?)")
# What a shift adds up, in the order of its column; the two lists are by tax class and rate.
SUMS = (
    "aborted_count",
    "aborted_minor",
    "cash_count",
    "cash_minor",
    "charged_count",
    "closing_difference_minor",
    "counted_minor",
    "discount_minor",
    "drawer_in_minor",
    "drawer_opened_count",
    "drawer_out_minor",
    "expired_count",
    "expired_minor",
    "first_number",
    "float_minor",
    "gift_count",
    "gift_minor",
    "opening_difference_minor",
    "refund_cash_count",
    "refund_cash_minor",
    "refund_taxes",
    "refund_tip_minor",
    "refund_wallet_count",
    "refund_wallet_minor",
    "rounding_minor",
    "taxes",
    "tips_minor",
    "wallet_count",
    "wallet_minor",
)
TAXES = {"taxes", "refund_taxes"}

Totals = dict[str, Any]
TaxSums = dict[tuple[str, int], list[int]]


# --- whose till, and which shift -------------------------------------------------------------------------------------
def check_till(state: State, order: Order, till: int) -> None:
    """Refuse a till's key at another till, and any other mandate at one."""
    scope = state.scopes.get(order.key or "")
    if scope is None:
        return
    need(till_of(scope.name) == till, "its key is not that of the till")


def till_of(mandate: str) -> int:
    """Give the till that a mandate is for, by its name; 0 is the shop's own."""
    own = TILL_NAME.fullmatch(mandate)
    return int(own[1]) if own else 0


def open_shift(state: State, order: Order, shift: str | None, till: int, currency: str) -> Thing | None:
    """Give the open shift of a till; the shop's own key is at till 0, which has none."""
    check_till(state, order, till)
    if till == 0:
        need(shift is None, "till 0 has no shift")
        return None
    found = state.things.get(shift or "")
    if found is None or found.order.kind != "shift.open":
        raise ValueError("its shift is not there")
    is_its = (found.maker, found.body.till, found.body.currency) == (order.owner, till, currency)
    need(is_its and found.is_open, "its shift is another till's, or closed")
    return found


def number_of(state: State, shop: str, what: str, till: int) -> int:
    """Count one more of a shop's things at a till, and give its number."""
    counter = shop, f"{what}:{till}"
    state.counters[counter] += 1
    return state.counters[counter]


# --- sums ------------------------------------------------------------------------------------------------------------
def check_taxes(rows: list[list[Any]], amount: int) -> None:
    """Refuse sums by tax class that are out of order, have too much tax, or do not come to the amount."""
    classes = [row[0] for row in rows]
    need(classes == sorted(set(classes)), "its tax classes")
    need(all(tax <= gross for _, _, gross, tax in rows), "its tax")
    need(not rows or sum(row[2] for row in rows) == amount, "its tax classes do not come to the amount")


def no_totals() -> Totals:
    """Give the totals of a shift in which nothing has happened."""
    return {name: {} if name in TAXES else 0 for name in SUMS}


def add_taxes(sums: TaxSums, rows: list[list[Any]]) -> None:
    """Add sums by tax class and rate."""
    for name, rate, gross, tax in rows:
        before = sums.setdefault((name, rate), [0, 0])
        before[0] += gross
        before[1] += tax


def column_of(totals: Totals) -> dict[str, Any]:
    """Give the totals as the column of a shift has them."""
    return {
        name: [[*key, *sums] for key, sums in sorted(totals[name].items())] if name in TAXES else totals[name]
        for name in SUMS
    }


# --- the drawer ------------------------------------------------------------------------------------------------------
def drawer_moves(shop: str, till: int, cash: int) -> list[Move]:
    """Move cash between a drawer and the world around it: into the drawer, or with a sum below 0 out of it."""
    drawer, world = f"t:{shop}:{till}:drawer", f"t:{shop}:{till}:world"
    if not cash:
        return []
    return [Move(world, drawer, cash) if cash > 0 else Move(drawer, world, -cash)]


def count_drawer(state: State, case: Case) -> int:
    """Give by how much what was counted differs from what should be in the drawer."""
    body = case.order.body
    difference: int = body.counted - state.balances[f"t:{case.order.owner}:{body.till}:drawer:{body.currency}"]
    return difference


# --- the kinds -------------------------------------------------------------------------------------------------------
def begin_shift(state: State, case: Case) -> list[Move]:
    """Begin a shift where the till has none that is open, and book the difference of the count."""
    order, body, shift = case.order, case.order.body, case.thing
    check_till(state, order, body.till)
    shift.notes.number = number_of(state, order.owner, "shift", body.till)
    closed = state.counters[order.owner, f"closed:{body.till}"]
    need(shift.notes.number == closed + 1, "the till has an open shift")
    totals = no_totals()
    totals["float_minor"] = body.counted
    totals["opening_difference_minor"] = count_drawer(state, case)
    shift.notes.totals = totals
    return drawer_moves(order.owner, body.till, totals["opening_difference_minor"])


def end_shift(state: State, case: Case) -> list[Move]:
    """End a shift none of whose sales can be paid any more, and book the difference of the count."""
    order, body, shift = case.order, case.order.body, case.thing
    open_shift(state, order, body.of, body.till, body.currency)
    left = [
        thing
        for thing in state.things.values()
        if thing.order.kind == "sale.new" and thing.is_open and thing.notes.shift is shift
    ]
    need(all(case.time >= sale.due for sale in left), "a sale of it still waits")
    number_of(state, order.owner, "closed", body.till)
    totals = shift.notes.totals
    totals["expired_count"] = len(left)
    totals["expired_minor"] = sum(sale.body.amount for sale in left)
    totals["counted_minor"] = body.counted
    totals["closing_difference_minor"] = count_drawer(state, case)
    shift.notes.ended = case.time
    return drawer_moves(order.owner, body.till, totals["closing_difference_minor"])


def move_drawer(state: State, case: Case) -> list[Move]:
    """Put cash into the drawer, take it out, or open it without a sale."""
    order, body, totals = case.order, case.order.body, case.thing.notes.totals
    open_shift(state, order, body.of, body.till, body.currency)
    if not body.amount:
        totals["drawer_opened_count"] += 1
    else:
        totals["drawer_out_minor" if body.out else "drawer_in_minor"] += body.amount
    return drawer_moves(order.owner, body.till, -body.amount if body.out else body.amount)


def abort(sale: Thing, time: int) -> None:
    """Count a sale that was cancelled in its shift."""
    sale.notes.ended = time
    shift = sale.notes.shift
    need(shift is None or shift.is_open, "the shift of the sale is closed")
    if shift:
        shift.notes.totals["aborted_count"] += 1
        shift.notes.totals["aborted_minor"] += sale.body.amount


_COUNTED = {"till": OWN_TILL, "counted": AMOUNT_OR_ZERO, "currency": CURRENCY}

KINDS = (
    Kind(
        name="shift.open",
        signed_by=("shop", "mandate"),
        body={**_COUNTED, "date": DATE},
        makes=True,
        decide=begin_shift,
    ),
    Kind(
        name="shift.close",
        signed_by=("shop", "mandate"),
        body={"of": THING, **_COUNTED, "note": TEXT},
        about="of",
        about_kinds=("shift.open",),
        only_maker=True,
        decide=end_shift,
    ),
    Kind(
        name="drawer.move",
        signed_by=("shop", "mandate"),
        uses=lambda case: Use(part=case.order.body.amount),
        body={
            "of": THING,
            "till": OWN_TILL,
            "amount": AMOUNT_OR_ZERO,
            "currency": CURRENCY,
            "out": FLAG,
            "note": TEXT,
        },
        about="of",
        about_kinds=("shift.open",),
        only_maker=True,
        leaves_open=True,
        decide=move_drawer,
    ),
)

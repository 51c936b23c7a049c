"""The till as lines of a screen, 24 of 80 columns or more: the screen shows these, the till in lines parts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.console.sanitise import cut, safe, width
from paycli.console.views.wording import joined
from paycli.console.window import CODE_COLUMNS, CODE_ROWS, TILL_COLUMNS, TILL_ROWS
from paycli.domain.cart import bill_of, discount_text, percent_text
from paycli.domain.money import format_minor
from paycli.domain.till_kinds import GIFT
from paycli.terminal.till.bill_parts import bill_parts, parts_paid
from paycli.terminal.till.parking import numbered_lines, parked_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.cart import Bill, Pricing
    from paycli.terminal.till.state import Paid, Shop, TillState

COLUMNS, ROWS = TILL_COLUMNS, TILL_ROWS
LEFT, RIGHT, BODY = COLUMNS - CODE_COLUMNS - 1, CODE_COLUMNS, CODE_ROWS
"""The columns left and right of the rule, and the rows between head and foot: a code has just room on the right."""
_PAD = " "
# In fewer columns the name of the goods says more than the price of a piece.
_WITH_UNITS = 40
# In fewer rows there are lines of the cart alone.
_COUNTED_LEAST = 3
WAITING_FOOT = 5
"""So many rows of a sale that waits stand below what somebody asked for meanwhile."""


class Room(NamedTuple):
    """The size of a terminal, at least 80 x 24, and the columns of its right side: the left one has the rest."""

    columns: int = COLUMNS
    rows: int = ROWS
    right: int = RIGHT

    @property
    def left(self) -> int:
        """The columns left of the rule."""
        return self.columns - self.right - 1

    @property
    def body(self) -> int:
        """The rows between head and foot."""
        return self.rows - (ROWS - BODY)


_PLAIN = Room()


class Around(NamedTuple):
    """What a flow knows and the model does not: the head line, rows about the shift, and the keys that there are.

    Rows of `side`, and of `below` under what is parked, are made by `two_ends` where they have two ends, which makes
    foreign text harmless. What is in `asked` takes the place of the left side.
    """

    head: str = ""
    side: tuple[str, ...] = ()
    keys: str = "help  pay  cash 20  park NAME  recall  undo  void  refund 1-41  x  quit"
    below: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def grid(state: TillState, shop: Shop, around: Around, room: Room = _PLAIN) -> tuple[str, ...]:
    """Draw a till: as many lines as there is room for, each of exactly its columns, without any control character."""
    if state.is_locked:
        # What the day came to is nobody's business while the till is left alone; what a guest pays is the guest's.
        around = around._replace(side=(), below=(), asked=())
        state = state._replace(side=(), carts=state.carts._replace(parked=()))
    left, right = _left(state, shop, around, room), _right(state, shop, around, room)
    body = [f"{_fit(one, room.left)}│{_fit(two, room.right)}" for one, two in zip(left, right, strict=True)]
    foot = (total_line(state, shop, room.columns), notice_line(state), f" > {safe(state.returned)}", f" {around.keys}")
    return tuple(_fit(line, room.columns) for line in (f" {safe(around.head)}", *body, *foot))


def _fit(text: str, columns: int) -> str:
    """Bring a row to exactly so many columns; foreign text in it is harmless by now, or becomes so."""
    shown = cut(text if text.isprintable() else safe(text), columns)
    return shown + _PAD * (columns - width(shown))


def _rows(lines: Sequence[str], body: int) -> list[str]:
    return [*lines[:body], *[""] * (body - len(lines))]


def two_ends(left: str, right: str, columns: int) -> str:
    """Set two texts to the ends of a row; the left one is cut, an amount never is."""
    room = columns - width(right) - 2
    shown = cut(safe(left), room)
    return f"{shown}{_PAD * (room - width(shown) + 2)}{right}"


# --- the left side ---------------------------------------------------------------------------------------------------
def _left(state: TillState, shop: Shop, around: Around, room: Room) -> list[str]:
    if state.waiting is not None:
        return waiting_side(state, shop, room, around.asked)
    if around.asked:
        return _rows(["", *(f"  {line}" for line in around.asked)], room.body)
    if state.paid is not None and not state.carts.cart.lines:
        return paid_side(state, room)
    if state.is_locked:
        return _rows(["", "  LOCKED", "", "  The PIN of the till, then Enter"], room.body)
    return _rows(cart_in_sight(state, shop, room), room.body)


def cart_in_sight(state: TillState, shop: Shop, room: Room) -> list[str]:
    """Give as many rows of the cart as there is room for: the selected line is in sight, and what is not is counted."""
    lines, at = cart_lines(state, shop, room.left)
    if len(lines) <= room.body:
        return lines
    if room.body < _COUNTED_LEAST:
        return lines[max(at + 1 - room.body, 0) :][: room.body]
    end = min(max(at + 2, room.body - 1), len(lines))
    begin = end - (room.body - 1)
    hidden = len(lines) - (room.body - 1)
    return [f" .. {hidden} more rows; line 1 selects a line", *lines[begin:end]]


def cart_lines(state: TillState, shop: Shop, columns: int = LEFT) -> tuple[list[str], int]:
    """Give the rows of the cart, and which of them is the selected one."""
    carts = state.carts
    bill = bill_of(carts.cart, shop.pricing)
    exponent = bill.pricing.exponent
    rows = [f" {safe(bill.title)}"] if bill.title else []
    at = 0
    for place, each in enumerate(bill.lines):
        line, is_selected = each.line, place == carts.selected and not carts.on_bill
        at = len(rows) if is_selected else at
        count = f"{line.quantity}x" if line.quantity > 1 else ""
        has_unit = line.quantity > 1 and columns >= _WITH_UNITS
        unit = f"{format_minor(line.unit_minor, exponent)} " if has_unit else ""
        right = f"{unit}{format_minor(line.price_minor, exponent):>9} {line.tax_class or _PAD}"
        rows.append(
            two_ends(f"{'>' if is_selected else _PAD}{place + 1:>2} {count:>4} {line.name}", right, columns - 1)
        )
        if line.discount is not None:
            off = f"{format_minor(-each.discount_minor, exponent)} {line.tax_class or _PAD}"
            rows.append(two_ends(f"         {discount_text(line.discount, exponent)}", off, columns - 1))
    if bill.discount is not None:
        off = f"{format_minor(-bill.bill_discount_minor, exponent)}  "
        at = len(rows) if carts.on_bill else at
        text = discount_text(bill.discount, exponent)
        rows.append(two_ends(f"{'>' if carts.on_bill else _PAD}        {text} on all", off, columns - 1))
    if carts.multiplier:
        at = len(rows)
        rows.append(f">   {carts.multiplier:>3}x ?")
    return rows, at


def _bill_rows(bill: Bill, columns: int) -> list[str]:
    exponent = bill.pricing.exponent
    title = [f"  {safe(bill.title)}"] if bill.title else []
    parts = bill_parts(bill)
    return [*title, *(two_ends(f"  {part.name}", format_minor(part.minor, exponent), columns - 1) for part in parts)]


def _shortened(rows: list[str], most: int) -> list[str]:
    return rows if len(rows) <= most else [*rows[: most - 1], f"  .. and {len(rows) - most + 1} more rows"]


def _total(amount_minor: int, pricing: Pricing, columns: int, word: str = "TOTAL") -> str:
    return two_ends(f"  {word}", _amount(amount_minor, pricing), columns - 1)


def _amount(minor: int, pricing: Pricing) -> str:
    return f"{format_minor(minor, pricing.exponent)} {pricing.currency}"


def waiting_side(state: TillState, shop: Shop, room: Room, asked: Sequence[str] = ()) -> list[str]:
    """Give the bill of the sale that waits, and what the guest types; that stays where something else was asked for."""
    sale = state.waiting
    assert sale is not None  # noqa: S101  what is drawn is what waits
    bill = bill_of(state.carts.cart, shop.pricing)
    if asked:
        number = two_ends(f"  SALE {sale.number}", _amount(bill.amount_minor, bill.pricing), room.left - 1)
        foot = ["", number, "  Scan the code, or type", f"     paycli pay {sale.short}", f"  waits until {sale.until}"]
        return [*_rows([f"  {line}" for line in asked], room.body - WAITING_FOOT), *map(safe, foot)]
    below = [
        "",
        _total(bill.amount_minor, bill.pricing, room.left),
        "",
        "  Scan the code, or type",
        f"     paycli pay {sale.short}",
        "",
    ]
    below.append(safe(f"  waits until {sale.until}"))
    goods = _shortened(_bill_rows(bill, room.left), room.body - len(below) - 2)
    return _rows([f"  SALE {sale.number}", "", *goods, *below], room.body)


def paid_side(state: TillState, room: Room) -> list[str]:
    """Give the bill of the sale that was paid, with all that lies between its total and the change."""
    assert state.paid is not None  # noqa: S101  what is drawn is what was paid
    sale, bill = state.paid
    exponent = bill.pricing.exponent
    below = ["", _total(bill.amount_minor, bill.pricing, room.left)]
    if sale.tip_minor:
        below.append(two_ends("  tip", format_minor(sale.tip_minor, exponent), room.left - 1))
    if state.paid.rounding_minor:
        below.append(two_ends("  rounding", format_minor(state.paid.rounding_minor, exponent), room.left - 1))
    below += [
        "",
        _total(sale.amount_minor + sale.tip_minor, bill.pricing, room.left, "PAID"),
        safe(f"  {sale.tender} {sale.who}  {sale.at}"),
    ]
    if sale.given_minor:
        below.append(two_ends("  given", format_minor(sale.given_minor, exponent), room.left - 1))
        below.append(two_ends("  change", format_minor(sale.change_minor, exponent), room.left - 1))
    goods = _shortened(_bill_rows(bill, room.left), room.body - len(below) - 2)
    return _rows([f"  SALE {sale.number}", "", *goods, *below], room.body)


# --- the right side --------------------------------------------------------------------------------------------------
_WORD_PAID = (
    "   ####    ###   ###  ####",
    "   #   #  #   #   #   #   #",
    "   ####   #####   #   #   #",
    "   #      #   #   #   #   #",
    "   #      #   #  ###  ####",
)


def _right(state: TillState, shop: Shop, around: Around, room: Room) -> list[str]:
    if state.waiting is not None and state.waiting.code:
        return _rows(state.waiting.code, room.body)
    # The lines of the cart stand on the left already.
    if state.side and state.side != numbered_lines(state.carts.cart, shop):
        side = [f"  {line}" for line in state.side]
        return _rows(["", *side] if len(side) < room.body else _shortened(side, room.body), room.body)
    if state.paid is not None and not state.carts.cart.lines:
        return _rows(_paid_large(state.paid), room.body)
    parked = parked_lines(state.carts, shop)
    waits = ["", "  PARKED", *(f"  {line}" for line in parked)] if parked else []
    above = ["", *(f"  {line}" for line in around.side)]
    below = ["", *(f"  {line}" for line in around.below)] if around.below else []
    return _rows([*above, *_shortened(waits, max(room.body - len(above) - len(below), 3)), *below], room.body)


def _paid_large(paid: Paid) -> list[str]:
    sale, pricing = paid.sale, paid.bill.pricing
    if sale.tender == GIFT:
        return [*[""] * 7, "   A gift of the house"]
    amounts = [_amount(sale.amount_minor + sale.tip_minor, pricing)]
    if sale.change_minor:
        amounts.append(f"change {_amount(sale.change_minor, pricing)}")
    return [*[""] * 5, *_WORD_PAID, *(row for amount in amounts for row in ("", f"   {amount}"))]


# --- the foot --------------------------------------------------------------------------------------------------------
def total_line(state: TillState, shop: Shop, columns: int = COLUMNS) -> str:
    """Write what is rung up in a line: how many lines, the tax in it, the total."""
    if state.paid is not None and not state.carts.cart.lines:
        sale, pricing = state.paid.sale, state.paid.bill.pricing
        paid = _amount(sale.amount_minor + sale.tip_minor, pricing)
        return two_ends(joined((f" PAID {paid}", *parts_paid(state.paid))), f"{sale.number} ", columns)
    if state.is_locked and state.waiting is None:
        return ""
    bill = bill_of(state.carts.cart, shop.pricing)
    pricing = bill.pricing
    tax = "  ".join(
        f"{row.letter} {percent_text(row.rate_ppm)} {format_minor(row.tax_minor, pricing.exponent)}" for row in bill.tax
    )
    count = len(bill.lines)
    left = f" {count} line{'' if count == 1 else 's'}{f'   tax {tax}' if tax else ''}"
    right = f"TOTAL {format_minor(bill.amount_minor, pricing.exponent):>9} {pricing.currency} "
    return two_ends(left, right, columns)


def notice_line(state: TillState) -> str:
    """Write what was said last in a line."""
    return f" {'! ' if state.is_refused else ''}{safe(state.notice)}"

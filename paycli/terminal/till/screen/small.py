"""The till in a window of less than 80 x 24: a whole code or why there is none, and as much of the bill as fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.console.sanitise import cut, safe, width
from paycli.console.window import has_room_for_code, room_for_code
from paycli.terminal.till.grid import (
    COLUMNS,
    ROWS,
    WAITING_FOOT,
    Room,
    cart_in_sight,
    paid_side,
    waiting_side,
)
from paycli.terminal.till.screen.pages import chopped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.terminal.till.screen.frames import Code, Frame, Look
    from paycli.terminal.till.state import Shop

FOOT = 3
"""The total, what was said, and the line that is typed."""

# What the guest types has room on the left of the code then.
_BESIDE_LEAST = 30
# Below a code, what was asked for has at least so many rows; else it takes the code's place until it is put away.
_ASKED_LEAST = 6
# So high is a window in which nobody wonders what is missing, and reads why.
_WHY_LEAST = 6
_GRID_AROUND = 5


class Small(NamedTuple):
    """How the rows above the foot are used: where the code stands, if it has room, and how much what is asked has."""

    code: Code | None
    is_beside: bool
    foot: int
    columns: int
    rows: int


def small(frame: Frame, look: Look, *, is_asked: bool) -> Small:
    """Divide a small window."""
    code = frame.code if frame.state.waiting is not None and not frame.question.number else None
    if code is None or not has_room_for_code((look.columns, look.rows), code.columns, len(code.rows)):
        # One row is for what the guest types.
        typed = 1 if frame.state.waiting is not None else 0
        return Small(None, is_beside=False, foot=FOOT, columns=look.columns, rows=max(look.rows - FOOT - typed, 1))
    left = look.columns - code.columns - 1
    foot = min(FOOT, look.rows - len(code.rows))
    if left >= _BESIDE_LEAST:
        rows = len(code.rows) - WAITING_FOOT
        return Small(code, is_beside=True, foot=foot, columns=left - 2, rows=rows)
    below = look.rows - foot - len(code.rows)
    if is_asked and below < _ASKED_LEAST:
        return Small(None, is_beside=False, foot=FOOT, columns=look.columns, rows=max(look.rows - FOOT - 1, 1))
    return Small(code, is_beside=False, foot=foot, columns=look.columns, rows=max(below, 1))


def texts_beside(frame: Frame, shop: Shop, look: Look, asked: Sequence[str]) -> list[str]:
    """Give the rows on the left of a code."""
    assert frame.code is not None  # noqa: S101  they stand beside it
    room = _room(look.columns - frame.code.columns - 1, len(frame.code.rows))
    return [_filled(row, room.left) for row in waiting_side(frame.state, shop, room, asked)]


def texts_below(frame: Frame, shop: Shop, look: Look, asked: Sequence[str], rows: int) -> list[str]:
    """Give the rows below a code: what was asked for, else what the guest types and what is on the bill."""
    sale = frame.state.waiting
    assert sale is not None  # noqa: S101  it is its code
    if asked:
        return [*asked][:rows]
    typed = [f"paycli pay {safe(sale.short)}", f"SALE {safe(sale.number)} waits until {safe(sale.until)}"]
    goods = cart_in_sight(frame.state, shop, _room(look.columns, max(rows - len(typed), 1)))
    return [*typed, *goods][:rows]


def texts(frame: Frame, shop: Shop, look: Look, asked: Sequence[str], rows: int) -> list[str]:
    """Give at most so many rows of a window without a code."""
    state = frame.state
    if frame.question.number:
        return _with_last(
            [piece for line in frame.question.text.split("\n") for piece in chopped(line, look.columns)], rows
        )
    typed = [] if state.waiting is None else [f"paycli pay {safe(state.waiting.short)}"]
    if asked:
        return [*asked[: max(rows - len(typed), 0)], *typed][:rows]
    why = chopped(f"{COLUMNS}x{ROWS} needed, this window has {look.columns}x{look.rows}", look.columns)
    why = why if rows >= _WHY_LEAST else []
    if state.waiting is not None and frame.code is not None:
        needed = f"No room for the code: {room_for_code(frame.code.columns, len(frame.code.rows))} needed"
        why += [piece for line in (needed, frame.code.text) for piece in chopped(line, look.columns)]
        why = [*why[: max(rows - len(typed), 0)], *typed]
    left = rows - len(why)
    if left < 1:
        return why[-rows:] if rows else []
    if state.paid is not None and not state.carts.cart.lines:
        said = [row for row in paid_side(state, _room(look.columns, max(left, ROWS))) if row.strip()]
        return [*why, *said[-left:]]
    if state.is_locked:
        return [*why, *(() if typed else ("LOCKED", "The PIN of the till, then Enter")[:left])]
    return [*why, *cart_in_sight(state, shop, _room(look.columns, left))]


def _room(columns: int, rows: int) -> Room:
    """Give a room whose left side is all of it."""
    return Room(columns + 1, rows + _GRID_AROUND, 0)


def _filled(text: str, columns: int) -> str:
    shown = cut(text, columns)
    return shown + " " * (columns - width(shown))


def _with_last(rows: list[str], most: int) -> list[str]:
    """Keep the last row of a question, which says what is asked."""
    return rows if len(rows) <= most else [*rows[: max(most - 2, 0)], "..", *rows[-1:]][-most:]

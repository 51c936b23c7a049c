"""A frame becomes rows of a terminal of any size: the till as it is in 80 x 24 and more, else the little that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.sanitise import cut, printable, safe, width
from paycli.console.tables import broken
from paycli.terminal.till.grid import COLUMNS, RIGHT, ROWS, Around, Room, grid, notice_line, total_line
from paycli.terminal.till.screen.frames import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from paycli.console.output import Style
    from paycli.terminal.till.screen.frames import Code, Editing, Frame, Look
    from paycli.terminal.till.state import Shop, TillState

Row = list[Piece]

_GAP = 5
# Below the code of a small window stand the total, what was said, and the line that is typed.
_FOOT_LEAST = 3
_KEYS = "F1 help F2 pay F3 cash F4 park F5 recall F6 refund F7 void F8 -% F9 print F10 x"
_KEYS_MORE = f"{_KEYS} F12 lock"
_KEYS_WAITING = "Ctrl-C or cancel takes it back   F3 cash   @name tab   F10 x   F1 help"
_KEYS_PAID = "F9 print   F6 refund   F10 x   F1 help"
_KEYS_LOCKED = "Enter tries the PIN   Esc clears"
_KEYS_ASKED = "Enter answers   Esc clears   Ctrl-C stops"


def drawn(frame: Frame, shop: Shop, editing: Editing, look: Look, clock: str = "") -> list[Row]:
    """Draw a frame: as many rows as the terminal has, none wider than it. A code is there wholly or not at all."""
    if look.columns < COLUMNS or look.rows < ROWS:
        return _small(frame, shop, editing, look)
    room, code = _room(frame, look)
    if frame.document and code is None and not frame.question.number:
        rows = _with_document(frame, shop, editing, room)
    else:
        # Guests go on seeing the code while somebody looks at a receipt.
        page = _page(frame, editing, room.body)
        rows = [Piece(line) for line in grid(_shown(frame), shop, _around(frame, room, code, page), room)]
    body = [[_plain(row, look)] for row in rows]
    if code is not None and not frame.question.number:
        # The right side of these rows is empty.
        for place, cells in enumerate(code.rows, 1):
            left, rule, _ = rows[place].text.rpartition("│")
            body[place] = [_plain(Piece(left + rule), look), *(Piece(each.text, cell=each) for each in cells)]
    body[0] = [_head(frame, look, clock)]
    body[-4] = [_plain(Piece(rows[-4].text, _total_style(frame)), look)]
    body[-3] = [_plain(Piece(_said(frame, rows[-3].text), _said_style(frame)), look)]
    body[-2] = _prompt(frame, editing, look)
    body[-1] = [_plain(Piece(cut(f" {_keys(frame, look)}", look.columns), "dim"), look)]
    if frame.is_watched:
        body[-3:] = [[Piece("")]] * 3
    return body


def document_pages(frame: Frame, look: Look) -> int:
    """Tell how many pages the document has on a terminal of this size."""
    return max(-(-len(frame.document) // _page_rows(frame, look)), 1)


def _page_rows(frame: Frame, look: Look) -> int:
    body = max(look.rows - _GAP, 1)
    is_half = look.columns < COLUMNS or look.rows < ROWS or _code(frame) is not None
    return body if is_half else 2 * body


def _page(frame: Frame, editing: Editing, rows: int) -> tuple[str, ...]:
    """Give the rows of the page that is looked at."""
    pages = max(-(-len(frame.document) // rows), 1)
    begin = min(editing.page, pages - 1) * rows
    return frame.document[begin : begin + rows]


# --- 80 x 24 and more ------------------------------------------------------------------------------------------------
def _room(frame: Frame, look: Look) -> tuple[Room, Code | None]:
    """Give the code where there is room for it, and its columns to the right side."""
    room, code = Room(look.columns, look.rows), _code(frame)
    if code is None:
        return room, None
    wide = room._replace(right=max(RIGHT, code.columns))
    fits = wide.left >= Room().left and len(code.rows) <= wide.body
    return (wide, code) if fits else (room, None)


def _code(frame: Frame) -> Code | None:
    return frame.code if frame.state.waiting is not None else None


def _shown(frame: Frame) -> TillState:
    """Let a line that came back stand only where lines are typed, and what was paid make place for a question."""
    state = frame.state._replace(returned="")
    return state._replace(paid=None) if frame.question.number else state


def _around(frame: Frame, room: Room, code: Code | None, page: tuple[str, ...]) -> Around:
    around = frame.around
    if frame.question.number:
        rows = [row for line in frame.question.text.split("\n") for row in broken(safe(line), room.left - 4)]
        return around._replace(asked=tuple(rows))
    waiting = _code(frame)
    if waiting is None:
        return around
    if code is not None:
        return Around(head=around.head, asked=page)
    return Around(head=around.head, side=_why_no_code(waiting, room))


def _why_no_code(code: Code, room: Room) -> tuple[str, ...]:
    columns, rows = code.columns + Room().left + 1, len(code.rows) + _GAP
    most = room.right - 4
    parts = [code.text[at : at + most] for at in range(0, len(code.text), most)]
    return ("No room for the code:", f"{columns} columns and {rows} rows needed", "", *parts)


def _with_document(frame: Frame, shop: Shop, editing: Editing, room: Room) -> list[Piece]:
    rows = [Piece(line) for line in grid(_shown(frame), shop, Around(), room)]
    shown = _page(frame, editing, 2 * room.body)
    left, right = shown[: room.body], shown[room.body :]
    for place in range(room.body):
        one, two = (side[place] if place < len(side) else "" for side in (left, right))
        gap = " " * max(room.left - 1 - width(one), 0)
        rows[place + 1] = Piece(cut(f" {one}{gap} {two}", room.columns))
    return rows


def _head(frame: Frame, look: Look, clock: str) -> Piece:
    room = look.columns - width(clock) - 2
    head = cut(safe(f" {frame.around.head}"), room)
    return _plain(Piece(f"{head}{' ' * (room - width(head))} {clock} ", "head"), look)


def _keys(frame: Frame, look: Look) -> str:
    if frame.question.number:
        return _KEYS_ASKED
    if frame.state.is_locked:
        return _KEYS_LOCKED
    if frame.state.waiting is not None:
        return _KEYS_WAITING
    if frame.state.paid is not None and not frame.state.carts.cart.lines:
        return _KEYS_PAID
    return _KEYS_MORE if look.columns > len(_KEYS_MORE) else _KEYS


def _total_style(frame: Frame) -> Style:
    return "good" if frame.state.paid is not None and not frame.state.carts.cart.lines else "head"


def _said(frame: Frame, otherwise: str) -> str:
    if frame.question.number:
        return f" {safe(frame.question.warning)}"
    return otherwise if frame.said is None else f" {safe(frame.said.text)}"


def _said_style(frame: Frame) -> Style:
    if frame.question.number:
        return "bad"
    if frame.said is not None:
        return frame.said.style
    return "bad" if frame.state.is_refused else "plain"


def _prompt(frame: Frame, editing: Editing, look: Look) -> Row:
    """Draw the line that is typed, the part of it where the cursor is."""
    begin = " ? " if frame.question.number or frame.state.is_locked else " > "
    text = "*" * len(editing.text) if frame.question.hidden or frame.state.is_locked else editing.text
    text, at = _each_safe(text, look.encoding), editing.at
    room = look.columns - len(begin) - 1
    while width(text[:at]) > room and at:
        text, at = text[1:], at - 1
    while width(text) > room:
        text = text[:-1]
    here = text[at : at + 1] or " "
    mark: Style = "bad" if editing.is_marked else "plain"
    pieces = [
        Piece(begin, "head"),
        Piece(text[:at], mark),
        Piece(here, mark, is_reverse=True),
        Piece(text[at + 1 :], mark),
    ]
    return [_plain(piece, look) for piece in pieces if piece.text]


def _each_safe(text: str, encoding: str) -> str:
    """Make each character of a typed text harmless, and such as can be shown, so that places in it stay the same."""
    shown = text.encode(encoding, "replace").decode(encoding)
    return "".join(character if character.isprintable() else "?" for character in shown)


# --- less than 80 x 24 -----------------------------------------------------------------------------------------------
def _small(frame: Frame, shop: Shop, editing: Editing, look: Look) -> list[Row]:
    """Draw what fits a small window: a whole code or why there is none, the total, and the line that is typed."""
    state, code = frame.state, _code(frame)
    why = f"The till needs {COLUMNS}x{ROWS}, this window has {look.columns}x{look.rows}"
    foot: list[Row] = [
        [_plain(Piece(cut(" ".join(total_line(state, shop).split()), look.columns), _total_style(frame)), look)],
        [_plain(Piece(cut(_said(frame, notice_line(state)).strip(), look.columns), _said_style(frame)), look)],
        _prompt(frame, editing, look),
    ]
    body: list[Row] = []
    if frame.question.number:
        body = _texts(frame.question.text.split("\n"), look)
    elif frame.document:
        body = _texts(_page(frame, editing, max(look.rows - _GAP, 1)), look)
    elif code is not None and code.columns <= look.columns and len(code.rows) + _FOOT_LEAST <= look.rows:
        body = [[Piece(each.text, cell=each) for each in cells] for cells in code.rows]
    elif code is not None and state.waiting is not None:
        needed = f"{code.columns} columns and {len(code.rows) + _FOOT_LEAST} rows needed"
        says = ("No room for the code:", needed, "", code.text, "", f"paycli pay {state.waiting.short}", "")
        body = _texts(says, look)
    if frame.is_watched:
        foot[1:] = [[Piece("")]] * 2
    left = look.rows - len(foot) - len(body)
    head = _texts([why], look)[: max(left, 0)]
    blank = [[Piece("")] for _ in range(left - len(head))]
    return [*body[: look.rows - len(foot)], *head, *blank, *foot][-look.rows :]


def _texts(lines: Iterable[str], look: Look) -> list[Row]:
    pieces = (piece for line in lines for piece in _chopped(safe(line), look.columns))
    return [[_plain(Piece(piece), look)] for piece in pieces]


def _chopped(text: str, columns: int) -> Sequence[str]:
    """Break a text between words, and a word that is too long anywhere."""
    rows = broken(text, columns)
    return [row[at : at + columns] for row in rows for at in range(0, max(len(row), 1), columns)]


def _plain(piece: Piece, look: Look) -> Piece:
    """Let a piece have only what the terminal's encoding can say."""
    try:
        piece.text.encode(look.encoding)
    except (UnicodeEncodeError, LookupError):
        return piece._replace(text=printable(piece.text.replace("│", "|"), look.encoding)[: look.columns])
    return piece

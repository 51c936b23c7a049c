"""A frame becomes rows of a terminal of any size: the till as it is in 80 x 24 and more, else the little that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.sanitise import cut, printable, safe, width
from paycli.console.tables import broken
from paycli.console.window import has_room_for_code, room_for_code
from paycli.terminal.till.grid import (
    COLUMNS,
    RIGHT,
    ROWS,
    WAITING_FOOT,
    Around,
    Room,
    grid,
    notice_line,
    total_line,
)
from paycli.terminal.till.lines import PIN_PROMPT, PROMPT
from paycli.terminal.till.parking import numbered_lines
from paycli.terminal.till.screen.frames import Piece
from paycli.terminal.till.screen.pages import chopped, narrowed, pages_of
from paycli.terminal.till.screen.saying import ROWS_MOST, said_rows
from paycli.terminal.till.screen.small import small, texts, texts_below, texts_beside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paycli.console.output import Style
    from paycli.terminal.till.screen.frames import Block, Code, Editing, Frame, Look
    from paycli.terminal.till.screen.pages import Page
    from paycli.terminal.till.state import Shop, TillState

Row = list[Piece]

_GAP = 5
# So high is a small window in which a reason that is longer than a row has its place.
_LONG_REASON_LEAST = 10
_KEYS = "F1 help F2 pay F3 cash F4 park F5 recall F6 refund F7 void F8 -% F9 print F10 x"
_KEYS_MORE = f"{_KEYS} F12 lock"
_KEYS_WAITING = "Ctrl-C or cancel takes it back   F3 cash   @name tab   F10 x   F1 help"
_KEYS_PAID = "F9 print   F6 refund   F10 x   F1 help"
_KEYS_LOCKED = "Enter tries the PIN   Esc clears"
_KEYS_LOOKING = "Enter puts it away"
_KEYS_ASKED = "Enter answers   Esc clears   Ctrl-C stops"


def drawn(frame: Frame, shop: Shop, editing: Editing, look: Look, clock: str = "") -> list[Row]:
    """Draw a frame: as many rows as the terminal has, none wider than it. A code is there wholly or not at all."""
    if _is_small(frame, look):
        return _small(frame, shop, editing, look)
    room, code = _room(frame, look)
    page = _page(frame, shop, editing, look)
    spare = ROWS_MOST - 1 if code is None else room.body - len(code.rows)
    is_short = bool(page) or frame.question.number or frame.is_watched
    said = said_rows(_said(frame), look.columns, 1 if is_short else 1 + spare)
    if code is not None and not is_short and said != said_rows(_said(frame), look.columns, ROWS_MOST):
        # All other rows are those of the code.
        page = [chopped(_said(frame).strip(), room.left - 4)]
    room = room._replace(rows=look.rows + 1 - len(said))
    if page and frame.state.waiting is None and not frame.question.number:
        rows = _with_document(frame, shop, page, room)
    else:
        # Guests go on seeing the code, and what they type, while somebody looks at a receipt.
        rows = [Piece(line) for line in grid(_shown(frame), shop, _around(frame, room, code, page), room)]
    body = [[_plain(row, look)] for row in rows]
    if code is not None and not frame.question.number:
        # The right side of these rows is empty.
        for place, cells in enumerate(code.rows, 1):
            left, rule, _ = rows[place].text.rpartition("│")
            body[place] = [_plain(Piece(left + rule), look), *(Piece(each.text, cell=each) for each in cells)]
    body[0] = [_head(frame, look, clock)]
    body[-4] = [_plain(Piece(rows[-4].text, _total_style(frame)), look)]
    body[-3:-2] = [[_plain(Piece(row, _said_style(frame)), look)] for row in said]
    body[-2] = _prompt(frame, editing, look)
    body[-1] = [_plain(Piece(cut(f" {_keys(frame, shop, look)}", look.columns), "dim"), look)]
    if frame.is_watched:
        body[-3:] = [[Piece("")]] * 3
    return body


def document_pages(frame: Frame, shop: Shop, look: Look) -> int:
    """Tell how many pages there are on a terminal of this size of what was asked for."""
    return len(_pages(frame, shop, look))


def _asked(frame: Frame, shop: Shop, *, is_small: bool) -> tuple[Block, ...]:
    """Give what is looked at: a document, or lines that were asked for and have no other place."""
    side = frame.state.side
    # The lines of the cart stand there already.
    has_place = frame.state.waiting is None and not is_small
    if frame.document or not side or has_place or side == numbered_lines(frame.state.carts.cart, shop):
        return frame.document
    return (side,)


def _pages(frame: Frame, shop: Shop, look: Look) -> list[Page]:
    if _is_small(frame, look):
        blocks = _asked(frame, shop, is_small=True)
        room = small(frame, look, is_asked=bool(blocks))
        return pages_of(narrowed(blocks, room.columns), room.rows)
    blocks, body = _asked(frame, shop, is_small=False), look.rows - _GAP
    if frame.state.waiting is None:
        return pages_of(blocks, body, columns=2)
    return pages_of(blocks, body - WAITING_FOOT)


def _page(frame: Frame, shop: Shop, editing: Editing, look: Look) -> Page:
    """Give the columns of the page that is looked at; none where nothing was asked for."""
    if not _asked(frame, shop, is_small=_is_small(frame, look)):
        return []
    pages = _pages(frame, shop, look)
    return pages[min(editing.page, len(pages) - 1)]


# --- 80 x 24 and more ------------------------------------------------------------------------------------------------
def _is_small(frame: Frame, look: Look) -> bool:
    """Tell whether the window is too small for two sides, or the code has room without them only."""
    if look.columns < COLUMNS or look.rows < ROWS:
        return True
    code = _code(frame)
    if code is None or frame.question.number or _room(frame, look)[1] is not None:
        return False
    return has_room_for_code((look.columns, look.rows), code.columns, len(code.rows))


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
    if state.waiting is not None:
        state = state._replace(side=())
    return state._replace(paid=None) if frame.question.number else state


def _around(frame: Frame, room: Room, code: Code | None, page: Page) -> Around:
    around = frame.around
    if frame.question.number:
        rows = [row for line in frame.question.text.split("\n") for row in broken(safe(line), room.left - 4)]
        return around._replace(asked=tuple(rows))
    waiting = _code(frame)
    if waiting is None:
        return around
    asked = tuple(page[0]) if page else ()
    side = () if code is not None else _why_no_code(waiting, room)
    return Around(head=around.head, side=side, asked=asked)


def _why_no_code(code: Code, room: Room) -> tuple[str, ...]:
    most = room.right - 4
    needed = f"{room_for_code(code.columns, len(code.rows))} needed"
    return ("No room for the code:", needed, "", *chopped(code.text, most))


def _with_document(frame: Frame, shop: Shop, page: Page, room: Room) -> list[Piece]:
    rows = [Piece(line) for line in grid(_shown(frame), shop, Around(), room)]
    left, right = [*page, []][:2]
    for place in range(room.body):
        one, two = (side[place] if place < len(side) else "" for side in (left, right))
        gap = " " * max(room.left - 1 - width(one), 0)
        rows[place + 1] = Piece(cut(f" {one}{gap} {two}", room.columns))
    return rows


def _head(frame: Frame, look: Look, clock: str) -> Piece:
    room = look.columns - width(clock) - 2
    head = cut(safe(f" {frame.around.head}"), room)
    return _plain(Piece(f"{head}{' ' * (room - width(head))} {clock} ", "head"), look)


def _keys(frame: Frame, shop: Shop, look: Look) -> str:
    if frame.question.number:
        return _KEYS_ASKED
    if frame.state.is_locked:
        return _KEYS_LOCKED
    if _asked(frame, shop, is_small=False):
        pages = document_pages(frame, shop, look)
        turn = f"   PgDn and PgUp turn the {pages} pages" if pages > 1 else ""
        return f"{_KEYS_LOOKING}{turn}"
    if frame.state.waiting is not None:
        return _KEYS_WAITING
    if frame.state.paid is not None and not frame.state.carts.cart.lines:
        return _KEYS_PAID
    return _KEYS_MORE if look.columns > len(_KEYS_MORE) else _KEYS


def _total_style(frame: Frame) -> Style:
    return "good" if frame.state.paid is not None and not frame.state.carts.cart.lines else "head"


def _said(frame: Frame) -> str:
    if frame.question.number:
        return f" {safe(frame.question.warning)}"
    return notice_line(frame.state) if frame.said is None else f" {safe(frame.said.text)}"


def _said_style(frame: Frame) -> Style:
    if frame.question.number:
        return "bad"
    if frame.said is not None:
        return frame.said.style
    return "bad" if frame.state.is_refused else "plain"


def _prompt(frame: Frame, editing: Editing, look: Look) -> Row:
    """Draw the line that is typed, the part of it where the cursor is."""
    begin = " ? " if frame.question.number else f" {PIN_PROMPT if frame.state.is_locked else PROMPT}"
    is_hidden = frame.question.hidden or frame.state.is_locked or editing.is_try
    text = "*" * len(editing.text) if is_hidden else editing.text
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
    """Draw what fits a small window: a whole code or why there is none, the bill, the total, the line that is typed."""
    (asked, *_) = _page(frame, shop, editing, look) or [[]]
    room = small(frame, look, is_asked=bool(asked))
    total, prompt = _small_total(frame, shop, editing, look), _prompt(frame, editing, look)
    said = [] if frame.is_watched else chopped(_said(frame).strip(), look.columns)
    code, style = room.code, _said_style(frame)
    if code is None:
        # A long reason may take two rows of the cart.
        said = said[: 3 if look.rows >= _LONG_REASON_LEAST and not asked else 1] or [""]
        body = _texts(texts(frame, shop, look, asked, max(look.rows - 2 - len(said), 0)), look)
    else:
        cells = [[Piece(each.text, cell=each) for each in row] for row in code.rows]
        rows = look.rows - room.foot - len(cells)
        if room.is_beside:
            left = texts_beside(frame, shop, look, asked)
            body = [[_plain(Piece(f"{text}│"), look), *row] for text, row in zip(left, cells, strict=True)]
        else:
            body = [*cells, *_texts(texts_below(frame, shop, look, asked, rows), look)]
        said = said[: max(look.rows - len(body) - 2, 1)] or [""]
    if code is not None and room.foot == 1:
        # The code has all other rows, so what was said stands behind the line.
        beside = cut(f"  {said[0]}", look.columns - sum(width(piece.text) for piece in prompt))
        return [*body, [*prompt, _plain(Piece(beside, style), look)]]
    foot: list[Row] = [total, *([_plain(Piece(row, style), look)] for row in said), [] if frame.is_watched else prompt]
    foot = foot[-max(room.foot, look.rows - len(body)) :]
    blank: list[Row] = [[] for _ in range(look.rows - len(foot) - len(body))]
    return [*body, *blank, *foot][-look.rows :]


def _small_total(frame: Frame, shop: Shop, editing: Editing, look: Look) -> Row:
    """Write the total, or which page is looked at where there are more of them."""
    pages = document_pages(frame, shop, look)
    text = total_line(frame.state, shop, look.columns)
    if pages > 1 and not frame.question.number:
        text = f" page {min(editing.page + 1, pages)} of {pages}: PgDn"
    return [_plain(Piece(cut(text, look.columns), _total_style(frame)), look)]


def _texts(lines: Iterable[str], look: Look) -> list[Row]:
    shown = (cut(line if line.isprintable() else safe(line), look.columns) for line in lines)
    return [[_plain(Piece(line), look)] for line in shown]


def _plain(piece: Piece, look: Look) -> Piece:
    """Let a piece have only what the terminal's encoding can say."""
    try:
        piece.text.encode(look.encoding)
    except (UnicodeEncodeError, LookupError):
        return piece._replace(text=printable(piece.text.replace("│", "|"), look.encoding)[: look.columns])
    return piece

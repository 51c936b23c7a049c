"""The program that draws the screen, in a thread of its own: it shows the newest frame, and takes keys as they come."""

from __future__ import annotations

import asyncio
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style as Ink
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget

from paycli.terminal.till.screen.drawing import document_pages, drawn
from paycli.terminal.till.screen.driver import TillDriver
from paycli.terminal.till.screen.editor import Editor
from paycli.terminal.till.screen.frames import Look, Piece, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual import events
    from textual.filter import LineFilter

    from paycli.terminal.till.screen.driver import Tty
    from paycli.terminal.till.screen.link import Link
    from paycli.terminal.till.state import Shop

# In fewer there is no line to be typed.
_COLUMNS_LEAST, _ROWS_LEAST = 10, 3
_CLOCK_SECONDS = 1.0
_INKS = {"good": "green", "bad": "red", "warn": "magenta"}
_PAGES = {"pagedown": 1, "pageup": -1}


class TillView(Widget, can_focus=True):
    """All of the screen: it draws the rows of a frame, and hears all keys."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Sequence[Piece]] = ()

    @property
    def till(self) -> TillApp:
        """The program."""
        assert isinstance(self.app, TillApp)  # noqa: S101  there is no other
        return self.app

    def redraw(self) -> None:
        """Draw the newest frame."""
        columns, rows = self.size
        self._rows = self.till.rows(columns, rows) if columns >= _COLUMNS_LEAST and rows >= _ROWS_LEAST else ()
        self.refresh()

    def on_resize(self) -> None:
        """Draw for another size."""
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """Give a row."""
        columns = self.size.width
        row = self._rows[y] if y < len(self._rows) else ()
        segments = [Segment(piece.text, self.till.ink(piece)) for piece in row]
        return Strip(segments).adjust_cell_length(columns, Ink())

    def on_key(self, event: events.Key) -> None:
        """Take a key; the ones of a line and the one that ends it come the same way."""
        event.stop()
        event.prevent_default()
        self.till.take_key(event.key, event.character)


class TillApp(App[None], inherit_bindings=False):
    """Shows frames and takes keys; `link` is how it speaks with the till, which runs in the main thread."""

    CSS = "Screen, TillView { background: ansi_default; color: ansi_default; width: 100%; height: 100%; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, shop: Shop, link: Link, tty: Tty, clock: Callable[[], str], *, has_color: bool) -> None:
        super().__init__(driver_class=TillDriver, ansi_color=True)
        # The colours of a code are in no theme, and a terminal of 16 colours takes the nearest it has by itself.
        self.console = Console(
            color_system="256", file=StringIO(), force_terminal=True, legacy_windows=False, no_color=False, _environ={}
        )
        self.tty = tty
        self._shop, self._link, self._clock = shop, link, clock
        self._has_color = has_color
        self._editor = Editor()
        self._question = Question()
        self._view = TillView()
        self._shown_clock = ""
        self._answered = 0
        # The number of the question that was asked when the line was begun.
        self._begun_at = 0

    def compose(self) -> Iterator[Widget]:
        """Give the only widget."""
        yield self._view

    def on_mount(self) -> None:
        """Begin to show what there is, and the time."""
        # What the other thread asked for is done outside of all that Textual looks after.
        asyncio.get_running_loop().set_exception_handler(self._failed_outside)
        self._view.focus()
        self.set_interval(_CLOCK_SECONDS, self._tick)
        self.update()
        self.call_after_refresh(self._link.is_ready.set)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let nothing change the colours of a code, which is read in NO_COLOR too."""
        return ()

    # --- what is shown ------------------------------------------------------------------------------------------------
    def update(self) -> None:
        """Take the newest frame."""
        frame = self._link.frame
        carts = frame.state.carts
        needs = {"recall": carts.parked, "park": carts.cart.lines, "void": carts.cart.lines}
        self._editor.idle = frozenset(word for word, needed in needs.items() if not needed)
        if frame.question.number != self._question.number:
            self._question = frame.question
            # So that nothing that was typed before is taken for an answer that nobody may read.
            if not self._editor.now.text:
                self._begun_at = frame.question.number
        if frame.answer != self._answered:
            self._answered = frame.answer
            self._editor.first_page()
            if frame.state.is_refused:
                self._editor.bring_back(frame.state.returned, frame.state.cursor)
                # Who scans does not look at the screen.
                self.tty.write("\a")
        self._view.redraw()

    def rows(self, columns: int, rows: int) -> Sequence[Sequence[Piece]]:
        """Draw the newest frame for a size."""
        self._shown_clock = self._clock()
        look = Look(columns, rows, self.tty.encoding)
        return drawn(self._link.frame, self._shop, self._editor.now, look, self._shown_clock)

    def ink(self, piece: Piece) -> Ink:
        """Give the colours of a piece; without colour only those of a code are left."""
        if piece.cell is not None:
            fore, back = piece.cell.fore, piece.cell.back
            return Ink(color=None if fore is None else Color.from_ansi(fore), bgcolor=Color.from_ansi(back))
        color = _INKS.get(piece.style) if self._has_color else None
        return Ink(
            color=color, bold=piece.style in {"head", "good", "bad"}, dim=piece.style == "dim", reverse=piece.is_reverse
        )

    def _tick(self) -> None:
        """Show the time; and what a signal that came to nothing, or a terminal that read nothing, has left behind."""
        if tuple(self.size) != self.tty.size and isinstance(self._driver, TillDriver):
            self._driver.tell_size()
        if self.tty.has_lost:
            self.again()
        if self._clock() != self._shown_clock:
            self._view.redraw()

    # --- keys ---------------------------------------------------------------------------------------------------------
    def take_key(self, key: str, character: str | None) -> None:
        """Take a key: a line that it ends goes to the till, with the question that it answers."""
        match key:
            case "ctrl+c":
                self._called()
            case "ctrl+z":
                # A shell behind a locked till would make nothing of its lock.
                if not self._link.frame.state.is_locked:
                    self._link.stop_for_shell()
            case "ctrl+l":
                self.again()
            case "ctrl+q":
                self._link.typed("quit", 0)
            case _ if self._link.frame.is_watched:
                return
            case "pagedown" | "pageup":
                look = Look(*self.tty.size, self.tty.encoding)
                self._editor.turn(_PAGES[key], document_pages(self._link.frame, self._shop, look))
            case _:
                self._take_line_key(key, character)
        self._view.redraw()

    def _take_line_key(self, key: str, character: str | None) -> None:
        if not self._editor.now.text or self._editor.now.is_marked:
            self._begun_at = self._question.number
        is_try, self._editor.is_locked = self._editor.now.is_try, self._link.frame.state.is_locked
        line = self._editor.press(key, character)
        if line is not None:
            # A hidden answer is never shown as a line that came back.
            question = self._question.number if self._question.hidden else self._begun_at
            self._link.typed(line, question, is_try=is_try)

    def _called(self) -> None:
        """Take Ctrl-C: it throws a line away, or is told to the till."""
        had = bool(self._editor.now.text)
        self._editor.clear()
        if not had or self._link.is_busy or self._question.number or self._link.frame.state.waiting is not None:
            self._link.call()

    def again(self) -> None:
        """Draw all of the screen anew."""
        self.tty.write("\x1b[2J")
        self._view.redraw()
        self.screen.refresh(layout=True)
        self.screen.refresh()

    def hang_up(self) -> None:
        """Say that the terminal is gone."""
        self._link.hang_up()

    # --- errors -------------------------------------------------------------------------------------------------------
    def _handle_exception(self, error: Exception) -> None:
        """End the screen at an error, and say only of which kind it was: what a frame holds is nobody's business."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._link.failed(type(error).__name__)
        self._close_messages_no_wait()

    def _failed_outside(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

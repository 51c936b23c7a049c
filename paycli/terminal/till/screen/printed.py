"""The skin of the till on the whole screen: what is said becomes a frame, which the other thread shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Line
from paycli.console.qr import cells_of
from paycli.console.tables import Table, lay_out_in
from paycli.domain.codes import sale_text
from paycli.terminal.till.grid import RIGHT
from paycli.terminal.till.lines import answer
from paycli.terminal.till.screen.frames import Code, Frame, Said
from paycli.terminal.till.screen.pages import chopped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.console.output import Document, Part
    from paycli.terminal.till import effects
    from paycli.terminal.till.grid import Around
    from paycli.terminal.till.screen.frames import Block
    from paycli.terminal.till.screen.link import Link
    from paycli.terminal.till.state import Shop, TillState

# A half of the screen without its margin.
_COLUMNS = RIGHT - 1


class ScreenPrinted:
    """Shows a till, as `printed.Printed` prints it.

    `around` gives what stands around the cart, as of now. `last` are the lines that were said last, to be printed when
    the screen is gone.
    """

    def __init__(self, shop: Shop, ledger: str, link: Link, around: Callable[[], Around]) -> None:
        self._shop, self._ledger, self._link = shop, ledger, link
        self._look_around = around
        self._frame = link.frame._replace(around=around())
        self._code: Code | None = None
        self.last: list[Line] = []

    def prompt(self) -> None:
        """Do nothing: somebody can type at any time."""

    def typed(self, *, is_shown: bool) -> None:
        """Note that a line was taken, all of which are shown here, and put away what was looked at."""
        state, was_asked = self._frame.state, bool(self._frame.document or self._frame.state.side)
        self._frame = self._frame._replace(state=state._replace(side=()), document=(), said=None)
        if was_asked:
            self._show(self._frame)
        if is_shown:
            self.last = []

    def say(self, *parts: Part) -> None:
        """Say lines in place of what was said last."""
        lines = [part for part in parts if isinstance(part, Line)]
        if lines:
            self.last += lines
            self._show(self._frame._replace(said=Said(lines[-1].text, lines[-1].style)))

    def answer(self, state: TillState) -> None:
        """Show what a line or an event came to."""
        self.last += [Line(row, "bad" if state.is_refused else "plain") for row in answer(state, self._shop)]
        said = None if state.notice or state.is_refused else self._frame.said
        code = self._code if state.waiting is not None else None
        # Whoever looks at a receipt sees at once that somebody paid.
        is_paid = state.paid is not self._frame.state.paid
        document = () if is_paid or state.is_locked else self._frame.document
        self._show(self._frame._replace(state=state, said=said, code=code, document=document), is_answer=True)

    def document(self, shown: Document) -> None:
        """Show a receipt, an X or a Z until the next line."""
        head = shown.lines[0]
        self.last += [head] if isinstance(head, Line) else []
        self._frame = self._frame._replace(document=tuple(_blocks(shown.lines)))

    def code(self, state: TillState, sale: str) -> None:
        """Show the code of the sale that waits."""
        text = sale_text(self._ledger, sale)
        self._code = Code(tuple(map(tuple, cells_of(text, self._link.encoding))), text)
        self.answer(state)

    def happened(self, event: effects.Event) -> None:
        """Look anew at what stands around the cart, behind something that came of the ledger."""
        del event
        self._show(self._frame._replace(around=self._look_around()))

    def _show(self, frame: Frame, *, is_answer: bool = False) -> None:
        self._frame = frame
        self._link.show(frame, is_answer=is_answer)


def _blocks(parts: Sequence[Part]) -> list[Block]:
    """Lay a document out in rows of a half of the screen; a table stays together."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, (Line, str)):
            blocks.append(tuple(chopped(part if isinstance(part, str) else part.text, _COLUMNS)))
        elif isinstance(part, Table):
            blocks.append(("", *lay_out_in(part, _COLUMNS, encoding="utf-8")))
    return blocks

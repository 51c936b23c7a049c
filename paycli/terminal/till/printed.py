"""The skin of the till in lines: what is printed behind a line or an event, on any terminal or into a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from paycli.console.output import Line, say
from paycli.console.qr import with_words
from paycli.console.stream import is_tty, write_out
from paycli.console.views.wording import joined
from paycli.domain.codes import sale_text
from paycli.terminal.till.lines import PIN_PROMPT, PROMPT, answer, sale_rows, waiting_rows

if TYPE_CHECKING:
    from paycli.console.output import Document, Part, Style
    from paycli.terminal.till import effects
    from paycli.terminal.till.state import Paid, Shop, TillState

# Beside a code.
_GOODS_MOST = 9


class Printed:
    """Prints a till, line by line. `ledger` is part of what a code says."""

    def __init__(self, shop: Shop, ledger: str, *, light_background: bool) -> None:
        self._shop, self._ledger = shop, ledger
        self._is_light = light_background
        # Where somebody types, answers stand below what they typed; a pipe shows answers alone.
        self._has_prompt = is_tty(sys.stdin) and is_tty(sys.stdout)
        self._is_prompted = False
        # Whether what was typed stands in the row above.
        self._is_above = False
        self._paid: Paid | None = None
        self._is_locked = False

    def prompt(self) -> None:
        """Let somebody type."""
        if self._has_prompt and not self._is_prompted:
            write_out(PIN_PROMPT if self._is_locked else PROMPT)
            self._is_prompted = True

    def typed(self, *, is_shown: bool) -> None:
        """Note that a line was typed at the prompt; `is_shown` says that the cursor is behind it already."""
        if self._is_prompted and not is_shown:
            write_out("\n")
        self._is_above, self._is_prompted = self._is_prompted, False

    def say(self, *parts: Part) -> None:
        """Print lines, below a prompt at which nothing was typed."""
        if self._is_prompted:
            write_out("\n")
            self._is_prompted = False
        say(*parts)
        self._is_above = False

    def answer(self, state: TillState) -> None:
        """Print what a line or an event came to."""
        self._is_locked = state.is_locked
        if state.paid is self._paid:
            # That is told once.
            state = state._replace(paid=None)
        else:
            self._paid = state.paid
        style: Style = "bad" if state.is_refused else "good" if state.paid is not None else "plain"
        rows = answer(state, self._shop)
        if rows and rows[0].startswith(PROMPT) and self._is_above:
            rows = rows[1:]
        if rows:
            self.say(*(Line(row, style) for row in rows))

    def document(self, shown: Document) -> None:
        """Print a receipt, an X or a Z."""
        self.say(*shown.lines)

    def happened(self, event: effects.Event) -> None:
        """Do nothing behind what came of the ledger: it was printed, and nothing else stands there."""

    def code(self, state: TillState, sale: str) -> None:
        """Print the code of the sale that waits, with what is on its bill and what the guest types."""
        number, typed, until = waiting_rows(state)
        goods = sale_rows(state, self._shop, _GOODS_MOST)
        rows = tuple(map(Line, (joined((number, goods[-1])), typed, until)))
        if not is_tty(sys.stdout):
            self.say(*rows)
            return
        says, _, command = typed.partition(": ")
        right = (Line(number, "head"), *map(Line, (*goods, "", f"{says}:", command, "", *until.split("; "))))
        self.say(*with_words(sale_text(self._ledger, sale), right, rows, light_background=self._is_light))

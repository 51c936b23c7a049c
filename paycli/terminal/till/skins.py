"""What a skin of the till is: in lines on any terminal and in pipes, or on the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from paycli.console.output import Document, Part
    from paycli.terminal.till import effects
    from paycli.terminal.till.source import Typed
    from paycli.terminal.till.state import TillState


class Lines(Protocol):
    """Where lines come from.

    `has_ended` says that there is nothing more, `rest` what stood there without an end. `ctrl_c_leaves` says that
    Ctrl-C twice leaves the till.
    """

    is_tty: bool
    has_ended: bool
    ctrl_c_leaves: bool

    @property
    def rest(self) -> bytes:
        """What was typed behind the last end of a line."""
        ...

    def next(self, seconds: float | None) -> Typed | None:
        """Give the next line; None where none came in time, a signal came, or there is nothing more."""
        ...

    def hide(self, *, is_hidden: bool) -> None:
        """Show nothing of what is typed, and let no key leave the till, or show it again."""
        ...

    def put_back(self, line: Typed) -> None:
        """Let a line be the next one."""
        ...

    def warn(self, text: str) -> None:
        """Say why the next question is asked once more."""
        ...

    def asked(self, question: str, *, hidden: bool = False) -> Typed | None:
        """Ask for a line; None where there is none. What was typed before is no answer."""
        ...

    def go_on(self) -> None:
        """Read on behind an end, where somebody may still type."""
        ...


class Shown(Protocol):
    """What shows what came of a line or an event."""

    def prompt(self) -> None:
        """Let somebody type."""
        ...

    def typed(self, *, is_shown: bool) -> None:
        """Note that a line was typed."""
        ...

    def say(self, *parts: Part) -> None:
        """Say lines beside what the till answers."""
        ...

    def answer(self, state: TillState) -> None:
        """Show what a line or an event came to."""
        ...

    def document(self, shown: Document) -> None:
        """Show a receipt, an X or a Z."""
        ...

    def code(self, state: TillState, sale: str) -> None:
        """Show the code of the sale that waits."""
        ...

    def happened(self, event: effects.Event) -> None:
        """Go on behind what came of the ledger, which is shown and kept by now."""
        ...

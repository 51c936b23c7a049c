"""Where the lines of a till come from: a terminal, on which people type and scanners too, or a pipe.

A line ends with Enter, a line feed or a Tab: scanners are set up in either way. On a terminal the kernel edits and
shows what is typed, also while nobody reads it, so that nothing is lost while the till waits for the ledger.
"""

from __future__ import annotations

import os
import re
import select
import sys
import termios
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from paycli.console.ask import write_prompt
from paycli.console.stream import is_tty, write_err

if TYPE_CHECKING:
    from paycli.terminal.till.calls import Calls

_ENDS = re.compile(rb"[\r\n\t]")
# More than any line that is taken: what is longer is refused as a whole, and not kept.
_LINE_BYTES_MOST = 4096
_NO_KEY = b"\0"
_INPUT_MODES, _LOCAL_MODES, _CONTROL_KEYS = 0, 3, 6


class Typed(NamedTuple):
    """A line without its end. `is_shown` says that the cursor stands on a line of its own behind it.

    `is_try` says that it was typed where lines are tries of a PIN: shown to nobody, and no line of a till.
    """

    text: str
    is_shown: bool
    is_try: bool = False


class Source:
    """Reads lines; use it in a `with` block, which puts the terminal back as it was.

    `has_ended` says that there is nothing more; `rest` is what stood there then without an end, which is no line.
    """

    ctrl_c_leaves = True

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._file = -1
        self._bytes = b""
        self._lines: deque[Typed] = deque()
        self._before: list[Any] | None = None
        self._echoes = True
        self._is_hidden = False
        self.is_tty = is_tty(sys.stdin)
        self.has_ended = False
        self._encoding = getattr(sys.stdin, "encoding", None) or "utf-8"

    @property
    def rest(self) -> bytes:
        """What was typed behind the last end of a line."""
        return self._bytes

    def __enter__(self) -> Self:
        with suppress(OSError, ValueError, AttributeError):
            self._file = sys.stdin.fileno()
        if self._file < 0:
            # Who runs us inside of another program may have laid a text there.
            self._take((sys.stdin.read() if sys.stdin is not None else "").encode())
            self.has_ended = True
        if self.is_tty:
            self._before = termios.tcgetattr(self._file)
            self._set()
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)

    def _set(self) -> None:
        """Let the terminal end lines at a Tab too, and never stop at Ctrl-S."""
        if self._before is None:
            return
        modes = [*self._before[:_CONTROL_KEYS], list(self._before[_CONTROL_KEYS])]
        modes[_INPUT_MODES] = (modes[_INPUT_MODES] | termios.ICRNL) & ~(termios.IXON | termios.INLCR | termios.IGNCR)
        modes[_LOCAL_MODES] |= termios.ICANON | termios.ISIG | termios.ECHO
        modes[_LOCAL_MODES] &= ~(0 if self._echoes else termios.ECHO)
        modes[_CONTROL_KEYS][termios.VEOL] = b"\t"
        if self._is_hidden:
            # Ctrl-Z and Ctrl-\ would lead past a locked till, to a shell.
            for key in (termios.VSUSP, termios.VQUIT):
                modes[_CONTROL_KEYS][key] = _NO_KEY
        with suppress(termios.error):
            termios.tcsetattr(self._file, termios.TCSANOW, modes)

    def next(self, seconds: float | None) -> Typed | None:
        """Give the next line, waiting for it for some time or for ever.

        None where none came in time or a signal came. Where the input has ended, only a signal ends the wait sooner.
        """
        if not self._lines and self._is_ready(seconds):
            self._read()
        return self._lines.popleft() if self._lines else None

    def hide(self, *, is_hidden: bool) -> None:
        """Show nothing of what is typed, and let no key leave the till, or show it again."""
        if is_hidden != self._is_hidden:
            if not is_hidden:
                self._read_all()
                # The beginning of a line that nobody was shown.
                self._bytes = b""
                with suppress(termios.error):
                    termios.tcflush(self._file, termios.TCIFLUSH)
            self._is_hidden, self._echoes = is_hidden, not is_hidden
            self._set()

    def put_back(self, line: Typed) -> None:
        """Let a line be the next one."""
        self._lines.appendleft(line)

    def warn(self, text: str) -> None:
        """Say why the next question is asked once more."""
        write_err(f"{text}\n")

    def asked(self, question: str, *, hidden: bool = False) -> Typed | None:
        """Ask for a line, which with `hidden` is not shown while it is typed; None where the input ended.

        What was typed before the question stood there is a line as any other, and no answer. Only on a terminal.
        """
        self._read_all()
        before, self._lines = self._lines, deque()
        self._echoes = not hidden
        self._set()
        try:
            write_prompt(question)
            answer = None
            while answer is None and not self.has_ended and self._calls.number is None:
                answer = self.next(None)
            if hidden or answer is None or not answer.is_shown:
                write_err("\n")
        finally:
            self._echoes = not self._is_hidden
            self._set()
            self._lines.extendleft(reversed(before))
        return answer

    def go_on(self) -> None:
        """Read on behind an end: on a terminal somebody can type on, unless it is gone."""
        try:
            termios.tcgetattr(self._file)
        except (termios.error, OSError):
            return
        self.has_ended = False

    def _is_ready(self, seconds: float | None) -> bool:
        # Nobody waits for ever for what has ended.
        while self._calls.number is None and not (self.has_ended and seconds is None):
            files = [self._calls.pipe] if self.has_ended else [self._calls.pipe, self._file]
            found, _, _ = select.select(files, [], [], seconds)
            if self._calls.pipe not in found:
                return bool(found)
            # It may have been stopped meanwhile, and others had the terminal.
            self._calls.empty()
            self._set()
        return False

    def _read_all(self) -> None:
        while not self.has_ended and self._is_ready(0):
            self._read()

    def _read(self) -> None:
        try:
            data = os.read(self._file, 65_536)
        except OSError:
            # What Linux answers once the other side of a terminal is gone.
            data = b""
        self.has_ended = not data
        self._take(data)

    def _take(self, data: bytes) -> None:
        self._bytes += data
        while end := _ENDS.search(self._bytes):
            line, self._bytes = self._bytes[: end.start()], self._bytes[end.end() :]
            # What nobody can have typed is kept as something that no line may have in it.
            text = line[:_LINE_BYTES_MOST].decode(self._encoding, "surrogateescape")
            is_shown = not self.is_tty or (self._echoes and end.group() != b"\t")
            self._lines.append(Typed(text, is_shown, is_try=self._is_hidden))
        self._bytes = self._bytes[:_LINE_BYTES_MOST]

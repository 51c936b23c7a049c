"""What Textual draws on and hears keys from: the terminal of stdin and stdout, with nothing changed but what must be.

Textual's own driver listens to signals, which only a main thread may; the till needs that thread. It also leaves the
terminal as it is on SIGTERM, and turns on a mouse, pastes and reports of keys that no till wants.
"""

from __future__ import annotations

import asyncio
import os
import re
import select
import sys
import termios
import threading
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.geometry import Size

from paycli.console.stream import encoding_of

if TYPE_CHECKING:
    from typing import TextIO

    from textual.app import App

_INPUT_MODES, _LOCAL_MODES, _CONTROL_KEYS = 0, 3, 6
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
# What came before may have ended in the middle of an escape.
_ANEW = "\x18\x1b[0m\x1b[2J"
_LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_ESC = re.compile(r"\x1b(?=[^\[O])")
# A terminal that reads nothing for so long is left to itself.
_WRITE_SECONDS = 2.0
# Textual waits so long for the rest of a key behind an Esc, and has to be asked a little later.
_ESCAPE_SECONDS = constants.ESCAPE_DELAY + 0.05


class Tty:
    """The terminal: its modes, its size, and writing to it. Any thread may use it."""

    def __init__(self) -> None:
        # Not those that Textual lays in their place.
        self.keys, self._screen = _fileno(sys.__stdin__), _fileno(sys.__stdout__)
        self.encoding = encoding_of(sys.__stdout__)
        self.keys_encoding = encoding_of(sys.__stdin__)
        self._before = termios.tcgetattr(self.keys)
        self._lock = threading.RLock()
        self.is_ours = False
        self.has_lost = False

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows; 80 x 24 where the terminal is gone."""
        try:
            columns, rows = os.get_terminal_size(self._screen)
        except OSError:
            return (80, 24)
        return (columns or 80, rows or 24)

    def enter(self) -> None:
        """Take the terminal: its other screen, keys one by one, Ctrl-S and Ctrl-C as keys."""
        with self._lock:
            modes: list[Any] = [*self._before[:_CONTROL_KEYS], list(self._before[_CONTROL_KEYS])]
            modes[_INPUT_MODES] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
            modes[_LOCAL_MODES] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            modes[_CONTROL_KEYS][termios.VMIN], modes[_CONTROL_KEYS][termios.VTIME] = 1, 0
            with suppress(termios.error):
                termios.tcsetattr(self.keys, termios.TCSANOW, modes)
            self.is_ours = True
            self.write(_ENTER)

    def leave(self) -> None:
        """Give the terminal back as it was."""
        with self._lock:
            if not self.is_ours:
                return
            self.write(_LEAVE)
            self.is_ours = False
            with suppress(termios.error):
                termios.tcsetattr(self.keys, termios.TCSANOW, self._before)

    def write(self, text: str) -> None:
        """Write to the terminal while it is ours; what one does not take in time is lost, and `has_lost` says so."""
        with self._lock:
            if not self.is_ours:
                return
            data = memoryview((_ANEW if self.has_lost else "").encode() + text.encode(self.encoding, "replace"))
            with suppress(OSError):
                while data and select.select([], [self._screen], [], _WRITE_SECONDS)[1]:
                    data = data[os.write(self._screen, data[:1024]) :]
            self.has_lost = bool(data)


def _fileno(stream: TextIO | None) -> int:
    return -1 if stream is None else stream.fileno()


class TillDriver(Driver):
    """Draws on a `Tty`, and hears keys in a thread of its own."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.tty: Tty = app.tty  # type: ignore[attr-defined]
        self._ends, self._end = os.pipe()
        self._thread = threading.Thread(target=self._run, name="till-keys", daemon=True)

    def write(self, data: str) -> None:
        """Write what Textual has drawn; the form of a mouse's pointer is nothing for a console."""
        if data.startswith("\x1b]"):
            return
        had_lost = self.tty.has_lost
        self.tty.write(data)
        if had_lost and not self.tty.has_lost:
            # It reads again, and what stands there is only a part.
            self._loop.call_soon(self._app.again)  # type: ignore[attr-defined]

    def start_application_mode(self) -> None:
        """Begin to draw and to hear."""
        self.tty.enter()
        self.tell_size()
        self._thread.start()

    def tell_size(self) -> None:
        """Say how large the terminal is; from any thread."""
        size = Size(*self.tty.size)
        asyncio.run_coroutine_threadsafe(self._app._post_message(events.Resize(size, size)), self._loop)  # noqa: SLF001

    def disable_input(self) -> None:
        """Hear nothing more."""
        with suppress(OSError):
            os.write(self._end, b".")
        if self._thread.is_alive():
            self._thread.join()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self.disable_input()
        with suppress(termios.error):
            # What was typed for the till is nothing for a shell.
            termios.tcflush(self.tty.keys, termios.TCIFLUSH)
        self.tty.leave()

    def close(self) -> None:
        """Close the pipe that ended the hearing."""
        for end in (self._ends, self._end):
            with suppress(OSError):
                os.close(end)

    def _run(self) -> None:
        try:
            self._hear()
        except Exception as error:  # noqa: BLE001  the screen ends, and says which kind of error it was
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)  # noqa: SLF001

    def _hear(self) -> None:
        parser, wait = XTermParser(), None
        decode = getincrementaldecoder(self.tty.keys_encoding)("replace").decode
        left = ""
        while True:
            found, _, _ = select.select([self.tty.keys, self._ends], [], [], wait)
            if self._ends in found:
                return
            if not found:
                wait = None
                self._take([events.Key("escape", left)] if left else [])
                self._take(parser.tick())
                left = ""
                continue
            try:
                data = os.read(self.tty.keys, 65_536)
            except OSError:
                # What Linux answers once the other side of a terminal is gone.
                data = b""
            if not data:
                self._loop.call_soon_threadsafe(self._app.hang_up)  # type: ignore[attr-defined]
                return
            # An Esc with no part of a key behind it is a key itself, however soon the next one comes.
            *texts, last = _ESC.split(left + decode(data))
            left = "\x1b" if last.endswith("\x1b") else ""
            for text in texts:
                self._take(parser.feed(text) if text else [])
                self._take([events.Key("escape", "\x1b")])
            last = last.removesuffix(left)
            self._take(parser.feed(last) if last else [])
            wait = _ESCAPE_SECONDS

    def _take(self, messages: Any) -> None:  # noqa: ANN401  whatever Textual's parser gives
        for message in messages:
            # No mouse, no reports: keys alone.
            if isinstance(message, events.Key):
                self.process_message(message)

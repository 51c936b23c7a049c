"""Real terminals for tests, and a decoder that looks at what they show."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

import numpy as np
import zxingcpp

from paycli.tour.paint import DARK, Theme, paint

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS = 30


def pixels_of(lines: list[str], theme: Theme = DARK, *, gap: int = 0) -> np.ndarray:
    """Give what a terminal shows as an array of grey pixels."""
    return np.array([np.frombuffer(row, np.uint8) for row in paint(lines, theme, gap=gap)])


def from_afar(pixels: np.ndarray, size: int = 12) -> np.ndarray:
    """Blur as a camera does that cannot tell the strokes of a letter apart: a box of `size` pixels, twice."""
    image = pixels.astype(float)
    for _ in range(2):
        for _axis in range(2):
            sums = np.cumsum(np.pad(image, ((size, 0), (0, 0)), mode="edge"), axis=0)
            image = ((sums[size:] - sums[:-size]) / size).T
    return np.ascontiguousarray(image.astype(np.uint8))


def read_code(pixels: np.ndarray) -> str | None:
    """Read the one QR code in a picture, strictly: inverted colours count as unreadable, as for many phones."""
    found = zxingcpp.read_barcodes(pixels, try_invert=False)
    return found[0].text if len(found) == 1 else None


class Terminal:
    """A pseudo-terminal: `stream` is the side that a program has, `read` gives what stands on the screen so far."""

    def __init__(self, columns: int = 80, rows: int = 24, encoding: str = "utf-8") -> None:
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.stream = io.TextIOWrapper(os.fdopen(os.dup(self.slave), "wb"), encoding=encoding)
        self.shown = b""

    def take(self, wait_seconds: float) -> bool:
        """Take in what was written; False if nothing was within the time."""
        if not select.select([self.master], [], [], wait_seconds)[0]:
            return False
        self.shown += os.read(self.master, 65536)
        return True

    def read(self) -> str:
        """Give all that was written, with plain line ends."""
        while self.take(0):
            pass
        return self.shown.decode("utf-8", "surrogateescape").replace("\r\n", "\n")

    def shows_echo(self) -> bool:
        """Tell whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def close(self) -> None:
        """Let go of both sides."""
        self.stream.close()
        os.close(self.slave)
        os.close(self.master)


@contextlib.contextmanager
def terminal(columns: int = 80, rows: int = 24, encoding: str = "utf-8") -> Iterator[Terminal]:
    """Give a terminal and close it."""
    opened = Terminal(columns, rows, encoding)
    try:
        yield opened
    finally:
        opened.close()


class Session:
    """A program in a terminal of its own, so that Ctrl-C and Ctrl-D mean what they mean to a person.

    The program is Python source. Its stdout goes to a pipe, so that what stands on the terminal is stdin's echo and
    stderr; or to the terminal with `out="terminal"`.
    """

    def __init__(self, code: str, *, out: str = "pipe", env: dict[str, str] | None = None, rows: int = 24) -> None:
        self.terminal = Terminal(rows=rows)
        head = "import fcntl, os, sys, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        # As main.run does before anything is shown.
        head += "from paycli.console.surroundings import *\nhand_in(Surroundings(environ=os.environ))\n"
        self.process = subprocess.Popen(
            [sys.executable, "-c", head + code],
            stdin=self.terminal.slave,
            stdout=subprocess.PIPE if out == "pipe" else self.terminal.slave,
            stderr=self.terminal.slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **(env or {})},
        )

    def until(self, text: str) -> None:
        """Wait until a text stands on the terminal."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.terminal.read():
            assert time.monotonic() < deadline, f"{text!r} never came: {self.terminal.read()!r}"
            if not self.terminal.take(0.05):
                assert self.process.poll() is None, f"it ended before {text!r}: {self.terminal.read()!r}"

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.terminal.master, text.encode())

    def end(self) -> tuple[int, str, str]:
        """Wait for the end; give the exit status, stdout and what stands on the terminal."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it never ended: {self.terminal.read()!r}"
            self.terminal.take(0.05)
        stdout = b"" if self.process.stdout is None else self.process.stdout.read()
        return self.process.returncode, stdout.decode(), self.terminal.read()

    def __enter__(self) -> Session:  # noqa: PYI034
        return self

    def __exit__(self, *args: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.terminal.close()

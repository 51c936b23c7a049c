"""A person at a terminal: a program in a pty of 80 x 24, whose screen is read and whose keys are pressed."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Any, Self

from tests.support.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE_S = 60.0
CTRL_C, CTRL_D = "\x03", "\x04"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# The terminal must be the program's controlling one, so that Ctrl-C reaches it and it alone.
_START = "import fcntl, os, sys, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\nos.execv(sys.argv[1], sys.argv[1:])\n"


class Screen:
    """A running program in a terminal; use it in a `with` block, which ends the program if it still runs.

    `account` is whose program it is, as the arguments of Popen: user, group, extra_groups, umask, cwd.
    """

    def __init__(
        self,
        *args: str,
        env: Mapping[str, str] | None = None,
        program: Sequence[str] = (PROGRAM,),
        python: str = sys.executable,
        columns: int = 80,
        rows: int = 24,
        account: Mapping[str, Any] | None = None,
    ) -> None:
        self._master, slave = pty.openpty()
        self._seen = b""
        self._read_up_to = 0
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        try:
            self.process = subprocess.Popen(
                [python, "-c", _START, *program, *args],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
                env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **(env or {})},
                **(account or {}),
            )
        finally:
            os.close(slave)

    @property
    def raw(self) -> str:
        """All that was shown so far, with its colours."""
        return self._seen.decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def text(self) -> str:
        """All that was shown so far, without colours."""
        return _ESCAPES.sub("", self.raw)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self.process.pid

    @property
    def modes(self) -> list[Any]:
        """How the terminal treats keys, as termios has it."""
        return termios.tcgetattr(self._master)

    @modes.setter
    def modes(self, modes: list[Any]) -> None:
        termios.tcsetattr(self._master, termios.TCSANOW, modes)

    def hang_up(self) -> None:
        """Let the terminal be gone, as when its window is closed."""
        os.close(self._master)

    def until(self, text: str) -> Self:
        """Wait until a text stands on the screen, behind the one that was waited for before.

        Any run of spaces and line breaks counts as one space: a sentence may be broken over lines.
        """
        text, deadline = flat(text), time.monotonic() + PATIENCE_S
        while (at := flat(self.text).find(text, self._read_up_to)) < 0:
            ended = not self._take(deadline)
            assert not ended or text in flat(self.text)[self._read_up_to :], f"it ended before {text!r}:\n{self.text}"
            assert time.monotonic() < deadline, f"{text!r} never came:\n{self.text}"
        self._read_up_to = at + len(text)
        return self

    def until_ended_or(self, question: re.Pattern[str]) -> Self:
        """Wait until the program has ended, or stands at a question."""
        deadline = time.monotonic() + PATIENCE_S
        while not question.search(flat(self.text)) and self._take(deadline):
            assert time.monotonic() < deadline, f"it never ended:\n{self.text}"
        return self

    def type(self, keys: str) -> Self:
        r"""Press keys; a line is ended by \n."""
        os.write(self._master, keys.encode())
        return self

    def read_for(self, seconds: float) -> Self:
        """Take in what is shown in some time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._take(deadline):
            pass
        return self

    def answer(self, question: str, keys: str) -> Self:
        """Wait for a question and answer it."""
        return self.until(question).type(f"{keys}\n")

    def ended(self, status: int = 0) -> str:
        """Wait for the end, require the exit status, and give what stands on the screen."""
        deadline = time.monotonic() + PATIENCE_S
        while self._take(deadline):
            assert time.monotonic() < deadline, f"it never ended:\n{self.text}"
        found = self.process.wait(timeout=PATIENCE_S)
        # A program that a signal ended has a negative status here, and 128 + n in a shell.
        found = found if found >= 0 else 128 - found
        assert found == status, f"status {found} instead of {status}:\n{self.text}"
        return self.text

    def _take(self, deadline: float) -> bool:
        """Take in what is shown next; False when the program has ended and everything was read."""
        if not select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:
            # What Linux answers once nobody has the other side any more.
            return False
        self._seen += data
        return bool(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._master)


def flat(text: str) -> str:
    """Give a text with each run of spaces and line breaks as one space."""
    return re.sub(r"\s+", " ", text)


def shown(*args: str, status: int = 0, env: Mapping[str, str] | None = None) -> str:
    """Run a command that asks nothing in a terminal, and give its screen."""
    with Screen(*args, env=env) as screen:
        return screen.ended(status)

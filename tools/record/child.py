"""One command of a scene as a process: its surroundings, its output, and the one place where output is made neutral."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIXED = Path(__file__).resolve().parent / "fixed"
COLUMNS, ROWS = 80, 24
_WAIT_S = 120
# A question is what stands at the end of the screen while nothing more comes for a moment.
_QUESTION = re.compile(rb"(?:\]|:|\?) $")
_QUIET_S = 0.05
_FRAMES = re.compile(rb"(?:^  File \".*\n(?:^    .*\n)*)+", re.MULTILINE)


class Program(NamedTuple):
    """The installed program of a checkout: CHECKOUT/.venv/bin/paycli."""

    path: Path

    def neutral(self, output: bytes) -> bytes:
        """Take out of an output what differs between checkouts and machines though the program is the same."""
        checkout = os.fsencode(self.path.parents[2])
        output = output.replace(checkout, b"{CHECKOUT}")
        # A traceback says where the code stands, which is what may change; the name and the text of the error may not.
        output = _FRAMES.sub(b"  {FRAMES}\n", output)
        output = re.sub(rb"(?m)^paycli\.[a-z_.]+\.(?=[A-Z])", b"{MODULE}.", output)
        output = output.replace(os.uname().release.encode(), b"{KERNEL}")
        return re.sub(rb"\b(Python|SQLite) [0-9]+\.[0-9.]+[0-9a-z+]*", rb"\1 {VERSION}", output)


class Ended(NamedTuple):
    """How a command ended; on a terminal everything stands in `out`."""

    status: int
    out: bytes
    err: bytes


class How(NamedTuple):
    """How a command is run: what it is given, and what its output is tied to.

    `answers` are typed at a terminal one by one, whenever a question stands there; None where there is none; `size` is
    its columns and rows.
    """

    stdin: bytes | None = None
    answers: tuple[str, ...] | None = None
    tied: str = ""
    size: tuple[int, int] = (COLUMNS, ROWS)


def run(program: Program, words: Sequence[str], env: Mapping[str, str], folder: Path, how: How) -> Ended:
    """Run a command to its end."""
    line = [os.fspath(program.path), *words]
    if how.answers is not None:
        return _on_terminal(line, {"TERM": "xterm", **env, "RECORD_PATIENT": "1"}, folder, how)
    if how.tied == "closed":
        line = ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *line]
    if how.tied == "small":
        line = ["/bin/sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *line]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            line,
            stdin=subprocess.DEVNULL if how.stdin is None else None,
            input=how.stdin,
            stdout=full if how.tied == "full" else subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env),
            cwd=folder,
            timeout=_WAIT_S,
            check=False,
        )
    return Ended(done.returncode, done.stdout or b"", done.stderr)


class Watched:
    """A command on a terminal that goes on while others run; use it in a `with` block, which ends it."""

    def __init__(self, program: Program, words: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        line = [os.fspath(program.path), *words]
        around = {"TERM": "xterm", **env, "RECORD_PATIENT": "1", "RECORD_STILL": "1"}
        self._pid, self._master = _started(line, around, folder, (COLUMNS, ROWS))
        self._seen, self._read_up_to = b"", 0

    def until(self, text: str) -> str:
        """Wait until a text was written, behind the one that was waited for before, and give all that was by then.

        Raises TimeoutError where it never comes.
        """
        deadline = time.monotonic() + _WAIT_S
        while (at := (seen := self._seen.decode("utf-8", "replace")).find(text, self._read_up_to)) < 0:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{text!r} never came:\n{seen}")
            if select.select([self._master], [], [], 1.0)[0]:
                try:
                    self._seen += os.read(self._master, 65536)
                except OSError:
                    # What Linux answers once nobody has the other side any more.
                    raise TimeoutError(f"it ended before {text!r}:\n{seen}") from None
        self._read_up_to = at + len(text)
        return seen[: self._read_up_to]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._master)


def _started(line: Sequence[str], env: Mapping[str, str], folder: Path, size: tuple[int, int]) -> tuple[int, int]:
    """Start a program in a terminal of this size: its process, and the other side of the terminal."""
    pid, master = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *reversed(size), 0, 0))
            os.chdir(folder)
            os.execve(line[0], list(line), dict(env))  # noqa: S606  a list, and no shell
        finally:
            os._exit(127)
    return pid, master


def _on_terminal(line: Sequence[str], env: Mapping[str, str], folder: Path, how: How) -> Ended:
    pid, master = _started(line, env, folder, how.size)
    try:
        seen = _converse(master, [*(how.answers or ())])
    finally:
        os.close(master)
    return Ended(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen, b"")


def _converse(master: int, answers: list[str]) -> bytes:
    """Type the answers at the questions; where none is left, Ctrl-D leaves the question open."""
    seen, asked, deadline = b"", 0, time.monotonic() + _WAIT_S
    while True:
        waits = _QUESTION.search(seen, asked) is not None
        if select.select([master], [], [], _QUIET_S if waits else 1.0)[0]:
            try:
                data = os.read(master, 65536)
            except OSError:
                # What Linux answers once nobody has the other side any more.
                return seen
            seen += data
            if not data:
                return seen
        elif waits:
            asked = len(seen)
            os.write(master, _keys(answers.pop(0)) if answers else b"\x04")
        elif time.monotonic() > deadline:
            return seen + b"\n(it never ended)\n"


def _keys(answer: str) -> bytes:
    return {"^C": b"\x03", "^D": b"\x04"}.get(answer, answer.encode() + b"\n")

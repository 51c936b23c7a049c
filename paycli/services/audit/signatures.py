"""Checking the signatures of a log on a second core: in a forked child, else in two threads.

The child gets bytes through a pipe and gives one byte back for each signature; it never touches the database, whose
connections no child may use, and it ends with us, however we end.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
import sys
import warnings
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from paycli.services.engine.threads import map_in_two
from paycli.signing import verify_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Below so many entries a child costs more than it saves.
_WORTH_A_CHILD = 1_000
_LENGTH_BYTES = 4
_PIPE_BYTES = 1 << 20


class Check(NamedTuple):
    """A signature to be checked: the public key (64 hex digits), the bytes of the order, the signature (128)."""

    public: str
    data: bytes
    signature: str


class Checker(Protocol):
    """What checks signatures while its caller goes on; the answers come in the order of the questions."""

    def ask(self, checks: Sequence[Check]) -> None:
        """Hand in a group of signatures."""
        ...

    def answer(self) -> list[bool]:
        """Tell of the oldest group that was handed in which of its signatures are good."""
        ...


@contextmanager
def checking(entries: int) -> Iterator[Checker]:
    """Give what checks the signatures of a log of so many entries; whatever it needs ends with the block."""
    if entries < _WORTH_A_CHILD or not _can_fork():
        yield InThreads()
        return
    child = InChild()
    try:
        yield child
    finally:
        child.end()


def _can_fork() -> bool:
    # On macOS the libraries of a keyring do not survive a fork.
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _is_good(check: Check) -> bool:
    return verify_bytes(check.public, check.data, check.signature)


class InThreads:
    """Checks when it is asked for the answer, in two threads, since libsodium lets Python go."""

    def __init__(self) -> None:
        self._asked: deque[Sequence[Check]] = deque()

    def ask(self, checks: Sequence[Check]) -> None:
        """Hand in a group of signatures."""
        self._asked.append(checks)

    def answer(self) -> list[bool]:
        """Check the oldest group."""
        return map_in_two(_is_good, self._asked.popleft())


class InChild:
    """A forked process that checks; where it is gone, the work is done here."""

    def __init__(self) -> None:
        self._asked: deque[Sequence[Check]] = deque()
        questions, self._questions = os.pipe()
        self._answers, answers = os.pipe()
        with suppress(OSError):
            # Room for some groups, so that neither waits for the other's turn.
            fcntl.fcntl(self._questions, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        with warnings.catch_warnings():
            # The thread that draws the progress touches nothing that the child does.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process = os.fork()
        if self.process == 0:
            try:
                os.close(self._questions)
                os.close(self._answers)
                _serve(questions, answers)
            finally:
                # Nothing of the parent's is put away here: its connections are not ours to close.
                os._exit(0)
        os.close(questions)
        os.close(answers)
        self._alive = True

    def ask(self, checks: Sequence[Check]) -> None:
        """Hand in a group of signatures."""
        self._asked.append(checks)
        packed = pickle.dumps(list(map(tuple, checks)))
        try:
            if self._alive:
                _write(self._questions, len(packed).to_bytes(_LENGTH_BYTES, "big") + packed)
        except OSError:
            self._alive = False

    def answer(self) -> list[bool]:
        """Wait for the answer about the oldest group."""
        checks = self._asked.popleft()
        found = _read(self._answers, len(checks)) if self._alive else b""
        if len(found) == len(checks):
            return list(map(bool, found))
        self._alive = False
        return map_in_two(_is_good, checks)

    def end(self) -> None:
        """End the child, whatever it does just now."""
        os.close(self._questions)
        os.close(self._answers)
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.process, 0)


def _serve(questions: int, answers: int) -> None:
    # Ctrl-C reaches everybody in front of the terminal; it is the parent who ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while header := _read(questions, _LENGTH_BYTES):
        checks = pickle.loads(_read(questions, int.from_bytes(header, "big")))  # noqa: S301  our own parent's bytes
        _write(answers, bytes(verify_bytes(*check) for check in checks))


def _read(pipe: int, length: int) -> bytes:
    """Read so many bytes, fewer at the end of the pipe."""
    parts = bytearray()
    while len(parts) < length and (part := os.read(pipe, length - len(parts))):
        parts += part
    return bytes(parts)


def _write(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]

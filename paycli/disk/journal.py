"""A journal: a private file to which lines are added durably, by one process at a time.

Each line carries a checksum over itself and all before it. So a line that a power cut tore is recognised and left out,
and no line can be missing in the middle, changed or moved.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Self

from paycli.disk.durable import is_forbidden, make_file, sync, sync_folder, write_atomic
from paycli.disk.locks import noted, release, take_if_free
from paycli.disk.private import PRIVATE_FILE, make_private_folder, read_private
from paycli.errors import Misconfigured, PermissionRefused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paycli.errors import PaycliError

_SEED = b"paycli journal v1"
_DIGITS = 32
# The checksum, and how long the line behind it is.
_head = re.compile(rb"[0-9a-f]{32} ([0-9]{1,9}) ").match
BYTES_MOST = 64 * 1024 * 1024


class _Content(NamedTuple):
    """The whole lines of a journal, the checksum of the last one, and how many bytes they take."""

    lines: list[bytes]
    checksum: bytes
    length: int


class Journal:
    """An open journal, whose lock this process holds until it is closed.

    `lines` are those that were in it when it was opened.
    """

    def __init__(self, path: Path, lock: int, descriptor: int, content: _Content) -> None:
        self._path, self._lock, self._descriptor = path, lock, descriptor
        self.lines: Sequence[bytes] = content.lines
        self._checksum, self.length = content.checksum, content.length

    @classmethod
    def open(cls, path: Path, busy: PaycliError) -> Self:
        """Open a journal, a new one where there is none, and cut off a torn line at its end.

        Raises `busy` where another process has it open, Misconfigured where it is damaged, PermissionRefused.
        """
        make_private_folder(path.parent)
        lock = noted(_made(path.with_name(path.name + ".lock")))
        descriptor = -1
        try:
            _take(lock, busy)
            descriptor = _made(path)
            content = _content(path, read_private(path, bytes_most=BYTES_MOST))
            _cut(path, descriptor, content.length)
        except BaseException:
            if descriptor >= 0:
                os.close(descriptor)
            release(lock)
            raise
        return cls(path, lock, descriptor, content)

    def append(self, line: bytes) -> None:
        """Add a line, which has no line break in it; when this returns, it survives a power cut.

        Raises Unavailable where it was not kept: then the journal is as it was.
        """
        checksum = _next(self._checksum, line)
        data = _written(checksum, line)
        try:
            if os.pwrite(self._descriptor, data, self.length) != len(data):
                raise OSError(28, "No space left on device")  # noqa: TRY301  the same as what the system raises
            sync(self._descriptor)
        except OSError as problem:
            # A part of it would be cut off as torn anyway.
            with suppress(OSError):
                os.truncate(self._descriptor, self.length)
            raise _failed(self._path, problem) from None
        self._checksum, self.length = checksum, self.length + len(data)

    def replace(self, lines: Sequence[bytes]) -> None:
        """Put other lines in the place of all there are, wholly or not at all, durably; raises Unavailable."""
        checksum, data = _SEED, b""
        for line in lines:
            checksum = _next(checksum, line)
            data += _written(checksum, line)
        write_atomic(self._path, data)
        fresh = _made(self._path)
        os.close(self._descriptor)
        self._descriptor, self._checksum, self.length = fresh, checksum, len(data)

    def close(self) -> None:
        """Let another process have it."""
        os.close(self._descriptor)
        release(self._lock)


def peek(path: Path) -> Sequence[bytes]:
    """Give the whole lines of a journal that another process may write; none where there is no such file.

    Raises Misconfigured where it is damaged, PermissionRefused.
    """
    try:
        return _content(path, read_private(path, bytes_most=BYTES_MOST)).lines
    except FileNotFoundError:
        return ()


def _made(path: Path) -> int:
    """Open a private file to read and write, made where there is none; raises PermissionRefused."""
    try:
        return make_file(path, PRIVATE_FILE, exclusive=False)
    except OSError as problem:
        raise PermissionRefused(path=path, reason=f"it cannot be opened ({problem.strerror})") from None


def _take(lock: int, busy: PaycliError) -> None:
    if not take_if_free(lock):
        raise busy


def _cut(path: Path, descriptor: int, length: int) -> None:
    """Cut off what is torn, and bring a new file's name to the disk; raises Unavailable, PermissionRefused."""
    try:
        os.truncate(descriptor, length)
        sync(descriptor)
        sync_folder(path.parent)
    except OSError as problem:
        raise _failed(path, problem) from None


def _failed(path: Path, problem: OSError) -> PaycliError:
    if is_forbidden(problem):
        return PermissionRefused(path=path, reason=f"it cannot be written ({problem.strerror})")
    return Unavailable(reason=f"{path} could not be written ({problem.strerror})")


def _next(checksum: bytes, line: bytes) -> bytes:
    return blake2b(line, digest_size=_DIGITS // 2, key=checksum).hexdigest().encode()


def _written(checksum: bytes, line: bytes) -> bytes:
    return b"%s %d %s\n" % (checksum, len(line), line)


def _content(path: Path, data: bytes) -> _Content:
    """Give the whole lines of a file, without what is torn at its end; raises Misconfigured where one is damaged."""
    lines: list[bytes] = []
    checksum, length = _SEED, 0
    while length < len(data):
        head, end = _head(data, length), data.find(b"\n", length)
        line = data[head.end() : end] if head else b""
        if head is None or data[length : end + 1] != _written(_next(checksum, line), line):
            _refuse_unless_torn(path, len(lines) + 1, data[length:])
            break
        lines.append(line)
        checksum, length = _next(checksum, line), end + 1
    return _Content(lines, checksum, length)


def _refuse_unless_torn(path: Path, number: int, rest: bytes) -> None:
    """Raise Misconfigured unless what is left can be one line that was not written wholly: then none is behind it."""
    head = _head(rest)
    is_longer = head is not None and len(rest) > head.end() + int(head[1]) + 1
    if is_longer or b"\n" in rest[:-1]:
        raise Misconfigured(
            problem=f"The journal {path} is damaged in line {number}",
            help="keep a copy of that file, then remove it; no money is in it",
        )

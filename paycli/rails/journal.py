"""A book of JSON lines that several processes write: appended under a lock, durable, and whole after a kill."""

from __future__ import annotations

import errno
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from paycli.disk.durable import is_forbidden, make_file, open_file, sync, sync_folder
from paycli.disk.locks import ask_until_free, holding
from paycli.errors import PermissionRefused, RailUnreachable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from paycli.disk.json_file import Check

WAIT_S = 30.0
_PAUSE_S = 0.005
# A socket cannot be opened at all.
_NO_FILE = {errno.ELOOP: "it is a symbolic link"} | dict.fromkeys(
    (errno.EINVAL, errno.ENXIO, errno.EISDIR), "it is not a regular file"
)


class UnsureError(Exception):
    """A line may or may not have been kept: the disk failed at a moment when that cannot be told."""


class Page:
    """The book while its lock is held: the rows that are in it, and the right to append one.

    `rows` are the whole lines, oldest first. A last line that was cut off is not among them; its writer never
    answered anybody, so it did not happen.
    """

    def __init__(self, descriptor: int, rows: list[dict[str, Any]], end: int) -> None:
        self._descriptor = descriptor
        self._end = end
        self._rows = rows

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Every row of the book."""
        return self._rows

    def append(self, row: dict[str, Any]) -> None:
        """Add a row and return when it is on the disk.

        Raises OSError when nothing was added, UnsureError when that cannot be told.
        """
        line = json.dumps(row, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        try:
            # What was cut off goes first: behind it our line would be unreadable.
            os.ftruncate(self._descriptor, self._end)
            _write_all(self._descriptor, line, self._end)
        except OSError:
            with _unsure_if_it_fails():
                os.ftruncate(self._descriptor, self._end)
            raise
        self.make_durable()
        self._end += len(line)
        self._rows.append(row)

    def make_durable(self) -> None:
        """Bring what was read to the disk too, before it is told on: its writer may have died before it did.

        Raises UnsureError when the disk fails.
        """
        with _unsure_if_it_fails():
            sync(self._descriptor)


class Journal:
    """The file: its path, the permission bits that it gets when made, whatever the umask, and what its rows are."""

    def __init__(self, path: Path, mode: int, is_row: Check) -> None:
        self._path = path
        self._mode = mode
        self._is_row = is_row

    @contextmanager
    def locked(self) -> Iterator[Page]:
        """Hold the book's lock, alone among all processes and threads, and give the page to read and append to.

        Raises RailUnreachable when it stays locked for 30 s or its disk fails, PermissionRefused when the file cannot
        be opened, Unreadable when it is damaged before its last line.
        """
        try:
            with holding(self._open, wait=_wait, busy=self._stayed_locked) as descriptor:
                rows, end = self._parse(_read_all(descriptor))
                yield Page(descriptor, rows, end)
        except OSError as problem:
            raise self._unreachable(problem.strerror) from problem

    def _open(self) -> int:
        try:
            try:
                descriptor = make_file(self._path, self._mode)
            except FileExistsError:
                return open_file(self._path)
            sync_folder(self._path.parent)
        except OSError as problem:
            if problem.errno in _NO_FILE:
                raise PermissionRefused(path=self._path, reason=_NO_FILE[problem.errno]) from problem
            if is_forbidden(problem):
                from paycli.disk.refused import refused

                raise refused(self._path, problem, "it cannot be opened") from problem
            raise self._unreachable(problem.strerror) from problem
        return descriptor

    def _parse(self, data: bytes) -> tuple[list[dict[str, Any]], int]:
        """Give the rows of the whole lines and the offset behind the last of them; raises Unreadable."""
        rows: list[dict[str, Any]] = []
        end = 0
        lines = data.split(b"\n")
        for number, line in enumerate(lines[:-1], 1):
            row: object = None
            with suppress(ValueError, RecursionError):
                row = json.loads(line)
            if not isinstance(row, dict) and number == len(lines) - 1 and lines[-1] == b"":
                # A crash of the machine can leave the last line with its length but without its content.
                break
            if not self._is_row(row):
                raise Unreadable(what=f"The sandbox bank's book {self._path}", reason=f"line {number} is damaged")
            rows.append(row)  # type: ignore[arg-type]  # the check says that it is a row
            end += len(line) + 1
        return rows, end

    def _stayed_locked(self) -> RailUnreachable:
        return self._unreachable("it stayed locked")

    def _unreachable(self, reason: str | None) -> RailUnreachable:
        return RailUnreachable(rail=f"the book {self._path} ({reason})")


def _wait(descriptor: int) -> bool:
    return ask_until_free(descriptor, WAIT_S, pause_s=_PAUSE_S)


@contextmanager
def _unsure_if_it_fails() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise UnsureError(problem.strerror) from problem


def _read_all(descriptor: int) -> bytes:
    parts, size = [], 0
    while part := os.pread(descriptor, 1 << 20, size):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(descriptor, data, offset)
        data, offset = data[written:], offset + written

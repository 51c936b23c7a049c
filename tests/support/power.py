"""Power cuts, emulated: an APSW VFS notes every write and sync, and a disk is made of it that lost what was not synced.

At a cut any subset of what was written since a file's last sync may have reached the disk, in any order, and a write
may be torn between its sectors of 512 bytes. Shared memory is gone in any case.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import apsw

from paycli.store.sqlite import connection

if TYPE_CHECKING:
    import random
    import sqlite3
    from collections.abc import Iterator, Sequence

    import pytest

    from paycli.store.sqlite.location import Location

SECTOR = 512
# Some cuts lose nearly all of what was not synced, some nearly nothing.
SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)
_VFS = "paycli-power"


class Op(NamedTuple):
    """One thing that happened to a file (`write`, `sync`, `truncate`, `delete`), or an acknowledgement (`ack`)."""

    kind: str
    file: str = ""
    offset: int = 0
    data: bytes = b""


class Recorder(apsw.VFS):
    """A file system that does everything and notes it in `ops`."""

    def __init__(self) -> None:
        self.ops: list[Op] = []
        super().__init__(_VFS, "")

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802  APSW's name
        return _File(self.ops, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self.ops.append(Op("delete", Path(filename).name))


class _File(apsw.VFSFile):
    def __init__(self, ops: list[Op], name: Any, flags: Any) -> None:
        super().__init__("", name, flags)
        self._ops = ops
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name)).name

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._ops.append(Op("write", self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._ops.append(Op("truncate", self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._ops.append(Op("sync", self._name))


class _ApswConnection:
    """As much of a DB-API connection as the store uses, over APSW."""

    checked_version: int | None = None
    """The schema's version that the store compared last, as on its own connections."""

    def __init__(self, path: str) -> None:
        self._connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE, vfs=_VFS)
        self._connection.set_busy_timeout(5000)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> _Rows:
        before = self._connection.total_changes()
        cursor = self._connection.execute(statement, tuple(values))
        return _Rows(cursor, self._connection.total_changes() - before)

    def executemany(self, statement: str, values: Sequence[Any]) -> _Rows:
        before = self._connection.total_changes()
        cursor = self._connection.executemany(statement, [tuple(each) for each in values])
        return _Rows(cursor, self._connection.total_changes() - before)

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    def close(self) -> None:
        self._connection.close()


class _Rows:
    def __init__(self, cursor: apsw.Cursor, rowcount: int) -> None:
        self._cursor, self.rowcount = cursor, rowcount

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        return list(self._cursor)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)


@contextmanager
def recorded(patch: pytest.MonkeyPatch) -> Iterator[list[Op]]:
    """Let the store open its files through the recorder; gives what happens to them."""
    recorder = Recorder()

    def opened(location: Location, mode: str) -> sqlite3.Connection:
        assert mode == "rw"
        return cast("sqlite3.Connection", _ApswConnection(location.path))

    with patch.context() as patched:
        patched.setattr(connection, "_open", opened)
        yield recorder.ops
    recorder.unregister()


class Disk:
    """What is on a disk after a power cut, told from what happened before it; `dice` decides what got through."""

    def __init__(self, files: dict[str, bytes], dice: random.Random, *, syncs: bool = True) -> None:
        self._safe: dict[str, bytearray | None] = {name: bytearray(data) for name, data in files.items()}
        self._unsynced: dict[str, list[Op]] = {}
        self._dice, self._syncs = dice, syncs

    def see(self, op: Op) -> None:
        """Take notice of what happened."""
        if op.kind == "sync" and self._syncs:
            self._safe[op.file] = self._after(op.file, lambda: True)
            self._unsynced[op.file] = []
        elif op.kind in {"write", "truncate", "delete"}:
            self._unsynced.setdefault(op.file, []).append(op)

    def _after(self, file: str, reached: Any) -> bytearray | None:
        """Give a file's content when each part of what was not synced is asked whether it reached the disk."""
        safe = self._safe.get(file)
        content = None if safe is None else bytearray(safe)
        for op in self._unsynced.get(file, []):
            if op.kind == "write":
                for start in range(0, len(op.data), SECTOR):
                    if reached():
                        content = _put(content or bytearray(), op.offset + start, op.data[start : start + SECTOR])
            elif reached():
                content = None if op.kind == "delete" else (content or bytearray())[: op.offset]
        return content

    def cut(self, folder: Path, share: float) -> None:
        """Write what is left after a cut at this moment into a new folder; `share` of what was not synced survives."""
        folder.mkdir(mode=0o700)
        for file in self._safe.keys() | self._unsynced.keys():
            content = self._after(file, lambda: self._dice.random() < share)
            if content is not None:
                path = folder / file
                path.write_bytes(content)
                path.chmod(0o600)


def _put(content: bytearray, offset: int, data: bytes) -> bytearray:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
    return content

"""What a scene leaves behind: every row of its ledgers, and every other file of its homes."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHOWN_BYTES = 20_000
_HEAD = b"SQLite format 3\0"


def shown(data: bytes) -> str:
    """Give bytes as text in which every byte can be told: control signs as escapes, line by line."""
    text = data.decode("utf-8", "backslashreplace") if _is_text(data) else data.decode("latin-1")
    return "".join(each if each == "\n" or (each.isprintable() and each != "\\") else _escaped(each) for each in text)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _escaped(sign: str) -> str:
    return "\\\\" if sign == "\\" else ascii(sign)[1:-1]


def left_in(folder: Path) -> Iterator[str]:
    """Describe every file below a folder, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.name.endswith(("-wal", "-shm", ".lock")):
            continue
        data, mode = path.read_bytes(), path.stat().st_mode & 0o777
        # The temporary name of a file in the making has the number of a process in it; there should be none.
        yield f"=== {re.sub(r'[.][0-9]+[.]', '.PID.', name)} ({mode:04o})"
        if data.startswith(_HEAD):
            try:
                yield from _rows(path)
            except sqlite3.DatabaseError as error:
                yield f"cannot be read: {error}"
        elif len(data) > _SHOWN_BYTES or not _is_text(data):
            yield f"{len(data)} bytes, sha256 {sha256(data).hexdigest()}"
        else:
            yield shown(data)


def _rows(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        digest = sha256(repr(schema).encode()).hexdigest()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        yield f"schema {digest}, {len(schema)} things, version {version}"
        for table in [name for kind, name, _ in schema if kind == "table" and not name.startswith("sqlite_")]:
            # The name comes out of the schema, where nobody but the program puts it.
            found = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in found.description]
            lines = [
                " ".join(f"{name}={_value(value)}" for name, value in zip(names, row, strict=True)) for row in found
            ]
            yield from (f"{table}: {line}" for line in (lines if "n" in names[:1] else sorted(lines)))


def _value(value: object) -> str:
    if isinstance(value, bytes):
        # An order is text that was signed; ids, keys and roots are none.
        return f"b'{shown(value)}'" if value[:1] == b"{" else f"x'{value.hex()}'"
    return shown(value.encode()) if isinstance(value, str) else str(value)

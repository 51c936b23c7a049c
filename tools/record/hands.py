"""What a scene does by hand between two commands: it writes, copies and damages files, and holds locks."""

from __future__ import annotations

import fcntl
import re
import shlex
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LISTS = (
    "balance", "whoami", "inbox", "log", "log --all", "envelope list", "envelope stats", "card list", "wallet list",
    "wallet show", "contact list", "group list --all", "ledger show", "ledger audit", "ledger clock",
)  # fmt: skip


class Locks:
    """Locks that somebody else seems to hold."""

    def __init__(self) -> None:
        self._held: dict[Path, IO[bytes]] = {}

    def turn(self, path: Path, *, on: bool) -> None:
        """Take a lock on a file, or give it back."""
        if not on:
            self._held.pop(path).close()
            return
        self._held[path] = path.open("rb")
        fcntl.flock(self._held[path], fcntl.LOCK_EX)


def take(folder: Path, line: str) -> dict[str, str]:
    """Take a value out of a ledger: `NAME FILE STATEMENT` gives the first column of the first row."""
    name, file, statement = line.split(" ", 2)
    with closing(sqlite3.connect(folder / file)) as connection:
        value = (connection.execute(statement).fetchone() or [""])[0]
    return {name: value.hex() if isinstance(value, bytes) else str(value)}


def entries(path: Path) -> list[str]:
    """Give the ids of all entries of a ledger, oldest first."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0].hex() for row in connection.execute("SELECT id FROM entries ORDER BY n")]


def change(folder: Path, word: str, rest: str) -> None:
    """Change a file below a folder as a line says; raises KeyError for a word that is none."""
    if word == "sql":
        file, _, statement = rest.partition(" ")
        _tamper(folder / file, statement)
        return
    first, *others = shlex.split(rest)
    _CHANGES[word](_only(folder, first), *([str(folder / others[0])] if word in ("copy", "move") else others))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(re.sub(old, new, path.read_text(encoding="utf-8")), encoding="utf-8")


def _cut(path: Path, size: str) -> None:
    with path.open("r+b") as file:
        file.truncate(int(size))


def _flip(path: Path, offset: str, count: str) -> None:
    data, begin = bytearray(path.read_bytes()), int(offset)
    for at in range(begin, min(begin + int(count), len(data))):
        data[at] ^= 0xFF
    path.write_bytes(data)


def _copy(path: Path, other: str) -> None:
    if path.is_dir():
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(path, other)
        return
    # What SQLite lays beside a ledger belongs to the one that was there before.
    for beside in ("-wal", "-shm"):
        Path(f"{other}{beside}").unlink(missing_ok=True)
    shutil.copy2(path, other)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


_CHANGES: Mapping[str, Callable[..., object]] = {
    "write": _write,
    "replace": _replace,
    "cut": _cut,
    "flip": _flip,
    "copy": _copy,
    "move": lambda path, other: path.rename(other),
    "remove": _remove,
    "chmod": lambda path, mode: path.chmod(int(mode, 8)),
    "mkdir": lambda path: path.mkdir(mode=0o700, parents=True),
}


def _only(folder: Path, pattern: str) -> Path:
    """Find the one file that a pattern fits; where none does, the name is that of a new one."""
    found = sorted(folder.glob(pattern))
    return found[0] if found else folder / pattern


def _tamper(path: Path, statement: str) -> None:
    """Write a ledger's file as somebody may who has it: with triggers, foreign keys and checks off, and back again."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(statement)
        for _, ddl in triggers:
            # The statement may have dropped the table of a trigger.
            with suppress(sqlite3.OperationalError):
                connection.execute(ddl)

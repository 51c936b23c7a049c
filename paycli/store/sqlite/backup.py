"""Backups: a consistent copy of a ledger while others go on writing it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from paycli.disk.durable import make_file, publish, temporary_beside
from paycli.disk.private import PRIVATE_FILE
from paycli.disk.refused import refused
from paycli.errors import AlreadyThere, Broken
from paycli.store.sqlite.connection import connect, explain
from paycli.store.sqlite.location import Location, look_at, remove_unfinished


def backup_ledger(path: str | os.PathLike[str], target: str | os.PathLike[str]) -> str:
    """Copy a ledger to a new file of mode 0600, checked and durable, and give the file's path.

    Never overwrites. Works for any schema. Raises AlreadyThere, PermissionRefused, DiskFull, StorageFailed, and
    Broken when the copy does not pass SQLite's own check.
    """
    location = look_at(os.fspath(path))
    goal = os.fspath(Path(target).absolute())
    if os.path.lexists(goal):
        raise AlreadyThere(what=goal, help="choose another path")
    # A backup gets a name of its own each time, so one that was killed is found by the ledger's.
    ledger, copy = Path(location.path).name, Path(goal).name
    temporary = temporary_beside(Path(goal), ledger if copy.startswith(ledger) else copy)
    try:
        os.close(make_file(temporary, PRIVATE_FILE))
        _copy(location, os.fspath(temporary))
        publish(temporary, Path(goal))
    except sqlite3.Error as error:
        raise explain(error, location.path) from error
    except OSError as error:
        raise refused(goal, error, "it cannot be written") from error
    finally:
        remove_unfinished(temporary)
    return goal


def _copy(location: Location, temporary: str) -> None:
    """Copy all pages in one step, so that no writer can make it start again, and check the copy."""
    source = connect(location, any_schema=True)
    try:
        copy = sqlite3.connect(temporary, isolation_level=None)
        try:
            source.backup(copy)
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            copy.close()
    finally:
        source.close()
    if found != "ok":
        raise Broken(reason=f"the copy is damaged: {found}")

"""Looking at a ledger's file without changing it: for the doctor."""

from __future__ import annotations

import os
from pathlib import Path

from paycli.disk.durable import open_file
from paycli.disk.locks import take_if_free
from paycli.domain.ports import LedgerFile
from paycli.store.sqlite.connection import SCHEMA_VERSION, connect
from paycli.store.sqlite.location import LOCK_SUFFIX, closed_beside, look_at


def look_over(path: str) -> LedgerFile:
    """Give the facts of a ledger's file; raises what opening it raises."""
    location = look_at(path)
    connect(location._replace(writable=False)).close()
    there = os.statvfs(Path(location.path).parent)
    return LedgerFile(
        location.path,
        shared=location.shared,
        writable=location.writable,
        foreign=location.foreign,
        schema=SCHEMA_VERSION,
        bytes=Path(location.path).stat().st_size,
        free_bytes=there.f_bavail * there.f_frsize,
        on_read_only_disk=bool(there.f_flag & os.ST_RDONLY),
        lock=_lock_state(location.path + LOCK_SUFFIX),
        closed=tuple(closed_beside(location.path)),
    )


def _lock_state(path: str) -> str:
    """Say `free`, `held` or `missing`, else why the lock file cannot be opened."""
    try:
        descriptor = open_file(path)
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return error.strerror or "it cannot be opened"
    try:
        return "free" if take_if_free(descriptor) else "held"
    finally:
        os.close(descriptor)

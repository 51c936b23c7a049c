"""Ledgers by the address that a person types: only files are built so far."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.errors import LedgerMissing, Usage

if TYPE_CHECKING:
    from paycli.domain.ports import Book


def address_of(typed: str) -> str:
    """Make a typed ledger path absolute; raises Usage for a URL, since only files are built so far."""
    check_address(typed)
    return os.path.realpath(Path(typed).expanduser())


def check_address(address: str) -> None:
    """Refuse what cannot be a ledger's file: raises Usage for a URL, LedgerMissing for an empty path."""
    if "://" in address:
        raise Usage(problem=f"{address[:60]} is a URL, and only ledger files can be opened so far", help="")
    if not address:
        raise LedgerMissing(path="an empty path")


def check_new(address: str, group: str | None, home: Path) -> None:
    """Refuse where no ledger could be made, or nothing kept of it; raises PermissionRefused, Misconfigured."""
    from paycli.disk.refused import check_can_make
    from paycli.store.sqlite.create import check_place

    check_place(address, group)
    check_can_make(home / "profiles")


def upgrade(address: str) -> tuple[int, int]:
    """Bring a ledger's schema up to date, after a backup; gives the versions before and after."""
    from paycli.store.sqlite.create import upgrade_ledger

    return upgrade_ledger(address)


def backup_of(address: str, book: Book, target: str | None) -> str:
    """Write a consistent copy of a ledger; its default name carries the place of the log. Gives its path."""
    from paycli.store.sqlite.backup import backup_ledger

    if target is None:
        with book.view() as view:
            head = view.head()
            root = (view.root_at(head.size) or b"").hex()[:8]
        target = f"{address}.backup-{head.size}-{root}"
    return backup_ledger(address, str(Path(target).absolute()))

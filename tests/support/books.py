"""What a ledger holds, so that a test can say that nothing of it changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def everything_in(ledger: Path) -> list[str]:
    """Give every row of every table as SQL text: equal before and after means that nothing was written."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())

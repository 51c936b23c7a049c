"""The ledger's time, as whoever looks sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paycli.domain.ports import App, View


def ledger_time(app: App, view: View) -> int:
    """Give the ledger time (ms) that a reading command sees: never before the last entry."""
    return max(app.clock.now_ms(), view.head().time)

"""Views of money that went from wallet to wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line
from paycli.console.views.wording import balance, fields, flags, joined, money, play, repeated

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.payments.transfers import TransferSent


def sent(result: TransferSent, registry: Registry) -> Document:
    """Show money that was sent."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    note = f'"{result.note}"' if result.note else ""
    line = f"{again}{money(result.money, registry)} sent to {result.to}{play(registry)}"
    data = {
        "id": result.id,
        "state": "done",
        **fields(result.money, registry),
        "to": result.to,
        "note": result.note,
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }
    lines = (Line(joined((line, note, result.short if not result.dry_run else "")), "good"),)
    return Document(data, (*lines, Line(balance(result.balance, registry), "dim")), result.id)

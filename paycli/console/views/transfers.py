"""Views of money that went from wallet to wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.payments import Sent
from paycli.console.output import Document, Line
from paycli.console.views.ordered import id_of, order_fields, repeated
from paycli.console.views.wording import balance, decimal, fields, joined, money, play
from paycli.domain.state import DONE

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.payments.transfers import TransferSent


def sent(result: TransferSent, registry: Registry) -> Document:
    """Show money that was sent."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    note = f'"{result.note}"' if result.note else ""
    line = f"{again}{money(result.money, registry)} sent to {result.to}{play(registry)}"
    data = Sent(
        **order_fields(result, DONE),
        kind=result.kind,
        **fields(result.money, registry),
        to=(result.to,),
        note=result.note,
        balance=decimal(result.balance, registry),
    )
    lines = (Line(joined((line, note, result.short if not result.dry_run else "")), "good"),)
    return Document(data, (*lines, Line(balance(result.balance, registry), "dim")), id_of(result))

"""The view of what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.payments import Cancellation
from paycli.console.output import Document, Line
from paycli.console.views.ordered import id_of, order_fields, repeated
from paycli.console.views.wording import decimal, joined, money, play
from paycli.domain.lives import LIVES
from paycli.domain.state import DONE

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.payments.cancel import CancelledThing


def cancelled(result: CancelledThing, registry: Registry) -> Document:
    """Show something that was taken back."""
    data = Cancellation(
        **order_fields(result, DONE),
        of=result.of,
        kind=result.kind,
        amount=decimal(result.returned, registry) if result.returned else None,
        currency=result.balance.currency,
        what=result.what,
        balance=decimal(result.balance, registry),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    back = f"{money(result.returned, registry)} came back" if result.returned else ""
    line = f"{again}{LIVES[result.what].word} {result.of_short} cancelled{play(registry)}"
    return Document(data, (Line(joined((line, back)), "good"),), id_of(result))

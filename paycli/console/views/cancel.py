"""The view of what was taken back: an envelope or a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line
from paycli.console.views.wording import fields, flags, joined, money, play, repeated

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.payments.cancel import CancelledThing


def cancelled(result: CancelledThing, registry: Registry) -> Document:
    """Show an envelope or sale that was taken back."""
    data: dict[str, object] = {
        "id": result.id,
        "of": result.of,
        "kind": result.kind,
        "state": "cancelled",
        **(fields(result.returned, registry) if result.returned else {"amount": None, "currency": None}),
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    back = f"{money(result.returned, registry)} came back" if result.returned else ""
    line = f"{again}{result.kind} {result.of_short} cancelled{play(registry)}"
    return Document(data, (Line(joined((line, back)), "good"),), result.id)

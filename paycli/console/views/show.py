"""The view of one thing in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line
from paycli.console.views.envelopes import envelope
from paycli.console.views.log import WORDS, amount_text, line_data, word
from paycli.console.views.sales import receipt
from paycli.console.views.wording import joined, local, play
from paycli.domain.ids import short
from paycli.domain.lives import LIVES
from paycli.domain.state import PENDING

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.show import Shown


def shown(result: Shown, registry: Registry) -> Document:
    """Show one thing in full."""
    if result.envelope is not None:
        return envelope(result.envelope, registry)
    if result.receipt is not None:
        return receipt(result.receipt, registry)
    line = result.line
    kind = result.item.kind if result.item else line.kind
    data = {**line_data(line, registry), "kind": kind, "short": short(line.id), "state": result.state}
    amount = amount_text(line, registry)
    what, state = WORDS.get(kind, kind) if result.item else word(line), f"{result.state}{play(registry)}"
    life = LIVES.get(kind)
    if life is not None and life.has_handle:
        # It waits for nothing and holds no money.
        state = "open" if result.state == PENDING else "closed"
    head = joined((f"{line.short}  {what}, {state}", amount, line.other or ""))
    lines: list[Line | str] = [Line(head, "head"), f"{local(line.time, registry)}    entry {line.n}"]
    if line.note:
        lines.append(f'"{line.note}"')
    if result.trouble is None:
        return Document(data, tuple(lines), line.id)
    from paycli.console.hints import hint_of

    stale = f"it could not be brought up to date: {result.trouble.message} {hint_of(result.trouble)}".strip()
    return Document(data, tuple(lines), line.id, (stale,))

"""The view of the bare command: balance, what waits, what is worth typing next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.home import Home
from paycli.console.hints import line_of
from paycli.console.output import Document, Line
from paycli.console.tables import Table
from paycli.console.views.balances import balance as balance_view
from paycli.console.views.balances import balance_data
from paycli.console.views.inbox import inbox as inbox_view
from paycli.console.views.inbox import waiting_data
from paycli.errors import step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.inbox import Waiting
    from paycli.services.reading.balances import Balance

_WAITING_MOST = 8


def home(balance: Balance, waiting: Sequence[Waiting], registry: Registry) -> Document:
    """Show where somebody stands who typed nothing but `paycli`."""
    own, inbox = balance_view(balance, registry), inbox_view(waiting, registry)
    data = Home(*balance_data(balance, registry), waiting=waiting_data(waiting, registry))
    lines: list[Line | str | Table] = [part for part in own.lines if isinstance(part, (Line, str, Table))]
    if waiting:
        lines.append(inbox.table._replace(rows=inbox.table.rows[:_WAITING_MOST]))
        if len(waiting) > _WAITING_MOST:
            lines.append(Line(f"and {len(waiting) - _WAITING_MOST} more: paycli inbox", "dim"))
    empty = all(money.amount_minor == 0 for money in balance.amounts)
    asks = next((each for each in waiting if each.try_this.name == "say_yes"), None)
    if asks is not None:
        tips = f"{line_of(asks.try_this)}    {line_of(step('say_no', thing=asks.short))}"
    elif empty and registry.play:
        tips = "paycli card bind --test visa    paycli topup 200"
    else:
        tips = "paycli envelope send 8.88    paycli send WHO AMOUNT"
    lines.append(Line(f"next: {tips}    paycli --help", "dim"))
    return Document(data, tuple(lines), own.quiet)

"""The view of what a till left behind when its program ended too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Line
from paycli.console.views.wording import joined, local, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.sales.left_behind import LeftBehind

_LINES_MOST = 5


def left_behind_lines(found: Sequence[LeftBehind], registry: Registry) -> list[Line]:
    """Say in a line each what still waits, and what was paid and never shown; of many, how many more there are."""
    payments, waiting = ([each for each in found if each.is_open == wanted] for wanted in (False, True))
    lines = [Line(_one(each, registry), "warn") for each in (*payments, *waiting)]
    if len(lines) <= _LINES_MOST:
        return lines
    more = len(lines) - _LINES_MOST
    return [*lines[:_LINES_MOST], Line(f"and {more} more: paycli inbox", "warn")]


def _one(each: LeftBehind, registry: Registry) -> str:
    receipt = each.receipt
    if each.is_open:
        said = f"sale {receipt.number} is still open"
        return joined((said, money(receipt.money, registry), "; ".join(receipt.lines)))
    said = f"paid, and not shown before: sale {receipt.number} by {receipt.payer} {local(receipt.paid or 0, registry)}"
    return joined((said, money(receipt.money, registry), "; ".join(receipt.lines)))

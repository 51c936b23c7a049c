"""How a shop's day stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.money import Money
from paycli.domain.rules.sales import paid_total, refunded_total
from paycli.domain.state import DONE

if TYPE_CHECKING:
    from paycli.services.reading.reader import Reader


class Day(NamedTuple):
    """How a shop's day stands: how many sales were paid since a moment, and what they came to."""

    sales: int
    total: Money


def day_so_far(reader: Reader, since_ms: int, currency: str) -> Day:
    """Sum the shop's sales that were paid since a ledger time, tips included, refunds taken off."""
    paid = [
        item
        for item in reader.view.objects_of(reader.own, lives.SALE, pending=False)
        if item.state == DONE and (item.ended or 0) >= since_ms and item.currency == currency
    ]
    return Day(len(paid), Money(sum(paid_total(item) - refunded_total(item) for item in paid), currency))

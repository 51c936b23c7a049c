"""How a shop's day stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.money import Money
from paycli.domain.rules.sales import paid_total
from paycli.domain.state import DONE
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from paycli.domain.ports import App


class Day(NamedTuple):
    """How a shop's day stands: how many sales were paid since a moment, and what they came to."""

    sales: int
    total: Money


def day_so_far(app: App, since_ms: int, currency: str) -> Day:
    """Sum the shop's sales that were paid since a ledger time, tips included, refunds taken off."""
    with reading(app) as reader:
        paid = [
            item
            for item in reader.view.objects_of(app.profile.wallet, lives.SALE, pending=False)
            if item.state == DONE and (item.ended or 0) >= since_ms and item.currency == currency
        ]
    return Day(len(paid), Money(sum(paid_total(item) - item.detail.refunded_minor for item in paid), currency))

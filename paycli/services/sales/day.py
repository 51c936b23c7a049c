"""How the day stands in which a sale was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.money import Money
from paycli.domain.rules.sales import paid_total, refunded_total
from paycli.domain.state import DONE
from paycli.services.reading.pages import objects
from paycli.services.reading.places import Period

if TYPE_CHECKING:
    from paycli.domain.lives import Sale, Shift
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.receipt import Receipt


class Day(NamedTuple):
    """How many sales of a day were paid, and what they came to: tips are in it, refunds are taken off.

    `is_shift` tells that it is the day of a till, and not what was sold since midnight.
    """

    sales: int
    total: Money
    is_shift: bool


def day_so_far(reader: Reader, sold: Receipt, midnight_ms: int) -> Day:
    """Say how the day stands in which a sale of the own shop was paid: the shift has added it up.

    The shop's own key has no shift: the sales count that it made and that were paid since a ledger time.
    """
    sale = lives.as_sale(reader.find_object(sold.id))
    shift = None if sale is None else lives.as_shift(reader.find_object(sale.body.shift or ""))
    return _since(reader, midnight_ms, sold.money.currency) if shift is None else _of_shift(shift)


def _of_shift(shift: Shift) -> Day:
    totals = shift.detail
    came_minor = totals.wallet_minor + totals.cash_minor + totals.tips_minor
    back_minor = totals.refund_wallet_minor + totals.refund_cash_minor + totals.refund_tip_minor
    return Day(
        totals.wallet_count + totals.cash_count, Money(came_minor - back_minor, str(shift.currency)), is_shift=True
    )


def _since(reader: Reader, time_ms: int, currency: str) -> Day:
    found = objects(reader, lives.SALE, Period(since=time_ms), maker=reader.own, pending=False)
    sales = (sale for each in found if (sale := lives.as_sale(each)) is not None)
    paid = [sale for sale in sales if _counts(sale, currency)]
    total_minor = sum(paid_total(sale) - refunded_total(sale) for sale in paid)
    return Day(len(paid), Money(total_minor, currency), is_shift=False)


def _counts(sale: Sale, currency: str) -> bool:
    return sale.state == DONE and not sale.till and sale.currency == currency

"""The number of a receipt: the place of a payment among all of its shop's, in the order in which they were booked."""

from paycli.domain.bodies import SalePayBody
from paycli.domain.book import View
from paycli.domain.orders import read_unchecked


class ReceiptNumbers:
    """Gives numbers of receipts, counting on from the one that was asked for last: all of a shop may be many.

    A number is the rows' own word, until an audit.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._last: dict[str, tuple[int, int]] = {}

    def number(self, shop: str, n: int) -> int:
        """Give the number of the payment of entry `n`."""
        at, number = self._last.get(shop) or (self._view.head().size, self._view.sales_done(shop))
        if n < at:
            number -= self._view.sales_paid(shop, n, at)
        elif n > at:
            number += self._view.sales_paid(shop, at, n)
        self._last[shop] = n, number
        return number


def paid_at(view: View, sale: str) -> int:
    """Give the entry that paid a sale, which somebody did."""
    read = ((each.n, read_unchecked(each.order).body) for each in view.entries_about(sale))
    return next(n for n, body in read if isinstance(body, SalePayBody))

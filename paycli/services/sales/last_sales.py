"""The last sales of a till that somebody paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import lives
from paycli.domain.state import DONE
from paycli.services.sales.left_behind import last_number
from paycli.services.sales.receipt import receipt_of

if TYPE_CHECKING:
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.receipt import Receipt

# Sales that nobody paid stand between them: so far back they are looked for.
_LOOKED_AT_MOST = 20


def last_sales(reader: Reader, till: int, most: int) -> list[Receipt]:
    """Give the receipts of the last sales of a till that were paid, newest first."""
    found: list[Receipt] = []
    last = last_number(reader, till)
    for number in range(last, max(last - _LOOKED_AT_MOST, 0), -1):
        sale = lives.as_sale(reader.view.numbered(reader.own, lives.SALE, till, number))
        if sale is not None and sale.state == DONE:
            found.append(receipt_of(reader, sale))
        if len(found) == most:
            break
    return found

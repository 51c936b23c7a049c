"""What the lines of a sale came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.sold import sold
from paycli.services.sales.receipt import lines_of

if TYPE_CHECKING:
    from paycli.domain.lives import Sale
    from paycli.domain.sold import Sold
    from paycli.services.reading.reader import Reader


def sold_of(reader: Reader, sale: Sale) -> Sold:
    """Give the lines of a sale with their sums; words that were erased are empty, and the sums stay."""
    exponent = reader.registry.currencies.get(str(sale.currency), 0)
    return sold("\n".join(lines_of(reader, sale)), sale.amount_minor, sale.body.tax, exponent)

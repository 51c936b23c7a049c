"""How a sale of a till stands, found by the idempotency key under which it was made, or by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.ids import name_of, uuid8_of_key
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.till_bodies import SaleTakeBody
from paycli.domain.till_kinds import CASH
from paycli.services.engine.drafts import key_bytes
from paycli.services.sales.receipt import Receipt, find_sale, receipt_of

if TYPE_CHECKING:
    from paycli.domain.lives import Sale
    from paycli.services.reading.reader import Reader


class Standing(NamedTuple):
    """How a sale stands. `due` (ms) is when its time is over; of one that was taken in cash, `given` and `change`."""

    receipt: Receipt
    due: int
    given: Money
    change: Money


def sale_under_key(reader: Reader, key: str) -> Receipt | None:
    """Describe the sale that the own shop made under an idempotency key; None where it made none."""
    order = uuid8_of_key(reader.registry.ledger, reader.own, key_bytes(key) or b"")
    sale = lives.as_sale(reader.find_object(name_of(order, reader.own)))
    return None if sale is None else receipt_of(reader, sale)


def standing_of(reader: Reader, typed: str) -> Standing:
    """Say how a sale stands; raises NotFound."""
    sale = find_sale(reader, typed)
    receipt = receipt_of(reader, sale)
    given, change = _cash(reader, sale) if receipt.tender == CASH else (0, 0)
    currency = receipt.money.currency
    return Standing(receipt, sale.due or 0, Money(given, currency), Money(change, currency))


def _cash(reader: Reader, sale: Sale) -> tuple[int, int]:
    for entry in reader.view.entries_about(sale.id):
        body = read_unchecked(entry.order).body
        if isinstance(body, SaleTakeBody):
            return body.given_minor, body.given_minor - body.amount_minor - body.rounding_minor
    return 0, 0

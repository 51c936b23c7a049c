"""What a sale came to: for `show` too, which must not import what moves money."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.ids import sale_number
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.state import DONE
from paycli.domain.till_bodies import RefundBody, SaleTakeBody
from paycli.domain.till_kinds import CASH
from paycli.errors import NotFound
from paycli.services.reading.goods import goods_of
from paycli.services.reading.lookup import SALE, find
from paycli.services.reading.mandates import mandate_for_sale

if TYPE_CHECKING:
    from paycli.domain.lives import Sale
    from paycli.domain.till_bodies import TaxLine
    from paycli.services.reading.reader import Reader


class Receipt(NamedTuple):
    """What a sale came to, under its number. Times in ms; `mandate` of the own wallet.

    `tender` is how it was paid: `wallet`, `cash` or `gift`; empty while it is not. `discount_minor` is off the money
    already, `tax` is what of it is of which class, `rounding_minor` what cash was rounded by, and
    `refund_rounding_minor` what the cash of its refunds was.
    """

    id: str
    short: str
    n: int
    number: str
    shop: str
    payer: str | None
    money: Money
    tip: Money
    refunded: Money
    lines: tuple[str, ...]
    state: str
    made: int
    paid: int | None
    play: bool
    mandate: str | None = None
    tender: str = ""
    discount_minor: int = 0
    tax: "tuple[TaxLine, ...]" = ()
    rounding_minor: int = 0
    refund_rounding_minor: int = 0


class _Rounded(NamedTuple):
    paid_minor: int = 0
    refunded_minor: int = 0


def lines_of(reader: "Reader", sale: "Sale") -> tuple[str, ...]:
    """Give what a sale sold, as the shop wrote it."""
    return goods_of(reader, sale.n, sale.body)


def receipt_of(reader: "Reader", sale: "Sale") -> Receipt:
    """Describe a sale."""
    entry = reader.view.entry(sale.n)
    currency = str(sale.currency)
    rounded = _rounded(reader, sale)
    return Receipt(
        id=sale.id,
        short=reader.short(sale.id),
        n=sale.n,
        number=sale_number(sale.till, sale.number),
        shop=reader.handle(str(sale.maker)),
        payer=reader.handle(sale.peer) if sale.peer else None,
        money=Money(sale.amount_minor, currency),
        tip=Money(sale.detail.tip_minor, currency),
        refunded=Money(sale.detail.refunded_minor + sale.detail.refunded_tip_minor, currency),
        lines=lines_of(reader, sale),
        state=sale.state_at(reader.time),
        made=entry.time if entry else 0,
        paid=sale.ended if sale.state == DONE else None,
        play=reader.registry.play,
        mandate=mandate_for_sale(reader, sale.id),
        tender=sale.detail.tender,
        discount_minor=sale.body.discount_minor,
        tax=sale.body.tax,
        rounding_minor=rounded.paid_minor,
        refund_rounding_minor=rounded.refunded_minor,
    )


def _rounded(reader: "Reader", sale: "Sale") -> _Rounded:
    """Give what the cash for a sale was rounded by, and that of its refunds."""
    if sale.detail.tender != CASH:
        return _Rounded()
    bodies = [read_unchecked(entry.order).body for entry in reader.view.entries_about(sale.id)]
    return _Rounded(
        paid_minor=next((body.rounding_minor for body in bodies if isinstance(body, SaleTakeBody)), 0),
        refunded_minor=sum(body.rounding_minor for body in bodies if isinstance(body, RefundBody)),
    )


def find_sale(reader: "Reader", typed: str, *, full_ids_required: bool | None = None, to_pay: bool = False) -> "Sale":
    """Find a sale by its id, its number or its QR text; raises NotFound."""
    item = lives.as_sale(find(reader, typed, (SALE,), full_ids_required=full_ids_required, to_pay=to_pay).subject)
    if item is None:
        raise NotFound(what="sale", typed=typed[:40], help="ask the shop to show it again")
    return item


def receipt(reader: "Reader", typed: str) -> Receipt:
    """Give the receipt of a sale, found by its id, its number or its QR text."""
    return receipt_of(reader, find_sale(reader, typed))

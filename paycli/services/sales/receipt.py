"""What a sale came to: for `show` too, which must not import what moves money."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.money import Money
from paycli.domain.money_kinds import SALE_PAY
from paycli.domain.state import DONE
from paycli.errors import Broken, NotFound
from paycli.services.reading.goods import goods_of
from paycli.services.reading.lookup import SALE, find
from paycli.services.reading.mandates import mandate_for_sale
from paycli.services.reading.receipt_numbers import ReceiptNumbers

if TYPE_CHECKING:
    from paycli.domain.lives import Sale
    from paycli.services.reading.reader import Reader


class Receipt(NamedTuple):
    """What a sale came to: a numbered receipt once it is paid. Times in ms; `mandate` of the own wallet."""

    id: str
    short: str
    number: int | None
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


def lines_of(reader: "Reader", sale: "Sale") -> tuple[str, ...]:
    """Give what a sale sold, as the shop wrote it."""
    return goods_of(reader, sale.n, sale.body)


def receipt_of(reader: "Reader", sale: "Sale") -> Receipt:
    """Describe a sale; the number of a receipt counts the shop's paid sales."""
    entry = reader.view.entry(sale.n)
    currency = str(sale.currency)
    return Receipt(
        id=sale.id,
        short=reader.short(sale.id),
        number=_number(reader, sale),
        shop=reader.handle(str(sale.maker)),
        payer=reader.handle(sale.peer) if sale.peer else None,
        money=Money(sale.amount_minor, currency),
        tip=Money(sale.detail.tip_minor, currency),
        refunded=Money(sale.detail.refunded_minor, currency),
        lines=lines_of(reader, sale),
        state=sale.state_at(reader.time),
        made=entry.time if entry else 0,
        paid=sale.ended if sale.state == DONE else None,
        play=reader.registry.play,
        mandate=mandate_for_sale(reader, sale.id),
    )


def _number(reader: "Reader", sale: "Sale") -> int | None:
    """Count a paid sale among its shop's by the place of its payment in the log, so that a number never changes."""
    if sale.state != DONE or sale.maker is None:
        return None
    payments = [
        entry.n for entry in reader.view.entries_about(sale.id) if f'"kind":"{SALE_PAY}"'.encode() in entry.order
    ]
    if not payments:
        raise Broken(reason=f"sale {sale.id[-8:]} counts as paid, and no entry pays it")
    return ReceiptNumbers(reader.view).number(sale.maker, payments[0])


def find_sale(reader: "Reader", typed: str, *, full_ids_required: bool | None = None, to_pay: bool = False) -> "Sale":
    """Find a sale by its id or QR text; raises NotFound."""
    item = lives.as_sale(find(reader, typed, (SALE,), full_ids_required=full_ids_required, to_pay=to_pay).subject)
    if item is None:
        raise NotFound(what="sale", typed=typed[:40], help="ask the shop to show it again")
    return item


def receipt(reader: "Reader", typed: str) -> Receipt:
    """Give the receipt of a sale; its number counts the shop's paid sales in the order in which they were made."""
    return receipt_of(reader, find_sale(reader, typed))

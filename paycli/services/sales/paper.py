"""All that a receipt on paper says: the sale, its lines with their sums, the shop's name, the cash that was given."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.sold import read_bill
from paycli.domain.till_bodies import SaleTakeBody
from paycli.domain.till_kinds import CASH
from paycli.services.engine.signed_texts import wallet_name
from paycli.services.sales.receipt import Receipt, find_sale, receipt_of

if TYPE_CHECKING:
    from paycli.domain.cart import Bill
    from paycli.domain.lives import Sale
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.shifts import ShiftReport


class PaperReceipt(NamedTuple):
    """A sale as a paper has it.

    `shop_name` is what the shop calls itself, empty for nothing. `bill` has the lines as they were rung up; None where
    the words are no bill that comes to the sums. `given` and `change` are of cash. `time` (ms) is that of the
    ledger as it was read: of then are the refunds.
    """

    receipt: Receipt
    shop_name: str
    till: int
    bill: "Bill | None"
    given: Money
    change: Money
    time: int


class PaperDay(NamedTuple):
    """A day at a till as a paper has it; `time` (ms) is that of the ledger as it was read."""

    report: "ShiftReport"
    shop_name: str
    time: int


def paper_day(reader: "Reader", report: "ShiftReport") -> PaperDay:
    """Give what a paper says of a day at a till of the own shop."""
    return PaperDay(report, wallet_name(reader.view, reader.wallet(reader.own)) or "", reader.time)


def paper_receipt(reader: "Reader", typed: str) -> PaperReceipt:
    """Give what a paper says of a sale, found by its id, its number or its QR text; raises NotFound."""
    sale = find_sale(reader, typed)
    receipt = receipt_of(reader, sale)
    exponent = reader.registry.currencies.get(receipt.money.currency, 0)
    given, change = _cash(reader, sale, receipt)
    return PaperReceipt(
        receipt=receipt,
        shop_name=wallet_name(reader.view, reader.wallet(str(sale.maker))) or "",
        till=int(sale.till or 0),
        bill=read_bill("\n".join(receipt.lines), sale.amount_minor, sale.body.tax, exponent),
        given=given,
        change=change,
        time=reader.time,
    )


def _cash(reader: "Reader", sale: "Sale", receipt: Receipt) -> tuple[Money, Money]:
    """Give what was given over the counter for a sale and what went back; nothing where it was not paid so."""
    nothing = Money(0, receipt.money.currency)
    if receipt.tender != CASH:
        return nothing, nothing
    bodies = (read_unchecked(entry.order).body for entry in reader.view.entries_about(sale.id))
    for body in bodies:
        if isinstance(body, SaleTakeBody):
            change = body.given_minor - body.amount_minor - body.rounding_minor
            return nothing._replace(amount_minor=body.given_minor), nothing._replace(amount_minor=change)
    return nothing, nothing

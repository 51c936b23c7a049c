"""What was sold and what went back, line by line, in the order of the books: for an export."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.ids import sale_number
from paycli.domain.orders import read_unchecked
from paycli.domain.till_bodies import RefundBody, SalePayBody, SaleTakeBody
from paycli.domain.till_kinds import GIFT, WALLET
from paycli.errors import Broken
from paycli.services.reading.pages import Page, Part, page_of
from paycli.services.reading.places import Period, entries
from paycli.services.sales.sold import sold_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.bodies import Body
    from paycli.domain.lives import Sale, Shift
    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.listed import Wanted


class SoldRow(NamedTuple):
    """A line of a sale, in the payment that settled it; or what of one tax class a refund gave back, below zero.

    `order` is what settled it (`kind`, entry `n`, `time` in ms), `sale` what it settled. `date` and `day` are those of
    the shift in which it counts, None where that is none. What a payment has once stands in its first row: the discount
    on the sale, the tip, and what cash was rounded by. A gift of the house brings in nothing: it has no tax class, no
    tax and no discount. Words that were erased are empty.
    """

    n: int
    time: int
    order: str
    kind: str
    sale: str
    number: str
    till: int
    date: str | None
    day: int | None
    line: int
    what: str
    letter: str
    rate_ppm: int
    gross_minor: int
    tax_minor: int
    tender: str
    currency: str
    discount_minor: int = 0
    tip_minor: int = 0
    rounding_minor: int = 0
    went_back: bool = False


class Settled(NamedTuple):
    """A payment or a refund in a list: its entry, and its rows."""

    n: int
    rows: tuple[SoldRow, ...]


def settled(reader: Reader, wanted: Wanted, part: Part) -> Page[Settled]:
    """List the payments and refunds of the own shop that were booked in a period, newest first, each with its rows.

    Raises CursorUnknown, and Broken for a row that names no sale.
    """
    period = Period(wanted.since, wanted.until, before=part.after)
    return page_of(reader, part, _settled(reader, wanted, period))


def _settled(reader: Reader, wanted: Wanted, period: Period) -> Iterator[tuple[int, Settled | None]]:
    for entry in entries(reader, reader.own, period):
        order: Order[Body] = read_unchecked(entry.order)
        rows = _rows(reader, entry, order)
        fits = rows and wanted.till in {None, rows[0].till}
        yield entry.n, Settled(entry.n, rows) if fits else None


def _rows(reader: Reader, entry: Entry, order: Order[Body]) -> tuple[SoldRow, ...]:
    """Give the rows of an entry; none where it settles no sale of the own shop."""
    body = order.body
    if isinstance(body, SalePayBody) and body.to == reader.own:
        return _sold(reader, entry, order, _sale(reader, body.sale), WALLET, tip_minor=body.tip_minor)
    if isinstance(body, SaleTakeBody) and order.wallet == reader.own:
        sale = _sale(reader, body.of)
        return _sold(reader, entry, order, sale, body.tender, rounding_minor=body.rounding_minor)
    if isinstance(body, RefundBody) and order.wallet == reader.own:
        return _given_back(reader, entry, order, body)
    return ()


def _sale(reader: Reader, name: str) -> Sale:
    sale = lives.as_sale(reader.object(name))
    if sale is None:
        raise Broken(reason=f"{name[-12:]} is not a sale, and an order settles it")
    return sale


def _sold(
    reader: Reader,
    entry: Entry,
    order: Order[Body],
    sale: Sale,
    tender: str,
    *,
    tip_minor: int = 0,
    rounding_minor: int = 0,
) -> tuple[SoldRow, ...]:
    row = _row(reader, entry, order, sale, sale.body.shift)._replace(tender=tender, till=sale.body.till)
    rows = [
        row._replace(
            line=number,
            what=line.what,
            letter="" if tender == GIFT else line.letter,
            rate_ppm=0 if tender == GIFT else line.rate_ppm,
            gross_minor=line.gross_minor,
            tax_minor=0 if tender == GIFT else line.tax_minor,
        )
        for number, line in enumerate(sold_of(reader, sale).lines, 1)
    ]
    discount_minor = 0 if tender == GIFT else sale.body.discount_minor
    rows[0] = rows[0]._replace(discount_minor=discount_minor, tip_minor=tip_minor, rounding_minor=rounding_minor)
    return tuple(rows)


def _given_back(reader: Reader, entry: Entry, order: Order[Body], body: RefundBody) -> tuple[SoldRow, ...]:
    row = _row(reader, entry, order, _sale(reader, body.of), body.shift)
    row = row._replace(
        tender=body.tender, till=body.till, what=reader.text(entry.n, "note", body) or "", went_back=True
    )
    parts = body.tax or (("", 0, body.amount_minor, 0),)
    rows = [
        row._replace(line=number, letter=letter, rate_ppm=rate_ppm, gross_minor=-gross, tax_minor=-tax)
        for number, (letter, rate_ppm, gross, tax) in enumerate(parts, 1)
    ]
    rows[0] = rows[0]._replace(tip_minor=-body.tip_minor, rounding_minor=-body.rounding_minor)
    return tuple(rows)


def _row(reader: Reader, entry: Entry, order: Order[Body], sale: Sale, shift: str | None) -> SoldRow:
    """Give what all rows of an entry have; the sums and words of each are still to come."""
    day: Shift | None = None if shift is None else lives.as_shift(reader.object(shift))
    return SoldRow(
        n=entry.n,
        time=entry.time,
        order=order.name,
        kind=order.kind,
        sale=sale.id,
        number=sale_number(sale.till, sale.number),
        till=0,
        date=None if day is None else day.body.date,
        day=None if day is None else day.number,
        line=0,
        what="",
        letter="",
        rate_ppm=0,
        gross_minor=0,
        tax_minor=0,
        tender="",
        currency=str(sale.currency),
    )

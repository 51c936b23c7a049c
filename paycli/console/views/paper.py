"""A receipt on paper: a sale as lines of 32, 42 or 48 letters. Pure: the same sale gives the same lines."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from paycli.console.paper import PaperLine, large, large_pair, pair, rule, words
from paycli.console.sanitise import safe
from paycli.console.times import paper_time
from paycli.console.views.taxes import rate_text
from paycli.console.views.wording import NO_FISCAL_DEVICE, PLAY
from paycli.domain.cart import discount_text
from paycli.domain.money import Money, format_minor, format_money
from paycli.domain.state import DONE
from paycli.domain.till_kinds import CASH, GIFT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.domain.cart import Bill
    from paycli.domain.registry import Registry
    from paycli.domain.till_bodies import TaxLine
    from paycli.services.sales.paper import PaperReceipt

COPY = "COPY"
# Twice as much as the longest bill takes: nearly eight metres.
_GOODS_MOST = 2000


def receipt_paper(
    sale: PaperReceipt, registry: Registry, columns: int, *, copy: bool = False, qr_text: str | None = None
) -> tuple[PaperLine, ...]:
    """Give the lines of a receipt. A `copy` says so; with `qr_text` its code stands at the end."""
    return tuple(_Receipt(sale, registry, columns).lines(copy=copy, qr_text=qr_text))


class _Receipt:
    """A receipt that is being written."""

    def __init__(self, sale: PaperReceipt, registry: Registry, columns: int) -> None:
        self._sale, self._receipt, self._columns = sale, sale.receipt, columns
        self._currencies, self._zone = registry.currencies, registry.zone
        self._exponent = registry.currencies.get(sale.receipt.money.currency, 0)

    def lines(self, *, copy: bool, qr_text: str | None) -> Iterator[PaperLine]:
        columns = self._columns
        yield from self._head(copy=copy)
        yield rule(columns)
        yield from self._goods_that_fit()
        yield rule(columns)
        yield from large_pair("TOTAL", self._money(self._receipt.money), columns)
        yield from self._tender()
        if self._receipt.tax:
            yield rule(columns)
            yield from tax_table(self._receipt.tax, (), self._columns, self._exponent)
        if self._receipt.refunded.amount_minor:
            yield rule(columns)
            back = self._receipt.refunded
            yield from pair("refunded", self._money(back), columns, bold=True)
            if self._receipt.refund_rounding_minor:
                coins = back._replace(amount_minor=back.amount_minor + self._receipt.refund_rounding_minor)
                yield from pair("rounded to", self._money(coins), columns)
            yield from words(f"as of {paper_time(self._sale.time, self._zone)}", columns)
        yield rule(columns)
        yield from words(f"This is not a fiscal receipt: {NO_FISCAL_DEVICE}", columns, align="centre")
        if qr_text:
            yield PaperLine(code=qr_text)
            yield from words("check it: paycli receipt verify -", columns, align="centre")
        if copy:
            yield from large(COPY, columns)

    def _head(self, *, copy: bool) -> Iterator[PaperLine]:
        receipt, columns = self._receipt, self._columns
        if self._sale.shop_name:
            yield from large(safe(self._sale.shop_name), columns)
        yield from words(receipt.shop, columns, align="centre")
        if receipt.play:
            yield from large(f"{PLAY} MONEY", columns)
        if copy:
            yield from large(COPY, columns)
        yield PaperLine()
        title = f"Receipt {receipt.number}" if receipt.state == DONE else f"Sale {receipt.number}: NOT PAID"
        yield from words(title, columns, bold=True)
        yield from words(paper_time(receipt.paid or receipt.made, self._zone), columns)

    def _goods_that_fit(self) -> Iterator[PaperLine]:
        """Give as many lines as any bill has, which has at most 200 of them; a text of lines can have many more."""
        goods = self._goods()
        yield from islice(goods, _GOODS_MOST)
        if next(goods, None) is not None:
            yield from words("The rest of its lines has no room here.", self._columns, bold=True)

    def _goods(self) -> Iterator[PaperLine]:
        bill = self._sale.bill
        if bill is None:
            for row in self._receipt.lines:
                yield from words(row, self._columns)
        else:
            yield from self._billed(bill)
        # The lines of a share are parts with every discount in them.
        if self._receipt.discount_minor and (bill is None or bill.title):
            off = format_minor(-self._receipt.discount_minor, self._exponent)
            yield from pair("discount, taken off", off, self._columns)

    def _billed(self, bill: Bill) -> Iterator[PaperLine]:
        if bill.title:
            yield from words(bill.title, self._columns)
        for each in bill.lines:
            line = each.line
            count = "" if line.quantity == 1 else f"{line.quantity}x "
            price = f"{format_minor(line.price_minor, self._exponent)} {line.tax_class}".rstrip()
            yield from pair(f"{count}{line.name}", price, self._columns)
            if line.discount is not None:
                text = discount_text(line.discount, self._exponent)
                yield from pair(text, self._off(each.discount_minor, line.tax_class), self._columns, indent=2)
        if bill.discount is not None:
            text = f"on all: {discount_text(bill.discount, self._exponent)}"
            letter = " " if any(each.line.tax_class for each in bill.lines) else ""
            yield from pair(text, self._off(bill.bill_discount_minor, letter), self._columns)
        if not bill.pricing.with_tax and bill.tax:
            yield from pair("tax", format_minor(sum(row.tax_minor for row in bill.tax), self._exponent), self._columns)

    def _off(self, amount_minor: int, letter: str) -> str:
        """Write what is taken off, so that its figures stand below those of a price with its tax class."""
        return format_minor(-amount_minor, self._exponent) + ("  " if letter else "")

    def _tender(self) -> Iterator[PaperLine]:
        receipt, columns = self._receipt, self._columns
        if receipt.state != DONE:
            return
        if receipt.tip.amount_minor:
            total = receipt.tip._replace(amount_minor=receipt.money.amount_minor + receipt.tip.amount_minor)
            yield from pair("tip", self._money(receipt.tip), columns)
            yield from pair("paid", self._money(total), columns, bold=True)
        if receipt.rounding_minor:
            due = receipt.money._replace(amount_minor=receipt.money.amount_minor + receipt.rounding_minor)
            yield from pair("rounded to", self._money(due), columns)
        if receipt.tender == CASH:
            yield from pair("cash", self._money(self._sale.given), columns)
            yield from pair("change", self._money(self._sale.change), columns)
        elif receipt.tender == GIFT:
            yield from words("a gift of the house", columns)
        else:
            yield from words(f"paid by {receipt.payer}", columns)

    def _money(self, amount: Money) -> str:
        return format_money(amount, self._currencies)


def tax_table(rows: Sequence[TaxLine], back: Sequence[TaxLine], columns: int, exponent: int) -> Iterator[PaperLine]:
    """Give a table of the tax classes, then of what went `back`; a line below the other where a row would not fit."""
    table = [("tax", "net", "tax", "gross")]
    for (letter, rate_ppm, gross_minor, tax_minor), sign in [
        *((each, 1) for each in rows),
        *((each, -1) for each in back),
    ]:
        sums = (gross_minor - tax_minor, tax_minor, gross_minor)
        net, tax, gross = (format_minor(sign * each, exponent) for each in sums)
        table.append((f"{letter} {rate_text(rate_ppm)}%", net, tax, gross))
    first, *wide = (max(map(len, column)) for column in zip(*table, strict=True))
    spare = columns - first - sum(wide) - 2 * len(wide)
    for name, *cells in table if spare >= 0 else table[1:]:
        if spare >= 0:
            row = "".join(cell.rjust(room + 2) for cell, room in zip(cells, wide, strict=True))
            yield PaperLine(name.ljust(first + spare) + row)
            continue
        for what, cell in zip((f"{name} net", "tax", "gross"), cells, strict=True):
            yield from pair(what, cell, columns)


def trial_paper(who: str, code_page: str, columns: int) -> tuple[PaperLine, ...]:
    """Give the page that shows whether a printer does what it should: lines as wide as the paper, and a code."""
    ruler = "".join(str(each % 10) for each in range(1, columns + 1))
    return (
        *large("paycli", columns),
        *words(f"the printer of {who}", columns, align="centre"),
        PaperLine(ruler),
        *pair("Flat white", "3.50 A", columns),
        *pair(f"{code_page}: ä ö ü ß é ñ €", "12.00 B", columns),
        *large_pair("TOTAL", "15.50", columns),
        PaperLine("bold", bold=True),
        PaperLine(code="PAYCLI PRINTS"),
        *words("The row of figures has to end at the edge of the paper.", columns, align="centre"),
    )

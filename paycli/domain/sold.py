"""The lines of a sale, read back from its words: what each came to, with its part of every discount, and its tax.

A sale is signed as sums, and its words are a text beside it. The words are believed only as far as they come to
exactly the signed sums. Pure: no ledger, no clock, no file.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bill_shares import come_to, is_part, is_title, line_taxes
from paycli.domain.cart import (
    QUANTITY_MOST,
    Bill,
    BillLine,
    Cart,
    CartLine,
    Discount,
    Pricing,
    TaxClass,
    TaxRow,
    bill_of,
    bill_text,
)
from paycli.domain.rounding import PPM
from paycli.domain.shifts import add_taxes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.till_bodies import RefundBody, SaleNewBody, TaxLine

_ON_ALL = "on all: "
_quantity = re.compile(r"([0-9]{1,3})x (.+)").fullmatch
_rate = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%").fullmatch


class SoldLine(NamedTuple):
    """A line of a sale: what was sold, its class of tax, and what it came to, with the tax in that.

    A sale whose words are no bill has one line for each class, and the words stand in all of them.
    """

    what: str
    letter: str
    rate_ppm: int
    gross_minor: int
    tax_minor: int


class Sold(NamedTuple):
    """The lines of a sale; `counted` says whether they are those that were rung up."""

    lines: tuple[SoldLine, ...]
    counted: bool


def sold(text: str, amount_minor: int, tax: "Sequence[TaxLine]", exponent: int) -> Sold:
    """Give the lines of a sale by its words, which may be erased or anything, and its signed sums."""
    bill = read_bill(text, amount_minor, tax, exponent)
    if bill is None:
        rows = tax or (("", 0, amount_minor, 0),)
        return Sold(tuple(SoldLine(text, *row) for row in rows), counted=len(rows) == 1)
    rates = {letter: rate_ppm for letter, rate_ppm, _, _ in tax}
    return Sold(tuple(_line(each, rates) for each in bill.lines), counted=True)


def _line(each: BillLine, rates: "Mapping[str, int]") -> SoldLine:
    line = each.line
    what = line.name if line.quantity == 1 else f"{line.quantity}x {line.name}"
    return SoldLine(what, line.tax_class, rates.get(line.tax_class, 0), each.gross_minor, each.tax_minor)


# --- giving a line back ----------------------------------------------------------------------------------------------
def taxes_left(tax: "Sequence[TaxLine]", before: "Sequence[RefundBody]") -> "tuple[TaxLine, ...]":
    """Give what a sale has of each tax class that did not go back yet."""
    gone = [(letter, rate_ppm, -gross, -tax) for body in before for letter, rate_ppm, gross, tax in body.tax]
    return add_taxes(tax, gone)


def line_back(
    found: Sold, place: int, sale: "SaleNewBody", before: "Sequence[RefundBody]"
) -> "tuple[TaxLine, ...] | None":
    """Say of which class a line is that goes back wholly; None where it, or too much of its sale, went back before.

    Refunds do not say of which line they were: as many as there are lines that came to the same, can have been those.
    All lines together, and whatever goes back beside them, give back the tax of the sale to the cent.
    """
    line = found.lines[place]
    same = sum((each.gross_minor, each.letter) == (line.gross_minor, line.letter) for each in found.lines)
    if sum(_is_of(body, line) for body in before) >= same:
        return None
    if not sale.tax:
        left_minor = sale.amount_minor - sum(body.amount_minor for body in before)
        return () if line.gross_minor <= left_minor else None
    left = {letter: (gross, tax) for letter, _, gross, tax in taxes_left(sale.tax, before)}
    gross_left, tax_left = left.get(line.letter, (0, 0))
    rest_minor = gross_left - line.gross_minor
    if rest_minor < 0:
        return None
    # What is left has no more tax than it comes to, and none when all of it went back.
    tax_minor = max(min(line.tax_minor, tax_left), tax_left - rest_minor)
    return ((line.letter, line.rate_ppm, line.gross_minor, tax_minor),)


def _is_of(body: "RefundBody", line: SoldLine) -> bool:
    return body.amount_minor == line.gross_minor and [letter for letter, *_ in body.tax] in ([], [line.letter])


# --- reading ---------------------------------------------------------------------------------------------------------
def read_bill(text: str, amount_minor: int, tax: "Sequence[TaxLine]", exponent: int) -> Bill | None:
    """Read the words of a sale as the bill that `bill_text` wrote; None where no bill has these words and these sums.

    Whether prices had the tax in them does not stand there: the sums tell. A share of a bill is one too.
    """
    cart = _cart(text.split("\n"), exponent)
    if cart is None:
        return _read_share(text, amount_minor, tax, exponent)
    known = {letter: rate_ppm for letter, rate_ppm, _, _ in tax}
    letters = {line.tax_class: 0 for line in cart.lines if line.tax_class} | known
    classes = tuple(TaxClass(*each) for each in letters.items())
    for with_tax in (True, False):
        bill = bill_of(cart, Pricing("", exponent, classes, with_tax))
        if bill.amount_minor == amount_minor and [*bill.tax] == [*tax] and bill_text(bill) == text:
            return bill
    return _read_share(text, amount_minor, tax, exponent)


def _read_share(text: str, amount_minor: int, tax: "Sequence[TaxLine]", exponent: int) -> Bill | None:
    """Read the words of a share of a bill, whose tax is no sum of rounded lines but a part of that of the whole."""
    title, *rows = text.split("\n")
    forms = _Forms(exponent)
    lines = [line for row in rows if (line := _goods(row, forms)) is not None and is_part(line.name)]
    letters, gross = [line.tax_class for line in lines], [line.price_minor for line in lines]
    if not is_title(title) or len(lines) != len(rows) or sum(gross) != amount_minor or not come_to(letters, gross, tax):
        return None
    taxes = line_taxes(letters, gross, tax)
    classes = tuple(TaxClass(letter, rate_ppm) for letter, rate_ppm, _, _ in tax)
    bill = Bill(
        lines=tuple(BillLine(line, 0, 0, line.price_minor, each) for line, each in zip(lines, taxes, strict=True)),
        discount=None,
        bill_discount_minor=0,
        amount_minor=amount_minor,
        discount_minor=0,
        tax=tuple(TaxRow(*row) for row in tax),
        pricing=Pricing("", exponent, classes),
        title=title,
    )
    return bill if bill_text(bill) == text else None


class _Forms:
    """How amounts of so many decimals stand in the rows of a bill."""

    def __init__(self, exponent: int) -> None:
        amount = r"([0-9]{1,15})()" if exponent == 0 else rf"([0-9]{{1,15}})\.([0-9]{{{exponent}}})"
        self.goods = re.compile(rf"(.+) {amount}(?: ([A-Z]))?").fullmatch
        self.discount = re.compile(rf"-([0-9.]+%?) (.*) -?{amount}").fullmatch
        self.amount = re.compile(amount).fullmatch


def _cart(rows: "Sequence[str]", exponent: int) -> Cart | None:
    forms = _Forms(exponent)
    lines: list[CartLine] = []
    for place, row in enumerate(rows):
        if place == len(rows) - 1 and row.startswith(_ON_ALL) and lines:
            whole = _discount(row.removeprefix(_ON_ALL), forms)
            if whole is not None:
                return Cart(tuple(lines), whole)
        off = _discount(row, forms)
        if off is not None and lines and lines[-1].discount is None:
            lines[-1] = lines[-1]._replace(discount=off)
            continue
        line = _goods(row, forms)
        if line is None:
            return None
        lines.append(line)
    return Cart(tuple(lines))


def _goods(row: str, forms: "_Forms") -> CartLine | None:
    match = forms.goods(row)
    if match is None:
        return None
    name, whole, part, letter = match.groups(default="")
    price_minor, counted = int(whole + part), _quantity(name)
    if counted is not None:
        count, rest = counted.groups()
        quantity = int(count)
        if 1 < quantity <= QUANTITY_MOST and not price_minor % quantity:
            return CartLine(quantity, rest, price_minor // quantity, letter)
    return CartLine(1, name, price_minor, letter)


def _discount(row: str, forms: "_Forms") -> Discount | None:
    match = forms.discount(row)
    if match is None:
        return None
    less, reason, *_ = match.groups()
    rate, amount = _rate(less), forms.amount(less)
    if rate is not None:
        whole, part = rate.groups(default="")
        rate_ppm = int(whole) * 10_000 + int(part.ljust(4, "0"))
        return Discount(rate_ppm, 0, reason) if 0 < rate_ppm <= PPM else None
    return Discount(0, int("".join(amount.groups())), reason) if amount is not None else None

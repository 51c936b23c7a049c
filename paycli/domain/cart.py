"""The arithmetic of a bill: lines, discounts, tax by class. Integers only; no ledger, no clock, no file.

Amounts are whole minor units, rates are millionths. Each line is rounded by itself, a half away from zero.
"""

from typing import NamedTuple

from paycli.domain.bill_shares import Share, shared
from paycli.domain.money import format_minor
from paycli.domain.rounding import PPM, divided, nearest_multiple, spread

QUANTITY_MOST = 200
LINES_MOST = 200
CLASSES_MOST = 10


class TaxClass(NamedTuple):
    """A class of tax: one capital letter, and its rate."""

    letter: str
    rate_ppm: int


class Pricing(NamedTuple):
    """What the prices of a shop mean.

    Without any class the shop knows no tax; else the first class is that of what names none. `cash_step_minor` is the
    smallest sum that coins can pay.
    """

    currency: str
    exponent: int
    classes: tuple[TaxClass, ...] = ()
    with_tax: bool = True
    cash_step_minor: int = 1

    @property
    def default_class(self) -> str:
        """The letter of what names no class; empty where the shop knows no tax."""
        return self.classes[0].letter if self.classes else ""

    def rate_ppm(self, letter: str) -> int | None:
        """Give the rate of a class; None for a letter that is none here."""
        return next((each.rate_ppm for each in self.classes if each.letter == letter), None)


class Discount(NamedTuple):
    """What is taken off, either by a rate or by an amount, and why."""

    rate_ppm: int
    amount_minor: int
    reason: str

    def of(self, amount_minor: int) -> int:
        """Give what it takes off an amount: never more than that."""
        wanted = divided(amount_minor * self.rate_ppm, PPM) if self.rate_ppm else self.amount_minor
        return min(wanted, amount_minor)


class CartLine(NamedTuple):
    """Some pieces of one thing: an article with its code, or what somebody typed. It costs as the shop prices it."""

    quantity: int
    name: str
    unit_minor: int
    tax_class: str = ""
    code: str = ""
    discount: Discount | None = None

    @property
    def price_minor(self) -> int:
        """The price of all pieces, before any discount."""
        return self.quantity * self.unit_minor


class Cart(NamedTuple):
    """Lines that are being rung up, a discount on all of them, and what their prices meant when the first one came.

    A cart may wait while the shop changes its prices or taxes: then its lines still mean what they meant. With a
    `share` only that share of all this is paid.
    """

    lines: tuple[CartLine, ...] = ()
    discount: Discount | None = None
    pricing: Pricing | None = None
    share: Share | None = None


class BillLine(NamedTuple):
    """A line of a bill: what it costs as the shop prices it, what is off, and what it comes to with its tax.

    `share_minor` is its part of the discount on the whole bill.
    """

    line: CartLine
    discount_minor: int
    share_minor: int
    gross_minor: int
    tax_minor: int


class TaxRow(NamedTuple):
    """What a bill has of one class of tax, as `sale.new` states it: the sum with the tax in it, and that tax."""

    letter: str
    rate_ppm: int
    gross_minor: int
    tax_minor: int


class Bill(NamedTuple):
    """What a cart comes to.

    `amount_minor` is to be paid, with all tax; `discount_minor` is by how much it would be more without any discount;
    `bill_discount_minor` is what the discount on the whole takes off the prices. `title` says which share of a bill it
    is; it is empty for a whole one.
    """

    lines: tuple[BillLine, ...]
    discount: Discount | None
    bill_discount_minor: int
    amount_minor: int
    discount_minor: int
    tax: tuple[TaxRow, ...]
    pricing: Pricing
    title: str = ""


def bill_of(cart: Cart, pricing: Pricing) -> Bill:
    """Add up a cart by its own pricing, or by that of the shop where it has none. Its lines name classes of that.

    The totals do not depend on the order of the lines: a discount on all is spread over them by their size, so that the
    largest is the last part, which takes the rest.
    """
    pricing = cart.pricing or pricing
    off = [line.discount.of(line.price_minor) if line.discount else 0 for line in cart.lines]
    priced = [line.price_minor - each for line, each in zip(cart.lines, off, strict=True)]
    whole = cart.discount.of(sum(priced)) if cart.discount else 0
    shares = _spread_by_size(whole, priced, [line.tax_class for line in cart.lines])
    lines: list[BillLine] = []
    full_minor = 0
    for line, less, share in zip(cart.lines, off, shares, strict=True):
        gross, tax = _taxed(line.price_minor - less - share, line.tax_class, pricing)
        lines.append(BillLine(line, less, share, gross, tax))
        full_minor += _taxed(line.price_minor, line.tax_class, pricing).gross_minor
    amount = sum(each.gross_minor for each in lines)
    bill = Bill(
        lines=tuple(lines),
        discount=cart.discount,
        bill_discount_minor=whole,
        amount_minor=amount,
        discount_minor=full_minor - amount,
        tax=_rows(lines, pricing),
        pricing=pricing,
    )
    return bill if cart.share is None else shared(bill, cart.share)


def _spread_by_size(amount_minor: int, prices: list[int], letters: list[str]) -> list[int]:
    # Lines that are equal in both come out with equal totals, whichever of them is first.
    order = sorted(range(len(prices)), key=lambda place: (prices[place], letters[place]))
    parts = spread(amount_minor, [prices[place] for place in order])
    found = dict(zip(order, parts, strict=True))
    return [found[place] for place in range(len(prices))]


class _Taxed(NamedTuple):
    gross_minor: int
    tax_minor: int


def _taxed(price_minor: int, letter: str, pricing: Pricing) -> _Taxed:
    rate = pricing.rate_ppm(letter) or 0
    if pricing.with_tax:
        return _Taxed(price_minor, divided(price_minor * rate, PPM + rate))
    tax = divided(price_minor * rate, PPM)
    return _Taxed(price_minor + tax, tax)


def _rows(lines: list[BillLine], pricing: Pricing) -> tuple[TaxRow, ...]:
    rows: list[TaxRow] = []
    for letter, rate in sorted(pricing.classes):
        of_class = [each for each in lines if each.line.tax_class == letter]
        gross = sum(each.gross_minor for each in of_class)
        if gross:
            rows.append(TaxRow(letter, rate, gross, sum(each.tax_minor for each in of_class)))
    return tuple(rows)


# --- paying and giving back ------------------------------------------------------------------------------------------
class CashDue(NamedTuple):
    """What coins can pay of a bill: the sum that is asked for, and by how much it is more (or less, below zero)."""

    due_minor: int
    rounding_minor: int


def cash_due(amount_minor: int, pricing: Pricing) -> CashDue:
    """Round a bill to what coins can pay, to the nearest step, a half away from zero."""
    due = nearest_multiple(amount_minor, pricing.cash_step_minor)
    return CashDue(due, due - amount_minor)


def rounding_of(amount_minor: int, currency: str, pricing: Pricing | None) -> int:
    """Say by what cash of a currency is rounded; nothing where a shop has said nothing of that currency."""
    if pricing is None or pricing.currency != currency:
        return 0
    return cash_due(amount_minor, pricing).rounding_minor


def refunded_tax(left: tuple[TaxRow, ...], amount_minor: int) -> tuple[TaxRow, ...]:
    """Say of which classes an amount is that goes back; `left` is what the sale has of each that did not go back yet.

    It is spread over them by what is left of each. The last refund takes the rest, so that all of them together give
    back the tax of the sale to the cent.
    """
    parts = spread(amount_minor, [row.gross_minor for row in left])
    rows = [
        row._replace(gross_minor=part, tax_minor=divided(row.tax_minor * part, row.gross_minor))
        for row, part in zip(left, parts, strict=True)
        if part
    ]
    return tuple(rows)


# --- words -----------------------------------------------------------------------------------------------------------
def percent_text(rate_ppm: int) -> str:
    """Write a rate for people: `7%`, `2.5%`."""
    text = format_minor(rate_ppm, 4)
    return f"{text.rstrip('0').rstrip('.')}%"


def discount_text(discount: Discount, exponent: int) -> str:
    """Write a discount for people: `-10% regular`, `-2.00 dented`."""
    less = percent_text(discount.rate_ppm) if discount.rate_ppm else format_minor(discount.amount_minor, exponent)
    return f"-{less} {discount.reason}"


def bill_text(bill: Bill) -> str:
    """Write the lines of a bill as its sale keeps them, one below the other."""
    exponent = bill.pricing.exponent
    rows: list[str] = [bill.title] if bill.title else []
    for each in bill.lines:
        line = each.line
        count = "" if line.quantity == 1 else f"{line.quantity}x "
        rows.append(f"{count}{line.name} {format_minor(line.price_minor, exponent)} {line.tax_class}".rstrip())
        if line.discount is not None:
            rows.append(f"{discount_text(line.discount, exponent)} {format_minor(-each.discount_minor, exponent)}")
    if bill.discount is not None:
        off = format_minor(-bill.bill_discount_minor, exponent)
        rows.append(f"on all: {discount_text(bill.discount, exponent)} {off}")
    return "\n".join(rows)

"""Shares of a bill, and bills that are parted by lines, come to exactly what the bill came to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.bill_shares import SHARES_MOST
from paycli.domain.cart import Bill, Cart, CartLine, Discount, Pricing, TaxClass, bill_of, bill_text
from paycli.domain.cart_parts import Piece, joined, parted, shares_joined, shares_of
from paycli.domain.sold import line_back, read_bill, sold, taxes_left
from paycli.domain.till_bodies import RefundBody, SaleNewBody
from tests.domain.test_sold import PRICINGS, UNTAXED, carts, gave

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KWD = Pricing("KWD", 3, (TaxClass("A", 70_000), TaxClass("B", 500_000), TaxClass("C", 0)))
JPY = KWD._replace(currency="JPY", exponent=0)
counts = st.integers(2, SHARES_MOST)
# Above two thirds of tax the smallest sums are all tax.
HIGH = PRICINGS[0]._replace(classes=(TaxClass("A", 900_000), TaxClass("B", 500_000), TaxClass("C", 0)))
taxed = st.tuples(carts("ABC"), st.sampled_from((*PRICINGS, HIGH, KWD, JPY)))
bills = (taxed | st.tuples(carts(""), st.sampled_from(UNTAXED))).map(lambda each: each[0]._replace(pricing=each[1]))


def totals(found: Iterable[Bill]) -> Counter[str]:
    """Add up bills: what is paid, what is off, and of each class the gross and the tax."""
    sums: Counter[str] = Counter()
    for bill in found:
        sums.update({"paid": bill.amount_minor, "off": bill.discount_minor})
        for row in bill.tax:
            sums.update({f"{row.letter} {row.rate_ppm}": row.gross_minor, f"{row.letter} tax": row.tax_minor})
    return +sums


def billed(parts: Sequence[Cart]) -> list[Bill]:
    return [bill_of(part, PRICINGS[0]) for part in parts]


@given(bills, counts)
def test_shares_come_to_the_bill_in_all_by_class_and_line_by_line(cart: Cart, count: int) -> None:
    whole, shares = bill_of(cart, PRICINGS[0]), billed(shares_of(cart, "Table 4", count))
    assert totals(shares) == totals([whole])
    amounts = [share.amount_minor for share in shares]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] - amounts[-1] <= 1
    for place, line in enumerate(whole.lines):
        assert sum(share.lines[place].gross_minor for share in shares) == line.gross_minor
    for share in shares:
        assert sum(row.gross_minor for row in share.tax) in {share.amount_minor, 0}
        assert all(0 <= row.tax_minor <= row.gross_minor for row in share.tax)
        assert all(0 <= each.tax_minor <= each.gross_minor for each in share.lines)


@given(bills, counts, st.randoms(use_true_random=False))
def test_shares_in_any_groups_come_to_the_same_and_all_of_them_are_the_bill(
    cart: Cart, count: int, dice: object
) -> None:
    shares = [*shares_of(cart, "Table 4", count)]
    dice.shuffle(shares)  # type: ignore[attr-defined]
    some = shares_joined(shares[:-1])
    assert totals(billed([some, shares[-1]])) == totals(billed(shares))
    assert {*shares_of(some, "", 0)} == {*shares[:-1]} if count > 2 else some == shares[0]
    assert shares_joined([some, shares[-1]]) == cart


@given(bills, counts)
def test_the_words_of_a_share_are_read_back_and_its_lines_go_back_one_by_one(cart: Cart, count: int) -> None:
    for share in billed([shares_of(cart, "Table 4", count)[0], shares_of(cart, "Li, phoned", count)[-1]]):
        text, exponent = bill_text(share), share.pricing.exponent
        found = read_bill(text, share.amount_minor, share.tax, exponent)
        assert found is not None
        assert [tuple(each) for each in found.lines] == [tuple(each) for each in share.lines]
        assert read_bill(text, share.amount_minor + 1, share.tax, exponent) is None
        lines = sold(text, share.amount_minor, share.tax, exponent)
        body = SaleNewBody(share.amount_minor, "EUR", share.discount_minor, None, share.tax, 1, None, 1)
        before: list[RefundBody] = []
        for place, line in enumerate(lines.lines):
            if line.gross_minor:
                back = line_back(lines, place, body, before)
                assert back is not None
                before.append(gave(line.gross_minor, back))
        assert all(row[2:] == (0, 0) for row in taxes_left(body.tax, before))


@pytest.mark.parametrize(
    ("amount", "pricing", "count", "shares"),
    [
        (100_00, PRICINGS[0], 3, [33_34, 33_33, 33_33]),
        (100_00, PRICINGS[0], 7, [14_29] * 4 + [14_28] * 3),
        (100, JPY, 7, [15, 15] + [14] * 5),
        (100_000, KWD, 3, [33_334, 33_333, 33_333]),
    ],
)
def test_a_hundred_by_three_and_by_seven(amount: int, pricing: Pricing, count: int, shares: list[int]) -> None:
    cart = Cart((CartLine(1, "Menu", amount, "A"),), None, pricing)
    assert [bill.amount_minor for bill in billed(shares_of(cart, "Table 4", count))] == shares


def test_a_share_says_which_it_is_and_of_what() -> None:
    lines = (CartLine(2, "Flat white", 350, "A"), CartLine(1, "Mug", 900, "B"))
    one, two, _ = shares_of(Cart(lines, Discount(0, 100, "party"), PRICINGS[0]), "Table 4", 3)
    assert bill_text(bill_of(one, PRICINGS[0])).split("\n") == [
        "Table 4, 1 of 3", "1/3 of 2x Flat white 2.19 A", "1/3 of Mug 2.81 B",
    ]  # fmt: skip
    assert bill_of(shares_joined([two, one]), PRICINGS[0]).title == "Table 4, 1 and 2 of 3"


# --- by lines --------------------------------------------------------------------------------------------------------
@given(bills, st.data())
def test_whole_lines_apart_and_together_again_come_to_the_same(cart: Cart, data: st.DataObject) -> None:
    places = data.draw(st.sets(st.integers(0, len(cart.lines) - 1)))
    taken, left = parted(cart, [Piece(place, cart.lines[place].quantity) for place in places])
    assert totals(billed([taken, left])) == totals(billed([cart]))
    # Lines that are the same became one, whose tax is rounded once.
    if len({line._replace(quantity=1) for line in (*taken.lines, *left.lines)}) == len(cart.lines):
        assert totals(billed([joined(left, taken)])) == totals(billed([cart]))


@given(bills, st.data())
def test_pieces_of_lines_keep_every_price_and_every_discount(cart: Cart, data: st.DataObject) -> None:
    pieces = [Piece(at, data.draw(st.integers(0, line.quantity))) for at, line in enumerate(cart.lines)]
    parts = parted(cart, [each for each in pieces if each.quantity])
    # With the tax in the prices the sums do not hang on how it is rounded.
    plain = PRICINGS[0]._replace(classes=())
    whole, *both = [bill_of(each._replace(pricing=plain), plain) for each in (cart, *parts)]
    assert sum(bill.amount_minor for bill in both) == whole.amount_minor
    assert sum(bill.discount_minor for bill in both) == whole.discount_minor
    assert sum(line.quantity for part in parts for line in part.lines) == sum(line.quantity for line in cart.lines)

"""The arithmetic of a bill adds up to the cent, whatever is in the cart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.cart import (
    Cart,
    CartLine,
    Discount,
    Pricing,
    TaxClass,
    TaxRow,
    bill_of,
    bill_text,
    cash_due,
    percent_text,
    refunded_tax,
)
from paycli.domain.rounding import PPM, divided, nearest_multiple, spread

CLASSES = (TaxClass("A", 70_000), TaxClass("B", 190_000), TaxClass("C", 0))
EUR = Pricing("EUR", 2, CLASSES)
EUR_WITHOUT = EUR._replace(with_tax=False)
CHF = Pricing("CHF", 2, cash_step_minor=5)
HUF = Pricing("HUF", 2, cash_step_minor=500)

prices = st.one_of(st.integers(0, 20), st.integers(0, 10_000_000))
discounts = st.none() | st.one_of(
    st.builds(Discount, st.integers(1, PPM), st.just(0), st.just("regular")),
    st.builds(Discount, st.just(0), st.integers(1, 5_000), st.just("dented")),
)
cart_lines = st.builds(
    CartLine,
    quantity=st.integers(1, 200),
    name=st.just("tea"),
    unit_minor=prices,
    tax_class=st.sampled_from("ABC"),
    discount=discounts,
)
carts = st.builds(Cart, st.lists(cart_lines, max_size=12).map(tuple), discounts, st.none(), st.none())
pricings = st.sampled_from((EUR, EUR_WITHOUT))


@given(st.integers(-(10**16), 10**16), st.integers(1, 10**8))
def test_a_half_is_rounded_away_from_zero(number: int, divisor: int) -> None:
    found = divided(number, divisor)
    off = abs(Fraction(number, divisor)) - abs(found)
    assert -Fraction(1, 2) <= off < Fraction(1, 2)
    assert found == -divided(-number, divisor)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_what_is_spread_keeps_its_sum_and_no_part_is_negative(amount: int, weights: list[int]) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == (amount if sum(weights) else 0)
    assert min(parts) >= 0
    if amount <= sum(weights):
        assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


@given(carts, pricings)
def test_lines_and_classes_sum_to_what_is_to_be_paid(cart: Cart, pricing: Pricing) -> None:
    bill = bill_of(cart, pricing)
    assert sum(each.gross_minor for each in bill.lines) == bill.amount_minor
    assert sum(row.gross_minor for row in bill.tax) == bill.amount_minor
    assert sum(row.tax_minor for row in bill.tax) == sum(each.tax_minor for each in bill.lines)
    assert [row.letter for row in bill.tax] == sorted({row.letter for row in bill.tax})
    assert sum(each.share_minor for each in bill.lines) == bill.bill_discount_minor


@given(carts, pricings)
def test_nothing_on_a_bill_is_negative(cart: Cart, pricing: Pricing) -> None:
    bill = bill_of(cart, pricing)
    numbers = [bill.amount_minor, bill.discount_minor, bill.bill_discount_minor]
    for each in bill.lines:
        numbers += [each.discount_minor, each.share_minor, each.tax_minor, each.gross_minor - each.tax_minor]
    numbers += [number for row in bill.tax for number in (row.tax_minor, row.gross_minor - row.tax_minor)]
    assert min(numbers) >= 0


@given(carts, pricings, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_change_the_totals(cart: Cart, pricing: Pricing, dice: object) -> None:
    lines = list(cart.lines)
    dice.shuffle(lines)  # type: ignore[attr-defined]
    first, second = bill_of(cart, pricing), bill_of(cart._replace(lines=tuple(lines)), pricing)
    assert first._replace(lines=()) == second._replace(lines=())


@given(carts)
def test_with_tax_in_the_prices_the_discount_is_what_was_taken_off(cart: Cart) -> None:
    bill = bill_of(cart, EUR)
    assert bill.amount_minor + bill.discount_minor == sum(line.price_minor for line in cart.lines)
    assert bill.discount_minor == bill.bill_discount_minor + sum(each.discount_minor for each in bill.lines)


@given(carts, pricings)
def test_without_discounts_nothing_is_off(cart: Cart, pricing: Pricing) -> None:
    plain = Cart(tuple(line._replace(discount=None) for line in cart.lines))
    assert bill_of(plain, pricing).discount_minor == 0


REFUNDS_MOST = 12


@given(carts, st.data())
def test_refunds_one_after_the_other_give_back_the_tax_to_the_cent(cart: Cart, data: st.DataObject) -> None:
    sale = bill_of(cart, EUR)
    left = {row.letter: row for row in sale.tax}
    rest, refunds = sale.amount_minor, 0
    while rest:
        refunds += 1
        # A cent at a time would take thousands of them.
        is_last = refunds == REFUNDS_MOST or data.draw(st.booleans())
        amount = rest if is_last else data.draw(st.integers(1, rest))
        back = refunded_tax(tuple(left.values()), amount)
        assert sum(row.gross_minor for row in back) == amount
        assert all(0 <= row.tax_minor <= row.gross_minor for row in back)
        for row in back:
            before = left[row.letter]
            gross, tax = before.gross_minor - row.gross_minor, before.tax_minor - row.tax_minor
            assert 0 <= tax <= gross
            if gross:
                left[row.letter] = before._replace(gross_minor=gross, tax_minor=tax)
            else:
                del left[row.letter]
        rest -= amount
    assert not left


def test_the_bill_of_the_research_page() -> None:
    cart = Cart((
        CartLine(2, "Flat white", 350, "A"),
        CartLine(1, "Carrot cake", 420, "A"),
        CartLine(3, "Oat cookie", 180, "A", discount=Discount(100_000, 0, "regular")),
        CartLine(1, "Mug, cafe logo", 900, "B"),
    ))  # fmt: skip
    bill = bill_of(cart, EUR)
    assert (bill.amount_minor, bill.discount_minor) == (2506, 54)
    assert bill.tax == (TaxRow("A", 70_000, 1606, 46 + 27 + 32), TaxRow("B", 190_000, 900, 144))
    assert bill_text(bill).splitlines() == [
        "2x Flat white 7.00 A", "Carrot cake 4.20 A", "3x Oat cookie 5.40 A", "-10% regular -0.54",
        "Mug, cafe logo 9.00 B",
    ]  # fmt: skip


def test_a_discount_on_all_is_spread_and_the_largest_line_takes_the_rest() -> None:
    cart = Cart(tuple(CartLine(1, name, 333, letter) for name, letter in zip("xyz", "ABC", strict=True)))
    bill = bill_of(cart._replace(discount=Discount(0, 100, "party")), EUR)
    assert [each.share_minor for each in bill.lines] == [33, 34, 33]
    assert (bill.amount_minor, bill.discount_minor) == (899, 100)
    assert bill_text(bill).splitlines()[-1] == "on all: -1.00 party -1.00"


def test_prices_without_tax_get_it_on_top_line_by_line() -> None:
    cart = Cart((CartLine(1, "tea", 105, "A"), CartLine(1, "tin", 105, "B")))
    bill = bill_of(cart, EUR_WITHOUT)
    # 7.35 and 19.95 cents of tax.
    assert bill.tax == (TaxRow("A", 70_000, 112, 7), TaxRow("B", 190_000, 125, 20))
    assert bill.amount_minor == 237


def test_a_shop_without_classes_states_no_tax() -> None:
    bill = bill_of(Cart((CartLine(3, "tea", 250),)), CHF)
    assert (bill.amount_minor, bill.tax, bill_text(bill)) == (750, (), "3x tea 7.50")


def test_a_gift_comes_to_nothing_and_states_no_tax() -> None:
    cart = Cart((CartLine(1, "tea", 250, "A", discount=Discount(PPM, 0, "birthday")),))
    bill = bill_of(cart, EUR)
    assert (bill.amount_minor, bill.discount_minor, bill.tax) == (0, 250, ())


def test_a_discount_is_never_more_than_what_it_is_on() -> None:
    cart = Cart((CartLine(1, "tea", 100, "A", discount=Discount(0, 500, "dented")),), Discount(0, 100, "party"))
    assert bill_of(cart, EUR).amount_minor == 0


@pytest.mark.parametrize(
    ("amount", "pricing", "due"),
    [
        (1002, CHF, 1000), (1003, CHF, 1005), (1007, CHF, 1005), (1008, CHF, 1010), (0, CHF, 0), (2, CHF, 0),
        (100_200, HUF, 100_000), (100_250, HUF, 100_500), (100_749, HUF, 100_500), (2506, EUR, 2506),
    ],
)  # fmt: skip
def test_cash_is_rounded_to_the_nearest_step(amount: int, pricing: Pricing, due: int) -> None:
    assert cash_due(amount, pricing) == (due, due - amount)


def test_a_half_step_is_rounded_away_from_zero() -> None:
    assert [nearest_multiple(amount, 10) for amount in (-15, -14, -5, 5, 14, 15)] == [-20, -10, -10, 10, 10, 20]


def test_rates_are_written_without_needless_zeros() -> None:
    assert [percent_text(rate) for rate in (70_000, 25_000, 100_000, 0, 1, 1_000_000)] == [
        "7%", "2.5%", "10%", "0%", "0.0001%", "100%",
    ]  # fmt: skip

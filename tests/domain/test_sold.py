"""The lines of a sale are read back from its words only where they come to the signed sums; refunds mind each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.cart import Cart, CartLine, Discount, Pricing, TaxClass, TaxRow, bill_of, bill_text, refunded_tax
from paycli.domain.rounding import PPM
from paycli.domain.sold import Sold, line_back, read_bill, sold, taxes_left
from paycli.domain.till_bodies import RefundBody, SaleNewBody, TaxLine

EUR = Pricing("EUR", 2, (TaxClass("A", 70_000), TaxClass("B", 190_000), TaxClass("C", 0)))
PRICINGS = (EUR, EUR._replace(with_tax=False))
UNTAXED = (Pricing("EUR", 2), Pricing("JPY", 0), Pricing("TND", 3))

# What is printed, and begins neither like a discount nor like one on all.
names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=12).filter(
    lambda name: name == name.strip() and not name.startswith(("-", "on all: "))
) | st.sampled_from(["3x tea", "tea 3.00 A", "tea A", "1.50", "2x", "x 2.00 -1.00"])
reasons = names | st.sampled_from(["discount", "-1.00", "10%"])
prices = st.one_of(st.integers(0, 20), st.integers(0, 10_000_000))
discounts = st.none() | st.one_of(
    st.builds(Discount, st.integers(1, PPM), st.just(0), reasons),
    st.builds(Discount, st.just(0), st.integers(1, 5_000), reasons),
)


def carts(letters: str) -> st.SearchStrategy[Cart]:
    line = st.builds(
        CartLine, st.integers(1, 200), names, prices, st.sampled_from(letters or [""]), st.just(""), discounts
    )
    return st.builds(Cart, st.lists(line, min_size=1, max_size=8).map(tuple), discounts, st.none(), st.none())


def sale_of(cart: Cart, pricing: Pricing) -> tuple[Sold, SaleNewBody]:
    bill = bill_of(cart, pricing)
    body = SaleNewBody(bill.amount_minor, "EUR", bill.discount_minor, None, bill.tax, 1, None, 1)
    return sold(bill_text(bill), bill.amount_minor, bill.tax, pricing.exponent), body


@given(carts("ABC"), st.sampled_from(PRICINGS))
def test_each_line_is_read_back_with_what_it_came_to(cart: Cart, pricing: Pricing) -> None:
    bill, (found, _) = bill_of(cart, pricing), sale_of(cart, pricing)
    assert found.counted
    assert [(each.letter, each.gross_minor, each.tax_minor) for each in found.lines] == [
        (each.line.tax_class, each.gross_minor, each.tax_minor) for each in bill.lines
    ]


@given(carts(""), st.sampled_from(UNTAXED))
def test_lines_of_a_shop_without_tax_are_read_back_too(cart: Cart, pricing: Pricing) -> None:
    bill, (found, _) = bill_of(cart, pricing), sale_of(cart, pricing)
    assert [each.gross_minor for each in found.lines] == [each.gross_minor for each in bill.lines]


@given(carts("ABC"), st.sampled_from(PRICINGS), st.integers(-3, 3).filter(bool))
def test_words_that_come_to_another_sum_are_not_believed(cart: Cart, pricing: Pricing, off: int) -> None:
    bill = bill_of(cart, pricing)
    assert read_bill(bill_text(bill), bill.amount_minor + off, bill.tax, pricing.exponent) is None


@given(st.text(max_size=60), st.integers(0, 10**6))
def test_any_words_at_all_come_to_the_sum_of_the_sale(words: str, amount: int) -> None:
    tax = (("A", 70_000, amount, amount // 20),) if amount else ()
    found = sold(words, amount, tax, 2)
    assert sum(each.gross_minor for each in found.lines) == amount
    assert sum(each.tax_minor for each in found.lines) == amount // 20


def test_erased_words_of_two_classes_leave_a_row_for_each() -> None:
    tax = (("A", 70_000, 700, 46), ("B", 190_000, 900, 144))
    found = sold("", 1600, tax, 2)
    assert [tuple(each) for each in found.lines] == [("", *row) for row in tax]
    assert not found.counted


def gave(amount: int, tax: tuple[TaxLine, ...]) -> RefundBody:
    return RefundBody(
        of="s", till=1, shift=None, to=None, amount_minor=amount, tip_minor=0, currency="EUR", tender="cash",
        rounding_minor=0, tax=tax, note=None,
    )  # fmt: skip


@given(carts("ABC"), st.sampled_from(PRICINGS), st.randoms(use_true_random=False))
def test_all_lines_one_by_one_in_any_order_give_back_all_tax(cart: Cart, pricing: Pricing, dice: object) -> None:
    found, body = sale_of(cart, pricing)
    places = [place for place, line in enumerate(found.lines) if line.gross_minor]
    dice.shuffle(places)  # type: ignore[attr-defined]
    before: list[RefundBody] = []
    for place in places:
        back = line_back(found, place, body, before)
        assert back is not None
        assert back[0] == (*found.lines[place][1:],)
        before.append(gave(found.lines[place].gross_minor, back))
    assert all(row[2:] == (0, 0) for row in taxes_left(body.tax, before))
    assert all(line_back(found, place, body, before) is None for place in places)


@given(carts("ABC"), st.sampled_from(PRICINGS), st.data())
def test_amounts_and_lines_beside_each_other_never_give_back_more_than_there_was(
    cart: Cart, pricing: Pricing, data: st.DataObject
) -> None:
    found, body = sale_of(cart, pricing)
    places = [place for place, line in enumerate(found.lines) if line.gross_minor]
    before: list[RefundBody] = []
    left = body.amount_minor
    for _ in range(6):
        if left and data.draw(st.booleans()):
            amount = data.draw(st.integers(1, left))
            left_rows = tuple(TaxRow(*row) for row in taxes_left(body.tax, before))
            rows: tuple[TaxLine, ...] = refunded_tax(left_rows, amount)
        elif places:
            place = data.draw(st.sampled_from(places))
            back = line_back(found, place, body, before)
            if back is None:
                continue
            amount, rows = found.lines[place].gross_minor, back
        else:
            return
        before.append(gave(amount, rows))
        left -= amount
        assert left >= 0
        assert sum(row[2] for row in rows) == amount
        assert all(0 <= tax <= gross for _, _, gross, tax in (*rows, *taxes_left(body.tax, before)))


def test_a_line_goes_back_as_often_as_there_are_lines_of_its_sum() -> None:
    cart = Cart((CartLine(1, "tea", 350, "A"), CartLine(1, "coffee", 350, "A"), CartLine(1, "mug", 350, "B")))
    found, body = sale_of(cart, EUR)
    back = line_back(found, 0, body, ())
    assert back == (("A", 70_000, 350, 23),)
    once = gave(350, back)
    assert line_back(found, 1, body, (once,)) == back
    assert line_back(found, 1, body, (once, once)) is None
    assert line_back(found, 2, body, (once, once)) == (("B", 190_000, 350, 56),)

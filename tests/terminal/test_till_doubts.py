"""Lines that come back although they could be taken: somebody is to look first, and repeats them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.cart import Pricing
from paycli.terminal.till import effects
from paycli.terminal.till.doubts import RECALLED, is_odd
from paycli.terminal.till.model import Typist, typed
from paycli.terminal.till.state import Shop
from tests.support.misses import Misses
from tests.support.shop import EUR, MUG, ListedGoods, Till


def table() -> Till:
    """Give a till at which a table was recalled that had a flat white."""
    return Till().type("fw", "park Table 7", "recall Table 7")


# --- a recalled bill -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("line", ["cash 4", "cash", "pay", "@li", "cake cash 8"])
def test_a_recalled_bill_is_paid_by_the_line_that_came_back_with_the_cursor_at_its_closing_word(line: str) -> None:
    till = table()
    total = 770 if "cake" in line else 350
    reason = till.comes_back(line)
    assert reason == f"Table 7 was recalled: {total / 100:.2f} EUR. Repeat it to take it"
    assert line[till.state.cursor :] == line.removeprefix("cake ")
    (wanted,) = till.type(line).effects
    assert isinstance(wanted, (effects.TakeCash, effects.Charge, effects.ChargeTab))
    assert wanted.sale is not None
    assert wanted.sale.amount_minor == total


def test_whoever_was_asked_may_pay_it_another_way_and_is_asked_again_after_anything_else() -> None:
    till = table()
    till.comes_back("pay")
    assert till.type("cash 4").effects
    for between in ("x", "void 9", "@LI"):
        till = table()
        till.comes_back("cash 4")
        if between == "x":
            till.type(between)
        else:
            till.comes_back(between)
        assert "was recalled" in till.refused("cash 4")
    # Whatever comes on it, it is asked about again: people press the same key by habit.
    assert "was recalled: 7.70 EUR" in table().type("cake").refused("cash 8")


def test_a_gift_a_share_and_what_waits_already_are_not_asked_about() -> None:
    assert table().type("gift spilled").effects
    till = table()
    till.comes_back("pay")
    till.type("pay").begin().tell(effects.SaleOpened("1-000042", "5rt3", (), "17:05"))
    assert till.type("cash 4").effects
    assert Till().type("2x fw", "split 2", "recall p1", "cash 4").effects


def test_goods_of_the_next_guest_never_land_on_a_bill_that_was_to_be_paid() -> None:
    """However often they are scanned: who hears a beep scans again."""
    for line in ("fw", MUG, "3x", "12.50 tea", "cake cash 10", "cake pay"):
        till = table()
        till.comes_back("cash 4")
        for _ in range(2):
            assert till.comes_back(line) == "Table 7 is not paid. Park it, or type total, then this again"
        assert till.lines == [(1, "Flat white", 350)]
        assert "was recalled" in till.refused("cash 4")
    # Somebody who wants them there says so.
    till = table()
    till.comes_back("cash 4")
    till.comes_back("cake")
    assert till.type("total", "cake").lines == [(1, "Flat white", 350), (1, "Carrot cake", 420)]
    till = table()
    till.comes_back("pay")
    assert till.type("park", MUG).lines == [(1, "Mug, cafe logo", 900)]


def test_what_was_typed_ahead_is_no_answer_and_changes_nothing() -> None:
    till = table()
    till.comes_back("cash 4")
    for line in ("cash 4", "fw", "+1", "-10% regular", "void", "undo", "total", "park Li", "fw cash 4", "@li"):
        said = f"Table 7 is not paid. Typed ahead, not taken: {line}"
        assert till.comes_back(line, is_ahead=True) == said
    assert "was recalled" in till.comes_back("cash 4")
    assert till.type("cash 4").effects


def test_any_closing_word_that_came_to_nothing_keeps_the_next_goods_off_the_bill() -> None:
    short = Till().type("fw")
    assert "0.50 EUR too little" in short.comes_back("cash 3")
    refused = Till().type("fw", "@li").begin().tell(effects.SaleRefused("no tab for @li"))
    odd = Till().type("fw")
    odd.comes_back("cash 350")
    for till in (short, refused, odd):
        assert till.refused("cake") == "the bill is not paid. Park it, or type total, then this again"
        assert till.refused("cash 4", is_ahead=True) == "the bill is not paid. Typed ahead, not taken: cash 4"
        assert till.type("cash 4").effects
    # Who mends the line that came back means its goods.
    mended = Till().type("fw")
    mended.comes_back("cake cash 7")
    assert mended.type("cake cash 8").effects
    over = Till().type("fw", "pay").begin().tell(effects.SaleUnpaid("1-000042", "nobody paid it in time", by_time=True))
    assert "is not paid" in over.refused("cake")
    # Whoever parks a bill makes place for the next guest.
    for line in ("park", f"park {'x' * 31}"):
        till = Till().type("fw")
        till.comes_back(line)
        assert "is not paid. Park it" in till.refused("cake")
        assert till.type("park Li").type("cake").total == 420
    # A guest who goes on after a sale was taken back scans at once.
    till = Till().type("fw", "pay").begin().tell(effects.SaleUnpaid("1-000042", "it was taken back"))
    assert till.type("cake").total == 770


def test_where_nobody_looks_all_that_is_typed_is_meant() -> None:
    pipe = Typist(looks=False)
    till = table()
    for line in ("cash 4", "cash 400"):
        (wanted,) = typed(till.state, line, till.shop, pipe).effects
        assert isinstance(wanted, effects.TakeCash)
    state = typed(till.state, "cash 3", till.shop, pipe).state
    assert state.is_refused
    assert typed(state, "cake", till.shop, pipe).changes


# --- too much cash ---------------------------------------------------------------------------------------------------
def test_a_slip_of_a_digit_comes_back_with_the_change_that_it_would_give() -> None:
    till = Till().type("137.10 shoes")
    assert till.comes_back("cash 1300") == "the change is 1162.90 EUR. Repeat it to take it"
    assert till.refused("cash 1400") == "the change is 1262.90 EUR. Repeat it to take it"
    assert till.refused("cash 1300", is_ahead=True)
    (cash,) = till.type("cash 1300").effects
    assert isinstance(cash, effects.TakeCash)
    assert cash.given_minor == 130_000
    till = Till().type("137.10 shoes", "park Table 7", "recall Table 7")
    asked = "Table 7 was recalled, change 1162.90 EUR. Repeat it to take it"
    assert till.comes_back("cash 1300") == asked
    assert till.type("cash 1300").effects
    waits = Till().type("fw", "pay").begin().tell(effects.SaleOpened("1-000042", "5rt3", (), "17:05"))
    assert "the change is 396.50" in waits.comes_back("cash 400")
    assert waits.type("cash 400").effects


# What is due, what people give for it, and what is a slip.
GIVEN = (
    (EUR, "1.50", "1.50 2 5 10 20 2.50", "50 15 150 200"),
    (EUR, "3.50", "4 5 10 20 5.50", "50 100 35 40 350"),
    (EUR, "9.60", "10 20 50 20.10 10.10", "100 96 200 960"),
    (EUR, "12.50", "13 15 20 50 100 22.50", "125 130 150 200 1250"),
    (EUR, "25.06", "26 30 40 50 60 100 200", "250 251 260 300 500 2506"),
    (EUR, "99.00", "100 104 120 150 200 500", "990 1000"),
    (EUR, "137.10", "138 140 150 160 200 207.10 500 1000", "1300 1371 1371.10 1400 1500 2000 13710"),
    (Pricing("JPY", 0), "350", "350 400 500 1000 5000", "3500 10000 35000"),
    (Pricing("KWD", 3), "1.250", "1.250 1.500 2 5 10 20", "12.500 13 50"),
)


def test_what_people_give_is_never_asked_about_and_a_digit_too_many_always_is() -> None:
    def minor(amount: str, pricing: Pricing) -> int:
        whole, _, part = amount.partition(".")
        return int(whole + part.ljust(pricing.exponent, "0"))

    with Misses() as misses:
        for pricing, due, plain, slips in GIVEN:
            for given in (*plain.split(), *slips.split()):
                with misses.of(f"{given} for {due} {pricing.currency}"):
                    found = is_odd(minor(due, pricing), minor(given, pricing), pricing)
                    assert found is (given in slips.split())


def test_a_shop_without_decimals_is_asked_too() -> None:
    till = Till(Shop(ListedGoods(Pricing("JPY", 0)))).type("350 tea")
    assert till.refused("cash 10000") == "the change is 9650 JPY. Repeat it to take it"


# --- in any order ----------------------------------------------------------------------------------------------------
LINES = (
    "fw", "cake", "3x", "cake cash 9", "fw pay", "pay", "cash 4", "cash 400", "@li", "park Li", "park", "recall Li",
    "undo", "void", "total", "line 1", "x", "help", "nonsense", "refused",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(LINES), st.booleans()), max_size=40))
def test_no_recalled_bill_is_paid_unasked_and_no_goods_come_on_one_that_was_to_be_paid(
    steps: list[tuple[str, bool]],
) -> None:
    till = Till().type("fw", "park Li")
    for line, is_ahead in steps:
        before = till.state
        if line == "refused":
            till.tell(effects.SaleRefused("the ledger is busy"))
            continue
        turn = typed(before, line, till.shop, Typist(is_ahead=is_ahead))
        till.state, after = turn.state, turn.state.carts
        sells = bool(turn.effects) and turn.state.is_posting and not before.is_posting
        if sells and before.carts.recalled:
            assert RECALLED in before.doubts, line
        if before.is_unsold and is_ahead:
            assert after == before.carts or line in {"x", "help"}
        if before.is_unsold and before.carts.cart.lines and line in {"fw", "cake", "3x"}:
            assert after == before.carts, line
        if sells:
            till.begin()

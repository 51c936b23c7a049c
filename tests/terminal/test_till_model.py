"""The till as a machine: what lines change, what they want done, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.cart import TaxRow, bill_of, bill_text
from paycli.domain.cart_changes import Compacted, PostingBegun
from paycli.domain.cart_records import change_data, read_change
from paycli.domain.carts import Carts, apply
from paycli.terminal.till import effects
from paycli.terminal.till.lines import answer
from paycli.terminal.till.model import typed
from paycli.terminal.till.state import Shop
from tests.support.shop import EUR, MUG, ListedGoods, Till, till_of_the_page

if TYPE_CHECKING:
    from collections.abc import Sequence

# What somebody may type in any order; some of it is refused, as it comes.
LINES = (
    "fw", "cake", MUG, "3x", "2x fw", "x3", "x0", "+2", "-1", "2.50 tea B", "2.50 tea", "-10% regular", "-0.50 dented",
    "total", "line 1", "line 3", "void", "void 2", "undo", "park Li", "park Bo", "recall p1", "recall Bo", "recall",
    "park", "split 2", "split p1 3", "split line 1", "split p1 1,1x2", "move 1 p1", "move p1 1", "move Li 1 Bo",
    "park p1", "merge p1 p2", "merge p1", "merge Li", "help", "x", "nonsense", "free", "fw 12",
)  # fmt: skip


# --- ringing up ------------------------------------------------------------------------------------------------------
def test_goods_quantities_and_discounts_come_to_the_bill_of_the_page() -> None:
    till = till_of_the_page()
    assert till.lines == [
        (2, "Flat white", 700), (1, "Carrot cake", 420), (3, "Oat cookie", 540), (1, "Mug, cafe logo", 900),
    ]  # fmt: skip
    assert till.total == 2506
    till.type("pay")
    (charge,) = till.effects
    assert isinstance(charge, effects.Charge)
    assert charge.sale == effects.NewSale(
        2506, "EUR", 54, (TaxRow("A", 70_000, 1606, 105), TaxRow("B", 190_000, 900, 144)),
        "2x Flat white 7.00 A\nCarrot cake 4.20 A\n3x Oat cookie 5.40 A\n-10% regular -0.54\nMug, cafe logo 9.00 B",
        ("fw", "cake", "oat", MUG),
    )  # fmt: skip


def test_the_same_goods_again_are_more_of_the_line_that_is_there() -> None:
    till = Till().type("fw", "cake", "fw", "2.50 tea", "2.50 tea", "2.50 tea B")
    assert till.lines == [(2, "Flat white", 700), (1, "Carrot cake", 420), (2, "tea", 500), (1, "tea", 250)]
    # What is cheaper already is another line.
    assert Till().type("fw -10% regular", "fw").lines == [(1, "Flat white", 350), (1, "Flat white", 350)]


def test_plus_and_minus_are_about_the_line_that_was_touched_last() -> None:
    till = Till().type("fw", "cake", "+2", "line 1", "x4", "-1")
    assert till.lines == [(3, "Flat white", 1050), (3, "Carrot cake", 1260)]
    assert till.type("x0").lines == [(3, "Carrot cake", 1260)]
    assert "there are only 3" in till.refused("-4")
    assert till.type("-3").lines == []


def test_at_most_200_of_a_thing_however_they_came() -> None:
    till = Till().type("199x fw", "fw")
    for line in ("fw", "2x fw", "+1", "x201"):
        assert "at most 200" in till.refused(line)
    assert till.type("-1", "fw").lines == [(200, "Flat white", 70_000)]


def test_stacked_multipliers_are_refused_and_a_pending_one_closes_nothing() -> None:
    till = Till().type("cake", "3x")
    for line in (
        "4x",
        "4x fw",
        "x2",
        "+1",
        "-10% regular",
        "void",
        "total",
        "park Li",
        "pay",
        "cash 20",
        "@li",
        "gift x",
    ):
        assert "3x waits for goods" in till.refused(line)
    assert till.refused("3x 4x fw")
    assert Till().refused("fw 3x pay")
    assert till.type("fw").lines == [(1, "Carrot cake", 420), (3, "Flat white", 1050)]


def test_an_unknown_code_or_a_wrong_word_anywhere_on_a_line_leaves_all_as_it_was() -> None:
    till = Till().type("fw", "2x")
    before = till.state
    for line in ("12345670", "96385075", "40063813", "nonsense", "fw nonsense", "cake 12 pay", "fw 201x cake"):
        till.refused(line)
    assert till.state == before
    assert "unknown" in till.refused("10012345678902")


def test_a_refused_line_says_that_a_multiplier_still_waits() -> None:
    till = Till().type("fw", "2x")
    till.comes_back("12345670")
    waits = ("2x still waits for goods", "undo forgets it")
    assert till.state.side == waits
    assert answer(till.state, till.shop)[-3:] == (f"! {till.state.notice}", *waits)
    till.type("undo").comes_back("12345670")
    assert not till.state.side


def test_no_day_is_closed_while_goods_are_rung_up() -> None:
    till = Till().type("fw")
    assert "sell, park or void them" in till.refused("close 300")
    (close,) = till.type("void", "close 300").effects
    assert isinstance(close, effects.CloseShift)


def test_undo_goes_back_step_by_step_to_nothing() -> None:
    till = till_of_the_page()
    till.type("void 2", "total", "-5% party", "undo")
    assert till.state.notice == 'undone: discount: party. "undo" again takes back: void Carrot cake'
    assert len(till.type("undo").lines) == 4
    steps = len(till.state.carts.earlier)
    till.type(*["undo"] * steps)
    assert (till.lines, till.total) == ([], 0)
    assert "nothing to undo" in till.refused("undo")


def test_undo_takes_a_multiplier_back_too() -> None:
    till = Till().type("fw", "3x", "undo", "cake")
    assert till.lines == [(1, "Flat white", 350), (1, "Carrot cake", 420)]
    assert till.type("3x fw", "undo").state.carts.multiplier == 3


# --- discounts -------------------------------------------------------------------------------------------------------
def test_a_discount_is_on_the_last_line_or_behind_total_on_the_bill() -> None:
    till = Till().type("fw", "cake", "-10% regular", "total", "-1.00 party")
    assert till.total == 350 + 378 - 100
    assert "already" in till.refused("-1.00 again")
    assert "already" in till.type("line 2").refused("-5% more")
    assert till.type("line 1", "-100% friend").total == 378 - 100


def test_a_discount_on_what_is_voided_later_waits_for_nobody() -> None:
    till = Till().type("fw", "total", "-1.00 party", "line 1", "void", "fw")
    assert till.total == 350


def test_a_till_takes_off_no_more_than_its_most() -> None:
    till = Till(Shop(ListedGoods(), most_discount_ppm=200_000)).type("fw")
    assert "above the most that this till takes off, 20%" in till.refused("-21% regular")
    assert till.refused("-0.71 dented")
    assert till.type("-0.70 dented").total == 280
    assert till.type("total").refused("-1.00 more")
    assert "more than the 3.50" in Till().type("fw").refused("-3.51 broken")


def test_a_sale_is_no_more_than_the_most_of_the_till() -> None:
    till = Till(Shop(ListedGoods(), most_sale_minor=1000)).type("fw", "fw")
    assert "above the most for a sale, 10.00" in till.refused("fw")
    assert till.refused("999999.00 car")
    assert till.type("3.00 tea").total == 1000


def test_a_bill_has_at_most_200_lines_and_its_names_fit_into_the_text_of_a_sale() -> None:
    till = Till().type(*(f"0.01 t{at}" for at in range(200)))
    assert "at most 200 lines" in till.refused("0.01 more")
    assert till.type("0.01 t7").total == 201
    long = Till()
    while True:
        turn = typed(long.state, f'0.01 "{len(long.lines)}{"ü" * 97}"', long.shop)
        if turn.state.is_refused:
            break
        long.state = turn.state
    assert "too long together" in turn.state.notice
    assert len(bill_text(bill_of(long.state.carts.cart, EUR))) <= 19_500


# --- parking ---------------------------------------------------------------------------------------------------------
def test_a_parked_cart_comes_back_by_label_or_name() -> None:
    till = Till().type("2x fw", "park Li", "cake", "park Table 4", "recall")
    assert till.state.side == ("p1 Li  7.00", "p2 Table 4  4.20")
    assert till.type("recall LI").lines == [(2, "Flat white", 700)]
    assert "p2 Table 4" in till.type("void").refused("recall nobody")
    assert till.type("recall p2", "fw", "park Table 4").state.carts.parked[0].label == "p1"


def test_a_cart_is_not_parked_twice_under_a_name_nor_recalled_into_another() -> None:
    till = Till().type("fw", "park Li", "cake")
    assert "Li is parked" in till.refused("park li")
    assert "park p1 adds to it" in till.refused("park Li")
    assert till.type("park P1").state.notice == "added to p1 Li: 7.70 now"
    till.type("undo")
    assert "first" in till.refused("recall p1")
    assert Till().refused("park Li")
    assert "nothing is parked" in Till().refused("recall")


# --- changes are all there is ----------------------------------------------------------------------------------------
def try_all(lines: Sequence[str]) -> Till:
    till = Till()
    for line in lines:
        turn = typed(till.state, line, till.shop)
        till.state = turn.state
        till.changes += turn.changes
    return till


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_the_changes_played_again_give_the_same_carts(lines: list[str]) -> None:
    till = try_all(lines)
    assert till.replayed() == till.state.carts
    data = [change_data(change) for change in till.changes]
    assert [read_change(each) for each in data] == till.changes


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_a_cart_never_owes_and_never_has_a_line_of_nothing(lines: list[str]) -> None:
    till = try_all(lines)
    carts = till.state.carts
    assert till.total >= 0
    assert all(
        0 < line.quantity <= 200 for cart in (carts.cart, *(each.cart for each in carts.parked)) for line in cart.lines
    )
    assert carts.selected is None or carts.selected < len(carts.cart.lines)


def test_what_is_kept_in_one_is_all_but_the_way_there() -> None:
    till = Till().type("fw", "park Li", "2x cake", "-10% regular")
    carts = apply(till.state.carts, PostingBegun("k"))
    kept = apply(Carts(), Compacted(carts.cart, carts.parked, carts.recalled, carts.key))
    assert kept == carts._replace(earlier=())

"""Tables at the till: a bill is split into shares or by lines, lines go to another one, bills become one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.cart import Pricing, bill_of
from paycli.domain.cart_changes import CartParked, CartsMerged, CartSplit, LinesMoved
from paycli.domain.carts import apply
from paycli.terminal.till import effects
from paycli.terminal.till.model import typed
from paycli.terminal.till.state import Shop
from tests.support.shop import EUR, ListedGoods, Till, till_of_the_page
from tests.terminal.test_till_model import LINES

OPENED = effects.SaleOpened("1-000042", "5rt3", ("code",), "17:05:12")
PAID = effects.SalePaid("1-000042", "wallet", "@bo", "17:03:44", 836)


def parked(till: Till) -> dict[str, tuple[str, int]]:
    """Give what is parked, and what it comes to."""
    return {
        each.label: (each.name, bill_of(each.cart, till.shop.pricing).amount_minor) for each in till.state.carts.parked
    }


def table() -> Till:
    """Park the bill of the research page as Table 4."""
    return till_of_the_page().type("park Table 4")


def test_a_label_never_means_what_is_parked_under_another_one() -> None:
    """Else a guest would pay for another table."""
    till = Till().type("fw")
    assert "choose another name" in till.refused("park P3")
    # A journal of before may have such a name.
    till.state = till.state._replace(carts=apply(till.state.carts, CartParked("p1", "p2")))
    till.type("cake", "park Li", "recall p2")
    assert till.lines == [(1, "Carrot cake", 420)]


# --- shares ----------------------------------------------------------------------------------------------------------
def test_a_parked_bill_is_split_into_shares_and_the_cent_left_over_is_said() -> None:
    till = table().type("split p1 3")
    assert parked(till) == {"p1": ("Table 4 1/3", 836), "p2": ("Table 4 2/3", 835), "p3": ("Table 4 3/3", 835)}
    assert till.state.notice == "Table 4 is split: 1 x 8.36, 2 x 8.35. 0.01 over, on the first"
    assert till.state.side[0] == "p1 Table 4 1/3  8.36"
    till = Till().type("25.04 menu", "split 3")
    assert till.state.notice == "Bill is split: 2 x 8.35, 1 x 8.34. 0.02 over, on the first 2"


def test_a_share_is_paid_as_any_cart_and_says_which_it_is() -> None:
    till = table().type("split p1 3", "recall p1", "pay")
    (charge,) = till.effects
    assert isinstance(charge, effects.Charge)
    assert (charge.sale.amount_minor, charge.sale.text.split("\n")[:2]) == (
        836, ["Table 4, 1 of 3", "1/3 of 2x Flat white 2.34 A"],
    )  # fmt: skip
    till.begin().tell(OPENED).tell(PAID)
    assert till.state.notice == "1-000042 wallet @bo. Left of Table 4: p2, p3"
    till.type("recall p2", "@li").begin().tell(PAID).type("merge Table 4" if len(parked(till)) > 1 else "recall p3")
    assert till.type("cash").begin().tell(PAID).state.notice.endswith("Nothing is left of Table 4")


def test_what_is_left_of_a_bill_is_never_that_of_a_table_that_ordered_the_same() -> None:
    till = Till().type(
        "fw", "park A", "split A 2", "fw", "park B", "split B 2", "fw", "park Whole", "recall B 1/2", "pay"
    )
    assert till.begin().tell(OPENED).tell(PAID).state.notice.endswith(". Left of B: p4")


def test_what_is_rung_up_is_split_under_its_old_name_or_a_new_one() -> None:
    till = Till().type("fw", "split 2")
    assert parked(till) == {"p1": ("Bill 1/2", 175), "p2": ("Bill 2/2", 175)}
    till.type("fw", "park Bo", "recall Bo", "cake", "split 2")
    assert parked(till)["p3"] == ("Bo 1/2", 385)
    assert parked(till.type("cake", "split 2"))["p5"] == ("Bill 2 1/2", 210)
    assert till.lines == []


def test_the_longest_name_of_a_table_has_shares_that_are_recalled_by_name() -> None:
    name = "a" * 30
    till = Till().type("fw", f"park {name}", f"split {name} 3", f"merge {name} 1/3 {name} 3/3", f"recall {name} 1+3/3")
    assert till.total == 117 + 116


def test_a_share_stays_what_it_is() -> None:
    till = table().type("split p1 3", "recall p2")
    for line in ("fw", "3x", "+1", "x0", "-10% regular", "void", "1.00 tea"):
        assert "Table 4, 2 of 3 stays as it is" in till.refused(line)
    for line in ("split 2", "split line 1", "move 1 p1", "move p1 1", "park p1"):
        assert "Table 4, " in till.refused(line)
    assert parked(till.type("park"))["p2"] == ("Table 4 2/3", 835)


def test_shares_are_merged_to_what_they_were() -> None:
    till = table()
    before = till.state.carts.parked
    assert till.type("split p1 3", "merge Table 4").state.carts.parked == before
    till.type("split p1 4", "merge p4 p2")
    assert parked(till)["p4"] == ("Table 4 2+4/4", 627 + 626)
    assert till.type("split p4 2", "recall p4", "merge Table 4").state.carts.cart == before[0].cart
    assert till.state.carts.recalled == "Table 4"
    till.type("park", "split p1 2", "fw", "park Bo", "cake", "park Li", "split Li 2")
    for line in ("merge p1 p3", "merge p1 p4", "merge p1 p1"):
        assert till.refused(line)


def test_what_cannot_be_split_says_what_can_be_typed() -> None:
    till = table().type("free", "0.02 bag", "park Li")
    for line in ("split p1", "split Table 4"):
        listed = till.type(line).state
        assert (listed.side[0], listed.side[3]) == (" 1 2x Flat white  7.00", " 4 Mug, cafe logo  9.00")
        assert listed.notice.startswith("split p1 3 makes shares")
    assert "1 is not parked; there are p1 Table 4, p2 Li" in till.refused("split 1 3")
    assert "split p1 3" in till.refused("split 3")
    assert "too little for 3" in till.refused("split Li 3")
    assert "all lines" in till.refused("split p2 1,2")
    assert "there is no line 3" in till.refused("split p2 3,1")
    assert "twice" in till.refused("split p2 1,1")
    assert "only 2 of Flat white" in till.refused("split p1 3x1")
    assert "first" in till.type("fw").refused("split p1 1,2")


# --- lines -----------------------------------------------------------------------------------------------------------
def test_lines_are_paid_apart_and_the_rest_stays() -> None:
    till = table().type("split p1 1x1,4")
    assert till.lines == [(1, "Flat white", 350), (1, "Mug, cafe logo", 900)]
    assert parked(till) == {"p1": ("Table 4", 2506 - 1250)}
    assert till.state.notice == "rung up apart; p1 Table 4 has 12.56 left"
    assert till.type("pay").effects
    till = table().type("recall p1", "split line 2")
    assert (till.lines, parked(till)) == ([(1, "Carrot cake", 420)], {"p1": ("Table 4", 2086)})
    assert till.type("pay").effects


def test_a_discount_on_all_goes_with_the_lines_to_the_cent() -> None:
    till = till_of_the_page().type("total", "-10% party", "park Table 4")
    whole = parked(till)["p1"][1]
    till.type("split p1 1,4")
    assert till.total + parked(till)["p1"][1] == whole
    assert till.type("move 1 p1").total == 810


def test_lines_go_to_another_table_and_tables_become_one() -> None:
    till = table().type("fw", "park Table 5", "cake")
    assert till.type("move 1 p2").state.notice == "moved: p2 Table 5 7.70"
    assert till.type("move Table 4 2x3 Table 5").state.notice == "moved: p2 Table 5 10.94"
    assert parked(till) == {"p1": ("Table 4", 2506 - 324), "p2": ("Table 5", 770 + 324)}
    till.type("merge p1 Table 5")
    assert parked(till) == {"p1": ("Table 4", 3276)}
    assert till.type("oat", "merge p1").state.carts.recalled == "Table 4"
    assert (till.total, parked(till)) == (3456, {})
    assert "p1 p2 is not parked; nothing is" in till.refused("merge p1 p2")


def test_a_cent_of_tax_that_rounds_in_another_way_is_said() -> None:
    net = Till(Shop(ListedGoods(EUR._replace(with_tax=False))))
    net.type("3x 0.03 bag", "cake", "park Li", "split p1 1x1")
    assert net.state.side == ("Each line is rounded. In all", "tax A is 0.01 less", "the sum is 0.01 less")
    assert table().type("split p1 1,2").state.side == ()


def test_a_name_that_is_a_number_is_not_guessed() -> None:
    till = Till().type("fw", "park 2", "2x cake", "park 1")
    assert "two ways" in till.type("fw", "oat").refused("move 1 2")
    assert till.type("move 1 p2").state.notice == "moved: p2 1 11.90"


def test_bills_whose_prices_mean_different_things_are_not_put_together() -> None:
    till = Till().type("fw", "park Li")
    other = Till(Shop(ListedGoods(EUR._replace(classes=EUR.classes[:1], with_tax=False))))
    other.state = till.state
    other.type("cake")
    for line in ("park p1", "merge p1", "move 1 p1", "move p1 1"):
        assert "changed its taxes" in other.refused(line)


def test_what_a_table_comes_to_is_no_more_than_a_sale_may_be() -> None:
    till = Till(Shop(ListedGoods(), most_sale_minor=1000)).type("2x fw", "park Li", "cake")
    for line in ("park p1", "merge p1", "move 1 p1"):
        assert "above the most for a sale" in till.refused(line)


# --- all of it -------------------------------------------------------------------------------------------------------
@given(st.lists(st.sampled_from(LINES), max_size=40), st.sampled_from((EUR, Pricing("JPY", 0))))
def test_no_line_about_tables_loses_or_makes_money_and_each_is_undone_in_one_step(
    lines: list[str], pricing: Pricing
) -> None:
    till = Till(Shop(ListedGoods(pricing)))
    for line in lines:
        before, all_before = till.state.carts, all_of(till)
        turn = typed(till.state, line, till.shop)
        till.state = turn.state
        (change,) = turn.changes if len(turn.changes) == 1 else (None,)
        if isinstance(change, (CartSplit, LinesMoved, CartsMerged)):
            assert all_of(till) == all_before
            back = typed(till.state, "undo", till.shop).state.carts
            assert back._replace(on_bill=before.on_bill) == before


def all_of(till: Till) -> int:
    """Add up what all carts come to."""
    carts = (till.state.carts.cart, *(each.cart for each in till.state.carts.parked))
    return sum(bill_of(cart, till.shop.pricing).amount_minor for cart in carts)

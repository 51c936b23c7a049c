"""Closing a cart at the till: what is wanted of the ledger, and what comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.cart import Pricing
from paycli.terminal.till import effects
from paycli.terminal.till.events import heard
from paycli.terminal.till.model import resumed, typed
from paycli.terminal.till.state import Shop
from paycli.terminal.till.words import SaleNumber
from tests.support.shop import EUR, ITEMS, MUG, ListedGoods, Till, till_of_the_page

OPENED = effects.SaleOpened("1-000042", "5rt3", ("code",), "17:05:12")
PAID = effects.SalePaid("1-000042", "wallet", "@bo", "17:03:44", 2506, tip_minor=200)


def test_cash_says_what_is_missing_and_rounds_to_what_coins_can_pay() -> None:
    (cash,) = till_of_the_page().type("cash 30").effects
    assert isinstance(cash, effects.TakeCash)
    assert (cash.of, cash.given_minor, cash.due_minor, cash.rounding_minor) == (None, 3000, 2506, 0)
    assert "that is 0.06 EUR too little" in till_of_the_page().refused("cash 25")
    swiss = Till(
        Shop(ListedGoods(Pricing("CHF", 2, cash_step_minor=5), [item._replace(tax_class="") for item in ITEMS]))
    )
    (cash,) = swiss.type("9.98 cheese", "cash").effects
    assert isinstance(cash, effects.TakeCash)
    assert (cash.given_minor, cash.due_minor, cash.rounding_minor) == (1000, 1000, 2)


@pytest.mark.parametrize("line", ["pay", "cash", "cash 20", "@li"])
def test_an_empty_cart_or_one_that_costs_nothing_is_not_paid(line: str) -> None:
    assert "nothing is rung up" in Till().refused(line)
    assert "gift" in Till().type("free").refused(line)
    assert "nothing is rung up" in Till().refused("gift why not")
    (gift,) = Till().type("free", "gift for a hot day").effects
    assert isinstance(gift, effects.GiveAway)
    assert (gift.sale and gift.sale.amount_minor, gift.reason) == (0, "for a hot day")


def test_while_a_sale_is_being_made_or_waits_nothing_is_rung_up() -> None:
    till = till_of_the_page().type("pay").begin()
    before = till.state.carts
    for line in ("fw", "undo", "pay", "cash", "close", "quit", "park Li"):
        assert "being made" in till.refused(line)
    till.tell(OPENED)
    for line in ("fw", MUG, "3x", "undo", "void", "park Li", "recall", "refund 1-1", "close", "quit", "out 5 bank"):
        assert "1-000042 waits" in till.refused(line)
    assert "shown already" in till.refused("pay")
    for line, kind in (
        ("x", effects.Report), ("print", effects.Print), ("cancel", effects.Cancel), ("cash 30", effects.TakeCash),
        ("@li", effects.ChargeTab), ("gift spilled", effects.GiveAway),
    ):  # fmt: skip
        turn = typed(till.state, line, till.shop)
        assert [type(effect) for effect in turn.effects] == [kind]
        assert turn.state.carts == before
    (cash,) = till.type("cash 30").effects
    assert isinstance(cash, effects.TakeCash)
    assert (cash.sale, cash.of, cash.due_minor) == (None, "1-000042", 2506)


def test_a_paid_sale_is_shown_until_the_next_goods() -> None:
    till = till_of_the_page().type("pay").begin().tell(OPENED).tell(PAID)
    assert (till.lines, till.state.carts.key, till.state.waiting) == ([], "", None)
    assert till.state.paid is not None
    assert till.type("x").state.paid is not None
    assert till.type("fw").state.paid is None


def test_a_sale_that_ends_unpaid_leaves_the_cart_to_be_changed() -> None:
    for event in (effects.SaleUnpaid("1-000042", "its time is over"), effects.SaleRefused("the ledger is busy")):
        till = till_of_the_page().type("pay").begin()
        till = till.tell(OPENED).tell(event) if isinstance(event, effects.SaleUnpaid) else till.tell(event)
        assert (till.total, till.state.carts.key) == (2506, "")
        assert till.type("void 1", "pay").effects


def test_a_sale_that_waits_goes_on_where_another_way_to_pay_is_refused() -> None:
    till = till_of_the_page().type("pay").begin().tell(OPENED).type("@li").tell(effects.SaleRefused("no tab for @li"))
    assert (till.state.waiting, till.state.is_refused, till.state.is_posting) == (OPENED, True, False)


def test_a_till_that_stopped_while_a_sale_was_made_takes_nothing_until_it_is_known() -> None:
    till = till_of_the_page().type("pay").begin("key")
    again = Till()
    again.state = resumed(till.replayed())
    assert again.state.carts.key == "key"
    assert "being made" in again.refused("fw")
    assert again.tell(PAID).lines == []


def test_what_is_not_about_the_cart_wants_only_an_effect() -> None:
    wanted = {
        "refund 1-41 3.50 cold": effects.Refund(SaleNumber(1, 41), 350, None, "cold"),
        "x": effects.Report(), "open 200": effects.OpenShift(20_000),
        "close 386 left": effects.CloseShift(38_600, "left"),
        "in 5 change": effects.Move(False, 500, "change"), "out 5 bank": effects.Move(True, 500, "bank"),
        "drawer": effects.KickDrawer(""), "print": effects.Print(None), "lock": effects.LockTill(),
        "quit": effects.Leave(), "print z 7": effects.PrintDay(7, is_open=False),
    }  # fmt: skip
    for line, effect in wanted.items():
        # A day is closed by a till with nothing rung up.
        goods = [] if line.startswith("close") else ["fw"]
        (found,) = Till().type(*goods, line).effects
        assert (type(found), found) == (type(effect), effect)
    assert str(SaleNumber(1, 41)) == "1-000041"
    assert "no sale waits" in Till().refused("cancel")


def test_a_bill_means_what_it_meant_when_it_was_begun() -> None:
    till = Till().type("fw", MUG, "park Li")
    till.type("recall Li").comes_back("pay")
    before = till.type("pay").effects
    changed = Till(Shop(ListedGoods(EUR._replace(classes=EUR.classes[:1], with_tax=False))))
    changed.state = till.state._replace(is_posting=False)
    assert "changed its taxes" in changed.refused("fw")
    assert "changed its taxes" in changed.refused("-1.00 dented")
    changed.comes_back("pay")
    assert changed.type("pay").effects == before
    other = Till(Shop(ListedGoods(Pricing("JPY", 0))))
    other.state = till.state._replace(is_posting=False)
    assert "this bill is in EUR" in other.refused("cash 20")
    assert other.type("void", "void", "fw").state.carts.cart.pricing == Pricing("JPY", 0)


def test_what_is_told_of_another_sale_or_of_nothing_leaves_the_cart_alone() -> None:
    other = ("1-000007", "wallet", "@bo", "17:00", 100)
    for till in (till_of_the_page(), till_of_the_page().type("pay").begin().tell(OPENED)):
        before = till.state
        for event in (effects.SalePaid(*other), effects.SaleUnpaid("1-000007", "its time is over")):
            till.tell(event)
            assert till.state._replace(notice="") == before._replace(notice="")
            assert "1-000007" in till.state.notice
    assert till_of_the_page().tell(OPENED).state.waiting is None


def test_a_report_while_a_sale_is_being_made_does_not_open_its_cart() -> None:
    for event in (effects.EffectDone("X", ("sales 3",)), effects.EffectRefused("no shift is open")):
        till = till_of_the_page().type("pay").begin().type("x").tell(event)
        assert "being made" in till.refused("fw")
        assert till.tell(OPENED).state.waiting == OPENED


EVENTS = (
    OPENED, PAID, effects.SaleUnpaid("1-000042", "its time is over"), effects.SaleRefused("the ledger is busy"),
    effects.EffectRefused("no shift is open"), effects.EffectDone("done"), effects.SalePaid("1-7", "cash", "", "", 1),
)  # fmt: skip
TYPED = ("fw", "cake", "3x", "pay", "cash 99", "@li", "gift why", "cancel", "park Li", "recall Li", "x", "undo", "void")


@given(st.lists(st.sampled_from((*TYPED, *EVENTS)), max_size=40))
def test_lines_and_events_in_any_order_lose_no_goods_and_sell_none_twice(steps: list[str | effects.Event]) -> None:
    till = Till()
    for step in steps:
        before = till.state
        turn = typed(before, step, till.shop) if isinstance(step, str) else heard(before, step, till.shop)
        after = turn.state
        if isinstance(step, str) and (before.is_posting or before.waiting):
            assert after.carts == before.carts
        if before.carts.cart.lines and not after.carts.cart.lines and not isinstance(step, str):
            assert isinstance(step, effects.SalePaid)
            assert before.is_posting or before.waiting
            assert after.paid is not None
        assert len(turn.effects) <= 1
        assert not (turn.effects and before.is_posting and not isinstance(turn.effects[0], effects.Report))
        till.state = after
        if after.is_posting and not after.carts.key and after.waiting is None:
            till.begin()

"""Closing a cart at the till: what is wanted of the ledger, and what comes of it."""

from __future__ import annotations

import pytest

from paycli.domain.cart import Pricing
from paycli.terminal.till import effects
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
    assert "0.06 are missing" in till_of_the_page().refused("cash 25")
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
    for event in (effects.SaleUnpaid("1-000042", "its time is over"), effects.EffectRefused("the ledger is busy")):
        till = till_of_the_page().type("pay").begin()
        till = till.tell(OPENED).tell(event) if isinstance(event, effects.SaleUnpaid) else till.tell(event)
        assert (till.total, till.state.carts.key) == (2506, "")
        assert till.type("void 1", "pay").effects


def test_a_sale_that_waits_goes_on_where_another_way_to_pay_is_refused() -> None:
    till = till_of_the_page().type("pay").begin().tell(OPENED).type("@li").tell(effects.EffectRefused("no tab for @li"))
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
        "quit": effects.Leave(),
    }  # fmt: skip
    for line, effect in wanted.items():
        (found,) = Till().type("fw", line).effects
        assert (type(found), found) == (type(effect), effect)
    assert str(SaleNumber(1, 41)) == "1-000041"
    assert "no sale waits" in Till().refused("cancel")


def test_a_bill_means_what_it_meant_when_it_was_begun() -> None:
    till = Till().type("fw", MUG, "park Li")
    before = till.type("recall Li", "pay", "pay").effects
    changed = Till(Shop(ListedGoods(EUR._replace(classes=EUR.classes[:1], with_tax=False))))
    changed.state = till.state._replace(is_posting=False)
    assert "changed its taxes" in changed.refused("fw")
    assert "changed its taxes" in changed.refused("-1.00 dented")
    assert changed.type("pay", "pay").effects == before
    other = Till(Shop(ListedGoods(Pricing("JPY", 0))))
    other.state = till.state._replace(is_posting=False)
    assert "this bill is in EUR" in other.type("cash 20").refused("cash 20")
    assert other.type("void", "void", "fw").state.carts.cart.pricing == Pricing("JPY", 0)

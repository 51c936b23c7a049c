"""The rules of a shop's counter, decided by the real door on an in-memory ledger: numbers, cash, refunds, shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.accounts import drawer_account, tips_account
from paycli.domain.ids import key_id
from paycli.domain.shifts import ShiftDetail
from paycli.domain.state import Needs
from paycli.errors import PaycliError
from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from tests.support import counter_bodies
from tests.support.auditing import faults_of
from tests.support.circle import Circle
from tests.support.shop_days import Counter, add_till, shop_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.state import LedgerObject


@pytest.fixture
def circle() -> Iterator[Circle]:
    made = Circle(MemoryBook(CRYPTO), people=("ming", "zoe"), shops=("cafe", "bar"), cash_minor=100_00)
    yield made
    assert faults_of(made.book, str(made.ledger)) == []


@pytest.fixture
def counter(circle: Circle) -> Counter:
    return Counter.opened(circle, "cafe", 1, add_till(circle, "cafe"), 50_00)


def made(circle: Circle, name: str) -> LedgerObject:
    with circle.book.view() as view:
        return view.load(Needs(objects=(name,))).objects[name]


def balance(circle: Circle, account: str) -> int:
    with circle.book.view() as view:
        return view.account(account).balance_minor


def code(action: Callable[[], object]) -> str:
    with pytest.raises(PaycliError) as refused:
        action()
    return refused.value.code


# --- numbers ---------------------------------------------------------------------------------------------------------
def test_numbers_have_no_gap_whatever_becomes_of_a_sale_and_what_is_refused_uses_none(
    circle: Circle, counter: Counter
) -> None:
    names = [counter.charge(1_00, expires_ms=1_000 if at == 2 else 60_000) for at in range(5)]
    counter.pay("zoe", names[3], 1_00)
    circle.do("cancel", {"of": names[1]}, counter.key)
    circle.clock.now += 2_000
    assert code(lambda: counter.pay("zoe", names[2], 1_00)) == "sale_expired"
    assert code(lambda: counter.charge(1_00, tax=[counter_bodies.tax(99)])) == "sums_differ"
    counter.pay("zoe", names[0], 1_00)
    names.append(counter.charge(1_00))
    assert [(made(circle, name).till, made(circle, name).number) for name in names] == [(1, n) for n in range(1, 7)]


def test_each_till_and_each_shop_counts_its_own_and_a_new_key_of_a_till_counts_on(
    circle: Circle, counter: Counter
) -> None:
    cafe, bar = circle.people["cafe"], circle.people["bar"]
    assert made(circle, counter.charge(1)).number == 1
    for shop in (cafe, bar):
        assert made(circle, circle.do("sale.new", counter_bodies.sale(1), shop).order.name).number == 1
    other = Counter.opened(circle, "cafe", 2, cafe, 0)
    assert made(circle, other.charge(1)).number == 1
    circle.do("key.revoke", {"key": key_id(counter.key.public)}, cafe)
    assert code(lambda: counter.charge(1)) == "mandate_not_in_force"
    assert made(circle, counter._replace(key=add_till(circle, "cafe")).charge(1)).number == 2


# --- cash, gifts, refunds --------------------------------------------------------------------------------------------
def test_whichever_of_cash_and_a_payment_comes_first_holds(circle: Circle, counter: Counter) -> None:
    first, second = counter.charge(4_00), counter.charge(4_00)
    counter.take(first, 4_00, given=5_00)
    assert code(lambda: counter.pay("zoe", first, 4_00)) == "already_paid"
    counter.pay("zoe", second, 4_00)
    for again in (lambda: counter.take(second, 4_00), lambda: counter.give(second, 4_00, "why")):
        assert code(again) == "already_paid"
    assert (circle.balance("zoe"), circle.balance("cafe")) == (96_00, 104_00)
    assert balance(circle, drawer_account(str(circle.people["cafe"].wallet), 1, "EUR")) == 54_00


def test_cash_is_rounded_and_enough_must_be_handed_over(counter: Counter) -> None:
    sale = counter.charge(4_97)
    assert code(lambda: counter.take(sale, 4_97, rounding=3, given=4_99)) == "sums_differ"
    assert code(lambda: counter.take(sale, 4_96)) == "not_allowed"
    counter.take(sale, 4_97, rounding=-2, given=4_95)


def test_more_cash_than_a_drawer_can_have_is_too_large_and_is_nobodys_debt(counter: Counter) -> None:
    most_minor = 10**15 - 1
    sale = counter.charge(most_minor)
    assert code(lambda: counter.take(sale, most_minor)) == "amount_too_large"
    assert code(lambda: counter.move(most_minor, "change")) == "amount_too_large"
    counter.move(most_minor - 50_00, "change")
    assert code(lambda: counter.take(counter.charge(1), 1)) == "amount_too_large"


def test_a_sale_without_a_shift_takes_no_cash(circle: Circle, counter: Counter) -> None:
    sale = circle.do("sale.new", counter_bodies.sale(1_00), circle.people["cafe"]).order.name
    assert code(lambda: counter.take(sale, 1_00)) == "not_allowed"
    assert code(lambda: circle.do("sale.new", counter_bodies.sale(1, till=1), counter.key)) == "shift_closed"


def test_what_was_paid_goes_back_the_way_it_was_paid_and_never_more_than_that(circle: Circle, counter: Counter) -> None:
    paid, in_cash, given = (counter.charge(4_00) for _ in range(3))
    counter.pay("zoe", paid, 4_00, 1_00)
    counter.take(in_cash, 4_00)
    counter.give(given, 4_00, "a birthday")
    assert code(lambda: counter.refund_cash(paid, 1_00)) == "not_allowed"
    assert code(lambda: counter.refund("zoe", in_cash, 1_00)) == "not_allowed"
    assert code(lambda: counter.refund_cash(given, 1_00)) == "not_allowed"
    assert code(lambda: counter.refund("ming", paid, 1_00)) == "not_allowed"
    assert code(lambda: counter.refund("zoe", paid, 4_01)) == "already_refunded"
    assert code(lambda: counter.refund("zoe", paid, 0, tip=1_01)) == "already_refunded"
    counter.refund("zoe", paid, 4_00, tip=40)
    assert code(lambda: counter.refund("zoe", paid, 1)) == "already_refunded"
    counter.refund("zoe", paid, 0, tip=60)
    counter.move(53_00, "to the bank", out=True)
    assert code(lambda: counter.refund_cash(in_cash, 1_01)) == "drawer_short"
    counter.refund_cash(in_cash, 1_00)
    assert circle.balance("zoe") == 100_00


def test_tips_lie_apart_and_are_paid_out_to_the_shop_itself_too(circle: Circle, counter: Counter) -> None:
    counter.pay("zoe", counter.charge(4_00), 4_00, 1_00)
    cafe = circle.people["cafe"]
    body = {"to": cafe.wallet, "amount": 60, "currency": "EUR", "note": None}
    assert (circle.balance("cafe"), balance(circle, tips_account(str(cafe.wallet), "EUR"))) == (104_00, 1_00)
    circle.do("tips.send", body, cafe)
    assert code(lambda: circle.do("tips.send", body, cafe)) == "tips_short"
    assert circle.balance("cafe") == 104_60


# --- shifts ----------------------------------------------------------------------------------------------------------
def test_a_till_has_one_open_shift_and_a_close_waits_for_its_sales(circle: Circle, counter: Counter) -> None:
    assert code(lambda: Counter.opened(circle, "cafe", 1, counter.key, 0)) == "shift_open"
    sale = counter.charge(3_00, expires_ms=60_000)
    assert code(lambda: counter.close(50_00, "")) == "sale_waits"
    circle.clock.now += 60_000
    counter.close(49_00, "a coin is gone")
    totals = made(circle, counter.shift).detail
    assert (totals.expired_count, totals.expired_minor, totals.closing_difference_minor) == (1, 3_00, -1_00)
    for late in (lambda: counter.charge(1), lambda: counter.move(1, ""), lambda: counter.close(1, "")):
        assert code(late) == "shift_closed"
    # A clock that is set back brings no sale of a closed shift to life.
    circle.clock.now -= 60_000
    circle.do("clock.set", {"now": circle.clock.now}, circle.operator)
    assert code(lambda: counter.pay("zoe", sale, 3_00)) == "sale_expired"
    assert code(lambda: counter.take(sale, 3_00)) == "sale_expired"
    assert code(lambda: circle.do("cancel", {"of": sale}, counter.key)) == "already_ended"
    assert made(circle, counter.shift).detail == totals
    following = Counter.opened(circle, "cafe", 1, counter.key, 49_50)
    assert made(circle, following.shift).number == 2
    assert made(circle, following.shift).detail.opening_difference_minor == 50


def test_a_shift_adds_up_what_happened_in_it(circle: Circle) -> None:
    """The day of `shop_days`, added up by hand."""
    last = shop_days(circle)
    with circle.book.view() as view:
        first = view.numbered(str(circle.people["cafe"].wallet), "shift", 1, 1)
    assert first is not None
    assert first.detail == ShiftDetail(
        aborted_count=1, aborted_minor=4_00, cash_count=1, cash_minor=4_97, charged_count=6, counted_minor=162_50,
        closing_difference_minor=-45, discount_minor=1_00, drawer_in_minor=10_00, drawer_opened_count=1,
        drawer_out_minor=50_00, expired_count=1, expired_minor=6_00, first_number=1, float_minor=200_00, gift_count=2,
        gift_minor=3_00, opening_difference_minor=200_00, refund_cash_count=1, refund_cash_minor=2_02,
        refund_taxes=(("A", 70_000, 7_02, 32 + 13),), refund_tip_minor=25, refund_wallet_count=1,
        refund_wallet_minor=5_00, rounding_minor=0,
        taxes=(("A", 70_000, 12_97, 52 + 32), ("B", 190_000, 4_50, 71)), tips_minor=1_25, wallet_count=1,
        wallet_minor=12_50,
    )  # fmt: skip
    now = made(circle, last.shift).detail
    assert (now.first_number, now.charged_count, now.refund_wallet_minor, now.refund_tip_minor) == (7, 3, 7_50, 30)
    assert (now.opening_difference_minor, now.wallet_minor, now.cash_minor) == (-2_50, 2_50, 1_00)

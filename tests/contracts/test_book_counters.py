"""What every Book finds of a shop's counter: what was made under a number, and what comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.state import DONE, Changes, Needs
from paycli.errors import Broken
from tests.store import build
from tests.store.build import ALICE, BOB, post

if TYPE_CHECKING:
    from paycli.domain.ports import Book


def test_what_a_shop_made_is_found_by_its_till_and_number(book: Book) -> None:
    sales = [
        build.sale(shop, 10 + at, 1 + at, till=till, place=place)
        for at, (shop, till, place) in enumerate(((BOB, 0, 1), (BOB, 0, 2), (BOB, 1, 1), (ALICE, 0, 1)))
    ]
    shift = build.open_shift(BOB, 20, 5, till=1, place=1)
    post(book, *sales, shift, build.cash_in(ALICE, 1, 30))
    first, second, at_till, other = (sale.order.name for sale in sales)
    with book.view() as view:

        def found(shop: str, kind: str, till: int, number: int) -> str | None:
            made = view.numbered(shop, kind, till, number)
            return None if made is None else made.id

        assert [found(BOB, "sale", 0, number) for number in (0, 1, 2, 3)] == [None, first, second, None]
        assert [found(BOB, "sale", 1, number) for number in (1, 2)] == [at_till, None]
        assert [found(ALICE, "sale", till, 1) for till in (0, 1)] == [other, None]
        assert [found(BOB, "shift", till, 1) for till in (0, 1)] == [None, shift.order.name]
        assert [view.number_of(made) for made in (second, at_till, shift.order.name)] == [(0, 2), (1, 1), (1, 1)]
        assert view.number_of("0" * 32) is None


def test_what_has_no_number_is_found_under_none(book: Book) -> None:
    post(book, build.cash_in(ALICE, 90, 1), build.envelope(ALICE, 2, 2))
    with book.view() as view:
        [envelope] = view.objects_of(ALICE, "envelope", pending=True)
        assert (envelope.till, envelope.number) == (None, None)
        assert view.number_of(envelope.id) is None
        assert view.numbered(ALICE, "envelope", 0, 0) is None


def test_a_number_is_given_once(book: Book) -> None:
    post(book, build.sale(BOB, 10, 1, till=1, place=7), build.sale(BOB, 11, 2, till=2, place=7))
    with pytest.raises(Broken), book.lock(), book.begin() as transaction:
        build.write(transaction, build.sale(BOB, 12, 3, till=1, place=7))
    with book.view() as view:
        assert view.head().size == 2


def test_with_a_sale_comes_its_shift_and_with_a_shift_only_its_sales_that_wait(book: Book) -> None:
    shift = build.open_shift(BOB, 10, 2)
    name = shift.order.name
    early = build.sale(BOB, 9, 1, till=1, place=1)
    of_shift = [build.sale(BOB, 10 + at, 2 + at, till=1, place=1 + at, shift=name) for at in (1, 2, 3)]
    beside = (build.sale(BOB, 21, 6), build.sale(BOB, 22, 7, till=2), build.sale(ALICE, 23, 8, till=1, shift=name))
    post(book, early, shift, *of_shift, *beside)
    waiting, paid, dropped = (sale.changes.objects[0] for sale in of_shift)
    ended = [paid._replace(state=DONE, ended=9), dropped._replace(state="cancelled", ended=9)]
    post(book, build.Draft(build.order("clock.set", {"now": 1}, 40), Changes(objects=tuple(ended))))
    with book.view() as view:
        with_shift = view.load(Needs(objects=(paid.id,)))
        all_waiting = view.load(Needs(objects=(name,), waiting=(name,)))
        alone = view.load(Needs(objects=(name, early.order.name)))
    assert with_shift.objects.keys() == {paid.id, name}
    assert all_waiting.objects.keys() == {name, waiting.id}
    assert alone.objects.keys() == {name, early.order.name}

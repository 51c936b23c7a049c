"""What every Book does, whatever it is made of."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from paycli.domain import merkle
from paycli.domain.accounts import Account, Transfer, main_account, world_account
from paycli.domain.ids import name_of, short_number
from paycli.domain.ports import identity
from paycli.domain.state import Changes, Needs
from paycli.errors import Broken, LedgerBusy
from tests.store import build
from tests.store.build import ALICE, BOB, CAROL, KEY, post
from tests.support.ids import order_id

if TYPE_CHECKING:
    from paycli.domain.ports import Book

MAIN_A, MAIN_B = main_account(ALICE, "EUR"), main_account(BOB, "EUR")


# --- keeping and undoing ---------------------------------------------------------------------------------------------
def test_an_empty_book_has_no_entry_and_the_empty_root(book: Book) -> None:
    with book.view() as view:
        head = view.head()
        assert (head.size, head.time, merkle.root_of(head.frontier)) == (0, 0, merkle.EMPTY_ROOT)
        assert view.entry(1) is None
        assert view.root_at(1) is None
        assert list(view.entries()) == []
        assert view.account(MAIN_A) == Account(0, 0)
        assert view.account(world_account("cash", "EUR")) == Account(0, None)


def test_nothing_is_kept_without_commit(book: Book) -> None:
    drafts = (
        build.opened(),
        build.open_wallet(ALICE, "alice", 1, 2),
        build.admit(ALICE, "alice", 2, 2, 3),
        build.cash_in(ALICE, 100, 3),
        build.envelope(ALICE, 4, 5),
    )
    with book.lock(), book.begin() as transaction:
        build.write(transaction, *drafts)
        assert transaction.head().size == 5
        assert transaction.account(MAIN_A).balance_minor == 10
    with book.view() as view:
        assert view.head().size == 0
        assert list(view.entries()) == []
        assert view.account(MAIN_A) == Account(0, 0)
        assert view.handle_owner("alice") is None
        assert view.due(10**9, 10) == []
        assert view.wallets() == []
        assert view.load(Needs()).registry.ledger == ""
        assert view.seed(name_of(order_id(4), ALICE)) is None
    post(book, *drafts)
    with book.view() as view:
        assert view.handle_owner("alice") == ALICE


def test_an_error_inside_a_transaction_undoes_it(book: Book) -> None:
    with pytest.raises(KeyError), book.lock(), book.begin() as transaction:
        build.write(transaction, build.cash_in(ALICE, 100, 1))
        raise KeyError
    with book.view() as view:
        assert view.head().size == 0
    assert [entry.n for entry in post(book, build.cash_in(ALICE, 100, 1))] == [1]


def test_what_was_decided_on_a_loaded_state_changes_nothing_by_itself(book: Book) -> None:
    post(book, build.opened(), build.cash_in(ALICE, 100, 1))
    with book.view() as view:
        state = view.load(Needs(accounts=(MAIN_A,)))
        state.apply(build.send(ALICE, BOB, 30, 2).changes)
        state.apply(Changes(registry=(("zone", "Mars"),)))
        assert state.account(MAIN_A).balance_minor == 70
        again = view.load(Needs(accounts=(MAIN_A,)))
    assert (again.account(MAIN_A).balance_minor, again.registry.zone) == (100, "UTC")


# --- the log ---------------------------------------------------------------------------------------------------------
def test_entries_come_back_as_they_were_written(book: Book) -> None:
    written = post(book, build.cash_in(ALICE, 200, 1)) + post(
        book, build.send(ALICE, BOB, 30, 2), build.envelope(ALICE, 3, 3), time=8
    )
    with book.view() as view:
        assert list(view.entries()) == written
        assert list(view.entries(1)) == written[1:]
        assert list(view.entries(3)) == []
        assert [view.entry(n) for n in (1, 2, 3)] == written
        assert [view.root_at(n) for n in (1, 2, 3)] == [entry.root for entry in written]
        assert view.head()[:2] == (3, 8)
        assert merkle.root_of(view.head().frontier) == written[-1].root


def test_the_same_ids_are_found_by_wallet_by_key_and_by_neither(book: Book) -> None:
    post(book, build.cash_in(ALICE, 500, 1))
    boxed = build.envelope(ALICE, 3, 3)
    sent, settled = build.send(ALICE, BOB, 30, 2), build.settle(boxed.changes.objects[0], 4)
    post(book, sent, boxed)
    post(book, settled)
    cash = build.cash_in(ALICE, 500, 1).order
    with book.view() as view:
        found = view.same_ids([cash, sent.order, settled.order, build.send(BOB, ALICE, 1, 2).order])
        assert {who: entry.n for who, entry in found.items()} == {
            (None, KEY, order_id(1)): 1,
            (ALICE, None, order_id(2)): 2,
            (None, None, settled.order.id): 4,
        }
        assert found[identity(sent.order)] == view.entry(2)
        assert view.same_ids([]) == {}


def test_the_same_ids_of_a_large_group_are_found(book: Book) -> None:
    drafts = [build.send(ALICE, BOB, 1, number) for number in range(10, 510)]
    cash = [build.cash_in(BOB, 1, number) for number in range(1000, 1020)]
    post(book, build.cash_in(ALICE, 500, 1), *drafts, *cash)
    with book.view() as view:
        found = view.same_ids([draft.order for draft in (*drafts, *cash)])
    assert {who: entry.n for who, entry in found.items()} == {
        identity(draft.order): 2 + place for place, draft in enumerate((*drafts, *cash))
    }


def test_the_same_id_twice_is_refused_by_the_book_itself(book: Book) -> None:
    post(book, build.cash_in(ALICE, 100, 1))
    with pytest.raises(Broken), book.lock(), book.begin() as transaction:
        build.write(transaction, build.cash_in(BOB, 100, 1))
    with book.view() as view:
        assert view.head().size == 1


def test_all_entries_about_an_object_are_found_oldest_first(book: Book) -> None:
    boxed = build.envelope(ALICE, 2, 2)
    post(book, build.cash_in(ALICE, 500, 1), boxed, build.send(ALICE, BOB, 1, 3))
    post(book, build.settle(boxed.changes.objects[0], 4))
    with book.view() as view:
        assert [entry.n for entry in view.entries_about(boxed.order.name)] == [2, 4]
        assert view.entries_about(order_id(2)) == []


def test_short_numbers_are_found_in_a_half_open_range_newest_first(book: Book) -> None:
    sent = [build.send(ALICE, BOB, 1, number) for number in (20, 21, 22)]
    post(book, build.cash_in(ALICE, 9, 1), *sent)
    (low, first), (high, last) = sorted((short_number(each.order.name), each.order.name) for each in sent)[::2]
    there = {each.order.name: n for n, each in enumerate(sent, 2)}
    with book.view() as view:
        assert view.find_short(low, low + 1, 9) == [(first, "send", there[first])]
        between = [match for match in view.find_short(low, high, 9) if match.kind == "send"]
        assert last not in {match.name for match in between}
        assert [match.n for match in between] == sorted((there[match.name] for match in between), reverse=True)
        assert [n for *_, n in view.find_short(0, 1 << 60, 2)] == [4, 3]


def test_what_a_wallet_ordered_and_what_moved_its_money_is_found_newest_first_in_pieces(book: Book) -> None:
    boxed = build.envelope(ALICE, 4, 4)
    post(book, build.cash_in(ALICE, 500, 1), build.cash_in(CAROL, 500, 2), build.send(ALICE, BOB, 5, 3), boxed)
    post(book, build.sale(BOB, 5, 5), build.send(CAROL, ALICE, 7, 6), build.settle(boxed.changes.objects[0], 7))
    kinds = ("send", "envelope.send", "sale.new")
    with book.view() as view:
        assert [*view.moved(ALICE, 99, 99)] == [7, 6, 4, 3, 1]
        assert [*view.moved(ALICE, 7, 2)] == [6, 4]
        assert [*view.moved(BOB, 99, 99)] == [3]
        assert [*view.moved("dd" * 20, 99, 99)] == []
        assert [*view.ordered(ALICE, kinds, 99, 99)] == [4, 3]
        assert [*view.ordered(ALICE, kinds, 4, 9)] == [*view.ordered(ALICE, ("send",), 99, 9)] == [3]
        assert [*view.ordered(BOB, kinds, 99, 1)] == [5]
        assert [view.time_of(n) for n in (7, 8)] == [view.head().time, None]


# --- accounts --------------------------------------------------------------------------------------------------------
def test_balances_are_the_sum_of_the_transfers(book: Book) -> None:
    post(book, build.cash_in(ALICE, 100, 1))
    post(book, build.send(ALICE, BOB, 60, 2), build.send(BOB, ALICE, 20, 3), build.send(BOB, CAROL, 5, 4))
    with book.view() as view:
        assert [(name[:4], account.balance_minor) for name, account in view.accounts_under("w:")] == [
            ("w:a1", 60),
            ("w:b2", 35),
            ("w:c3", 5),
        ]
        assert view.account(world_account("cash", "EUR")) == Account(-100, None)
        assert view.accounts_under(f"w:{BOB}:") == [(MAIN_B, Account(35, 0))]


def test_more_accounts_can_be_loaded_than_a_statement_has_room_for(book: Book) -> None:
    wallets = [f"{number:040x}" for number in range(1, 1001)]
    post(book, *(build.cash_in(wallet, 1 + place, place + 1) for place, wallet in enumerate(wallets)))
    names = tuple(main_account(wallet, "EUR") for wallet in wallets)
    with book.view() as view:
        state = view.load(Needs(accounts=(*names, main_account(ALICE, "EUR"))))
    assert [state.account(name).balance_minor for name in names] == list(range(1, 1001))
    assert main_account(ALICE, "EUR") not in state.accounts


def test_no_balance_falls_below_its_floor_but_debt_may_be_repaid(book: Book) -> None:
    floor = build.Draft(build.order("clock.set", {"now": 1}, 3), Changes(floors=((MAIN_A, -50),)))
    cut = build.Draft(build.order("clock.set", {"now": 1}, 5), Changes(floors=((MAIN_A, 0),)))
    # Inside one group the floor goes down and up again.
    post(book, floor, build.send(ALICE, BOB, 40, 4), cut)
    with book.view() as view:
        assert view.account(MAIN_A) == Account(-40, 0)
    post(book, build.send(BOB, ALICE, 10, 6))
    with pytest.raises(Broken), book.lock(), book.begin() as transaction:
        build.write(transaction, build.send(ALICE, BOB, 1, 7))
    with book.view() as view:
        assert view.account(MAIN_A) == Account(-30, 0)


# --- the queue -------------------------------------------------------------------------------------------------------
def test_another_thread_waits_for_the_lock_and_is_told_when_it_waited_in_vain(book: Book) -> None:
    told: list[BaseException] = []

    def try_it() -> None:
        try:
            with book.lock():
                pass
        except LedgerBusy as error:
            told.append(error)

    with book.lock():
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    try_it()
    assert [type(error) for error in told] == [LedgerBusy]


def test_threads_take_turns_and_lose_no_money(book: Book) -> None:
    post(book, build.cash_in(ALICE, 100, 1))

    def pay(first: int) -> None:
        for number in range(first, first + 10):
            post(book, build.send(ALICE, BOB, 1, number))

    threads = [threading.Thread(target=pay, args=(first,)) for first in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with book.view() as view:
        assert view.account(MAIN_A).balance_minor == 70
        assert view.head().size == 31


def test_a_transfer_knows_the_currency_of_its_accounts(book: Book) -> None:
    move = Transfer(world_account("cash", "JPY"), main_account(ALICE, "JPY"), "JPY", 5, 3)
    post(book, build.Draft(build.order("clock.set", {"now": 1}, 1), Changes((move,))))
    with book.view() as view:
        entry = view.entry(1)
    assert entry is not None
    assert entry.transfers == (move,)

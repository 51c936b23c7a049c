"""Random histories in groups of random size, on the rows alone that orders name: each is decided as on all rows."""

from __future__ import annotations

import random
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.domain.answers import payments_among
from paycli.domain.kinds import KINDS
from paycli.domain.ports import Written
from paycli.domain.rules.judge import judge, needs
from paycli.domain.state import Place, merge_needs
from paycli.errors import PaycliError
from paycli.services.audit.compare import compare_state
from paycli.services.engine.posting import seal
from tests.e2e.test_verify_decides import DRAWN, LEDGERS, History
from tests.support.forger import open_book
from tests.support.histories import OFTEN
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paycli.domain.orders import Order
    from paycli.domain.state import Changes
    from paycli.store.sqlite.book import SqliteBook

SIGNATURE = "ab" * 64
SIZES = (1, 1, 2, 3, 8, 30)


class Decided(NamedTuple):
    """An order, its ledger time, and what came of it on all of the state."""

    order: Order
    time: int
    changes: Changes | None


class Recorded(History):
    """A history that remembers what it decided."""

    def __init__(self, number: int, money: str, admission: str, amounts: tuple[int, ...]) -> None:
        self.log: list[Decided] = []
        super().__init__(number, money, admission, amounts)

    def judged(self, order: Order) -> Changes | None:
        changes = super().judged(order)
        self.log.append(Decided(order, self.time, changes))
        return changes


def write_group(book: SqliteBook, history: Recorded, group: Sequence[Decided]) -> None:
    """Decide orders one after the other on what all of them name, as the door does, and write what was taken."""
    with book.lock(), book.begin() as transaction:
        head, wanted = transaction.head(), merge_needs([needs(each.order) for each in group])
        state, written = transaction.load(wanted), list[Written]()
        for order, time, changes in group:
            place, decided = Place(head.size + 1, time), None
            with suppress(PaycliError):
                decided = judge(order, state, place)
            assert (decided and decided.transfers) == (changes and changes.transfers), order
            if decided is None:
                continue
            shares = history.state.shares.get(order.name) if KINDS[order.kind].draws else None
            entry, head = seal(head, order, SIGNATURE if KINDS[order.kind].is_signed else None, decided, place)
            state.apply(decided)
            state.payments.update(payments_among(wanted.payments, order, place.n))
            if shares is not None:
                state.shares[order.name] = shares
            seed = None if shares is None else DRAWN.hex()
            written.append(Written(entry, order, decided, seed=seed, shares=shares))
        if written:
            transaction.write(head, written, state)
            transaction.commit()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(LEDGERS)))
def test_the_rows_that_orders_name_are_enough_to_decide_them_in_any_group(tmp_path: Path, number: int) -> None:
    history, dice = Recorded(number, *LEDGERS[number]), random.Random(number)
    for _ in range(900):
        history.step(history.one(*OFTEN, *(kind for kind in KINDS if kind != "ledger.open")))
    with closing(open_book(new_ledger(tmp_path))) as book:
        log = history.log
        while log:
            size = dice.choice(SIZES)
            write_group(book, history, log[:size])
            log = log[size:]
        with book.view() as view:
            assert list(compare_state(history.state, view)) == []

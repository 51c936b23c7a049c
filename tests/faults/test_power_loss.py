"""Power cuts: what had not reached the disk is lost in part and torn, and no acknowledged order is missing."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.domain.texts import Text, text_commitment
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support import counter_bodies, effort
from tests.support.circle import Circle
from tests.support.power import SHARES, Disk, Op, recorded
from tests.support.proof import balance_of, entries, faults, times_booked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paycli.domain.orders import Seen, Submission
    from paycli.services.engine.posting import Posted

pytestmark = pytest.mark.slow
CUTS, SEED = effort.often(150), 20_260_201
LEDGER = "ledger.db"


class Day(NamedTuple):
    """A day's business: the circle, what was on the disk in the morning, and all that happened to the files."""

    circle: Circle
    morning: dict[str, bytes]
    entries: int
    ops: list[Op]


def business(circle: Circle, round_: int) -> Iterator[Posted]:
    """Move money in every way in which rows come, grow and change."""
    yield circle.send("ming", "li", 100 + round_)
    envelope = circle.envelope("ming", 1000, 3).order.name
    yield circle.grab("li", envelope)
    yield circle.grab("bo", envelope)
    yield circle.do("cancel", {"of": envelope}, circle.people["ming"])
    sale = circle.do("sale.new", counter_bodies.sale(250), circle.people["cafe"])
    yield sale
    cafe = circle.people["cafe"].wallet
    yield circle.do("sale.pay", counter_bodies.pay(sale.order.name, cafe, 250, tip=10), circle.people["li"])
    # This one comes back by itself: settling is a transaction of its own, and the door's answer covers both.
    circle.envelope("ming", 500, 2, expires_ms=1000)
    circle.clock.now += 2000
    yield circle.send("bo", "li", 1)
    yield circle.cash_in("bo", 50)


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    path = tmp_path / "books" / LEDGER
    create_ledger(path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, cash_minor=100_000)
    book.close()
    morning, begun = {LEDGER: path.read_bytes()}, entries(path)
    with recorded(monkeypatch) as ops:
        for round_ in range(6):
            # A new book each time: its first connection opens the log anew, its last one folds it into the file.
            circle.book = SqliteBook(path, CRYPTO)
            for posted in business(circle, round_):
                ops.append(Op("ack", offset=posted.n))
            circle.book.close()
    assert faults(path) == []
    return Day(circle, morning, begun, ops)


def after_a_cut(
    day: Day, folder: Path, at: int, dice: random.Random, *, share: float | None = None, syncs: bool = True
) -> int:
    """Cut the power behind so many things; gives up to which entry everything had been acknowledged.

    `share` of what was not synced survives; without it the dice say how much.
    """
    disk, acknowledged = Disk(day.morning, dice, syncs=syncs), day.entries
    for op in day.ops[:at]:
        disk.see(op)
        acknowledged = op.offset if op.kind == "ack" else acknowledged
    disk.cut(folder, dice.choice(SHARES) if share is None else share)
    return acknowledged


def test_after_each_power_cut_every_acknowledged_order_is_there(day: Day, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    assert sum(op.kind == "sync" for op in day.ops) > 50
    location = sorted(dice.sample(range(1, len(day.ops) + 1), CUTS))
    for number, at in enumerate(location):
        folder = tmp_path / f"cut{number}"
        acknowledged = after_a_cut(day, folder, at, dice)
        where = f"cut {number} behind {at} of {len(day.ops)} things, seed {SEED}"
        assert faults(folder / LEDGER) == [], where
        there = entries(folder / LEDGER)
        # Three entries at most were not told yet: the envelope, its settling, and the order behind which both lie.
        assert acknowledged <= there <= acknowledged + 3, where
        day.circle.book = SqliteBook(folder / LEDGER, CRYPTO)
        day.circle.cash_in("li", 1)
        day.circle.book.close()
        assert faults(folder / LEDGER) == [], where


def test_a_disk_that_only_pretends_to_sync_does_lose_orders(day: Day, tmp_path: Path) -> None:
    """The emulation can tell: with the syncs left out, the same cuts lose or break what was acknowledged."""
    dice = random.Random(SEED)
    missed = 0
    for number in range(20):
        folder = tmp_path / f"cut{number}"
        acknowledged = after_a_cut(day, folder, len(day.ops) * (number + 10) // 30, dice, syncs=False)
        try:
            with closing(sqlite3.connect(folder / LEDGER)) as connection:
                there = connection.execute("SELECT max(n) FROM entries").fetchone()[0]
        except sqlite3.DatabaseError:
            there = 0
        missed += there < acknowledged
    assert missed >= 10


# --- one payment, cut everywhere --------------------------------------------------------------------------------------
AMOUNT_MINOR = 321
# Where part of it survives, chance says which part, so that is tried more than once.
THROWS = [*SHARES, *SHARES[1:-1], *SHARES[1:-1]]


class Payment(NamedTuple):
    """A day that ends in one payment: behind how many things it began, its order, and the place it was told with."""

    day: Day
    begins: int
    order: Submission
    seen: Seen | None


def paid(folder: Path, patch: pytest.MonkeyPatch, *, behind: int) -> Payment:
    """Record one payment on a ledger that was used before, `behind` others whose pages are still in the log."""
    path = folder / "books" / LEDGER
    create_ledger(path)
    circle = Circle(SqliteBook(path, CRYPTO), cash_minor=100_000)
    for _ in business(circle, 0):
        pass
    circle.book.close()
    morning, begun = {LEDGER: path.read_bytes()}, entries(path)
    note = Text("note", "5a" * 32, "a note lies beside the log, in a table of its own")
    body = {
        "to": circle.people["li"].wallet,
        "amount": AMOUNT_MINOR,
        "currency": "EUR",
        "note": text_commitment(note.salt, note.text),
    }
    order = circle.order("send", body, circle.people["ming"], key=b"the one payment", texts=(note,))
    with recorded(patch) as ops:
        circle.book = SqliteBook(path, CRYPTO)
        for _ in range(behind):
            ops.append(Op("ack", offset=circle.send("bo", "cafe", 1).n))
        begins = len(ops)
        ops.append(Op("ack", offset=circle.post(order).n))
        circle.book.close()
    assert faults(path) == []
    return Payment(Day(circle, morning, begun + behind, ops), begins, order, circle.seen)


@pytest.mark.parametrize("behind", [0, 3], ids=["in a new log", "in a log of others"])
def test_a_payment_cut_behind_each_of_its_writes_and_syncs_is_whole_or_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    payment = paid(tmp_path, monkeypatch, behind=behind)
    day, order = payment.day, payment.order.order
    purse, dice = f"w:{day.circle.people['li'].wallet}:main:EUR", random.Random(SEED)
    full = balance_of(tmp_path / "books" / LEDGER, purse)
    assert sum(op.kind != "ack" for op in day.ops[payment.begins :]) >= 30
    found: set[tuple[bool, int]] = set()
    for number, at in enumerate(range(payment.begins, len(day.ops) + 1)):
        for throw, share in enumerate(THROWS):
            folder = tmp_path / f"cut{number}-{throw}"
            told = after_a_cut(day, folder, at, dice, share=share) > day.entries
            ledger, where = folder / LEDGER, f"behind {at} of {len(day.ops)} things, {share} of the rest, throw {throw}"
            assert faults(ledger, payment.seen if told else None) == [], where
            there = times_booked(ledger, order.name)
            assert entries(ledger) == day.entries + there, where
            assert balance_of(ledger, purse) == full - AMOUNT_MINOR * (1 - there), where
            found.add((told, there))
            # Whoever asks again with the same key has paid once, whatever the cut left.
            day.circle.book = SqliteBook(ledger, CRYPTO)
            again = day.circle.post(payment.order)
            day.circle.book.close()
            assert again.replayed == bool(there), where
            assert times_booked(ledger, order.name) == 1, where
            assert balance_of(ledger, purse) == full, where
            assert faults(ledger) == [], where
    # Before it was acknowledged it is there or not, as chance has it; afterwards it is always there.
    assert found == {(False, 0), (False, 1), (True, 1)}


def test_a_payment_that_was_told_is_lost_where_the_disk_only_pretends_to_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = paid(tmp_path, monkeypatch, behind=0)
    told = after_a_cut(payment.day, tmp_path / "cut", len(payment.day.ops), random.Random(SEED), share=0.0, syncs=False)
    assert entries(tmp_path / "cut" / LEDGER) == payment.day.entries < told

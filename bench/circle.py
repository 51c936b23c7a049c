"""A ledger to measure on, made by the real door, and the real door as the benchmarks use it."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING, NamedTuple

from bench.raw import RawLedger, Signer
from paycli.domain.bodies import Body, EnvelopeGrabBody, SendBody
from paycli.domain.ids import key_id, uuid7
from paycli.domain.orders import Order, Submission
from paycli.domain.settings import MOST_ENVELOPES_PER_DAY
from paycli.errors import PaycliError
from paycli.services.engine.posting import Posted, post
from paycli.signing import CRYPTO, sign_order
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support.circle import Circle, HandClock, Party

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CASH_MINOR = 10**12


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Give milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000


class Ground(NamedTuple):
    """A ledger's file with people who have money; copied for each side, so that both begin with the same rows."""

    path: Path
    ledger: str
    people: dict[str, Party]
    others: tuple[Party, ...]

    def copy(self, name: str) -> Path:
        """Copy the ledger to a file of its own beside it."""
        goal = self.path.with_name(f"{name}.db")
        shutil.copy(self.path, goal)
        shutil.copy(f"{self.path}.lock", f"{goal}.lock")
        # Else the first commits of a run would have to wait until the copy is on the disk.
        with goal.open("rb") as copied:
            os.fsync(copied.fileno())
        return goal

    def raw(self, path: Path, *, lock: bool) -> RawLedger:
        """Open a copy for the raw loop."""
        return RawLedger(str(path), self.ledger, lock=lock)

    def signer(self, name: str) -> Signer:
        """Give a person as the raw loop knows them."""
        party = self.people[name]
        return Signer.make(party.seed, str(party.wallet))


def make_ground(folder: Path, people: Sequence[str], envelopes: int = 0, packets: int = 0) -> tuple[Ground, list[str]]:
    """Make a ledger in which each of `people` has money, and the first of them sent lucky envelopes to anybody."""
    from paycli.domain import draw

    path = folder / "ledger" / "ground.db"
    create_ledger(path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, people=people, shops=(), cash_minor=CASH_MINOR, clock=HandClock(SystemClock().now_ms()))
    sender, sent = circle.people[people[0]], []
    if envelopes:
        # More than one wallet may send in a day by the default limit.
        circle.do("setting.set", {"name": MOST_ENVELOPES_PER_DAY, "value": envelopes}, circle.operator)
    for _ in range(envelopes):
        number = uuid7(circle.clock.now_ms(), os.urandom(10))
        seed = os.urandom(32)
        body = {
            "amount": packets * 100,
            "currency": "EUR",
            "count": packets,
            "draw": {"rule": draw.EVEN, "commitment": draw.commitment(seed)},
            "audience": "any",
            "opens_at": None,
            "expires_ms": 86_400_000,
            "note": None,
        }
        sent.append(circle.order("envelope.send", body, sender, order_id=number, seed=seed.hex()))
    if sent:
        _all_accepted(circle.post_all(sent).outcomes)
    book.close()
    ground = Ground(path, str(circle.ledger), circle.people, (circle.operator, circle.sandbox))
    return ground, [each.order.name for each in sent]


class Door:
    """Somebody who signs orders and brings them through the door, secrets in memory."""

    def __init__(self, ground: Ground, path: Path, name: str) -> None:
        self._party, self._ledger = ground.people[name], ground.ledger
        self._public, self._key = self._party.public, key_id(self._party.public)
        self._clock = SystemClock()
        self.book = SqliteBook(path, CRYPTO)

    def order(self, kind: str, body: Body) -> Submission:
        """Make and sign an order."""
        now = self._clock.now_ms()
        order = Order.make(
            kind, body, id=uuid7(now, os.urandom(10)), at=now, key=self._key, ledger=self._ledger,
            wallet=self._party.wallet,
        )  # fmt: skip
        return Submission(order, sign_order(self._party.seed, order), self._public)

    def post(self, kind: str, body: Body) -> Posted:
        """Sign one order and post it."""
        outcome = post(self.book, self._clock, [self.order(kind, body)]).outcomes[0]
        if isinstance(outcome, PaycliError):
            raise outcome
        return outcome

    def send(self, payee: str, amounts_minor: Sequence[int]) -> None:
        """Sign payments and post them as one group."""
        bodies = [SendBody(payee, each, "EUR", None) for each in amounts_minor]
        _all_accepted(post(self.book, self._clock, [self.order("send", body) for body in bodies]).outcomes)

    def grab(self, envelope: str) -> None:
        """Sign one grab and post it."""
        order = self.order("envelope.grab", EnvelopeGrabBody(envelope, None))
        _all_accepted(post(self.book, self._clock, [order]).outcomes)


def _all_accepted(outcomes: Sequence[object]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, PaycliError):
            raise outcome

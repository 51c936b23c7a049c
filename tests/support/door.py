"""The door of a ledger, and a good order that tests change in one thing each."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.canonical import encode
from paycli.domain.ids import key_id, uuid7
from paycli.domain.orders import UNTIL_MS, Order, Submission
from paycli.errors import PaycliError
from paycli.services.engine.posting import post
from paycli.signing import sign
from tests.support.circle import START_MS, Circle, HandClock, Party
from tests.support.forger import open_book, second_opinion
from tests.support.ledgers import new_ledger
from tests.support.tampering import dump

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paycli.domain.texts import Text
    from paycli.store.sqlite.book import SqliteBook

TAG = b"paycli order v1\n"


class Door(NamedTuple):
    """A ledger with a payer, the fields of an order that would be taken, and its file."""

    book: SqliteBook
    circle: Circle
    path: Path
    payer: Party
    fields: dict[str, Any]

    def bring(
        self, data: bytes, *, texts: tuple[Text, ...] = (), now: int = START_MS, signature: str | None = None,
        public: str | None = None,
    ) -> PaycliError | None:  # fmt: skip
        """Bring bytes to the door as a program that received them would; give the refusal."""
        try:
            order = Order.parse(data)
        except PaycliError as error:
            return error
        made = signature or sign(self.payer.seed, TAG + data)
        submission = Submission(order, made, public or self.payer.public, texts)
        outcome = post(self.book, HandClock(now), [submission]).outcomes[0]
        return outcome if isinstance(outcome, PaycliError) else None

    def refused(self, data: bytes, *codes: str, **more: Any) -> None:
        """Require that bytes are refused with one of these codes and that the file stays what it was."""
        before = dump(self.path)
        refusal = self.bring(data, **more)
        assert refusal is not None
        assert refusal.code in codes, refusal
        assert dump(self.path) == before
        assert second_opinion(self.path) == []

    def order(self, **changed: Any) -> bytes:
        """Give the good order's bytes with other outer fields."""
        return encode({**self.fields, **changed})

    def body(self, **changed: Any) -> bytes:
        """Give the good order's bytes with another body."""
        return self.order(body={**self.fields["body"], **changed})


@contextmanager
def open_door(folder: Path) -> Iterator[Door]:
    """Make a ledger in a folder and give its door, with an order of @ming that is good."""
    path = new_ledger(folder)
    book = open_book(path)
    circle = Circle(book, people=("ming", "li"), cash_minor=50_00)
    ming = circle.people["ming"]
    body = {"to": circle.people["li"].wallet, "amount": 5_00, "currency": "EUR", "note": None}
    fields = {
        "at": START_MS,
        "body": body,
        "id": uuid7(START_MS, os.urandom(10)),
        "key": key_id(ming.public),
        "kind": "send",
        "ledger": circle.ledger,
        "seen": None,
        "until": START_MS + UNTIL_MS,
        "v": 1,
        "wallet": ming.wallet,
    }
    yield Door(book, circle, path, ming, fields)
    book.close()

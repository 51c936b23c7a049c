"""A circle of people on one ledger, made in-process by the real door: for tests of rules, races and faults."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.ids import key_id, uuid7, uuid8_of_key
from paycli.domain.known import Known
from paycli.domain.orders import UNTIL_MOST_MS, Seen, Submission
from paycli.domain.rules.people import wallet_of
from paycli.domain.texts import Text, text_commitment
from paycli.errors import PaycliError
from paycli.services.engine.posting import Posted, Posting, post
from paycli.signing import derive, public_of, sandbox_seed, sign_order
from tests.support.orders import make_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.ports import Book

START_MS = 1_790_000_000_000


class HandClock:
    """A clock that a test sets by hand."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now = now_ms

    def now_ms(self) -> int:
        """Give the time that was set."""
        return self.now


class Party(NamedTuple):
    """Somebody who signs: a seed, and a wallet id unless it is the operator or a rail."""

    seed: bytes
    wallet: str | None

    @property
    def public(self) -> str:
        """The public key."""
        return public_of(self.seed)


class Circle:
    """A ledger with an operator and wallets; `people[handle]` are admitted and have money if asked for."""

    def __init__(
        self,
        book: Book,
        *,
        money: str = "play",
        currencies: Sequence[tuple[str, int]] = (("EUR", 2),),
        people: Sequence[str] = ("ming", "li", "bo"),
        shops: Sequence[str] = ("cafe",),
        cash_minor: int = 0,
        clock: HandClock | None = None,
    ) -> None:
        self.book = book
        self.clock = clock or HandClock()
        self.ledger: str | None = None
        self.seen: Seen | None = None
        self._envelopes = 0
        self.operator = Party(_seed("operator"), None)
        body = {
            "public": self.operator.public,
            "currencies": [list(row) for row in currencies],
            "zone": "UTC",
            "money": money,
            "admission": "operator",
        }
        opening = self.order("ledger.open", body, self.operator, until=self.clock.now + UNTIL_MOST_MS)
        self.ledger = sha256(opening.order.data).hexdigest()[:32]
        self.post(opening)
        self.sandbox = Party(sandbox_seed(self.ledger), None)
        if money == "play":
            self.do("rail.admit", {"rail": "sandbox", "public": self.sandbox.public}, self.operator)
        self.people: dict[str, Party] = {}
        for handle in (*people, *shops):
            self.people[handle] = self.open_wallet(handle, shop=handle in shops)
            admission = {"wallet": self.people[handle].wallet, "invite": None, "proof": None}
            self.do("wallet.admit", admission, self.operator)
            if cash_minor:
                self.cash_in(handle, cash_minor, currencies[0][0])

    @property
    def known(self) -> Known:
        """What a client knows who has just seen the end of the log."""
        with self.book.view() as view:
            return Known(str(self.ledger), view.head())

    def open_wallet(self, handle: str, *, shop: bool = False) -> Party:
        """Open a wallet that is not admitted yet."""
        return open_as(self, handle, _seed(handle), shop=shop)

    def order(
        self,
        kind: str,
        body: Mapping[str, Any],
        party: Party,
        *,
        key: bytes | None = None,
        order_id: str | None = None,
        texts: tuple[Text, ...] = (),
        seed: str | None = None,
        until: int | None = None,
        seen: Seen | None = None,
    ) -> Submission:
        """Make and sign an order of a party, now by the circle's clock."""
        if order_id is None:
            made = uuid7(self.clock.now, os.urandom(10))
            order_id = made if key is None else uuid8_of_key(str(self.ledger), party.wallet, key)
        order = make_order(
            kind,
            body,
            id=order_id,
            at=self.clock.now,
            key=key_id(party.public),
            ledger=self.ledger,
            wallet=party.wallet,
            until=until,
            seen=seen,
        )
        return Submission(order, sign_order(party.seed, order), party.public, texts, seed)

    def post_all(self, submissions: Sequence[Submission]) -> Posting:
        """Bring orders through the door, as one group."""
        return post(self.book, self.clock, submissions)

    def post(self, submission: Submission) -> Posted:
        """Bring one order through the door; raises its refusal."""
        posting = self.post_all([submission])
        self.seen = posting.seen
        outcome = posting.outcomes[0]
        if isinstance(outcome, PaycliError):
            raise outcome
        return outcome

    def do(self, kind: str, body: Mapping[str, Any], party: Party, **more: Any) -> Posted:
        """Make, sign and post one order."""
        return self.post(self.order(kind, body, party, **more))

    # --- the usual moves ---------------------------------------------------------------------------------------------
    def cash_in(self, handle: str, amount_minor: int, currency: str = "EUR") -> Posted:
        """Give a wallet money from the cash drawer."""
        body = {"wallet": self.people[handle].wallet, "amount": amount_minor, "currency": currency, "note": None}
        return self.do("cash.in", body, self.operator)

    def send(self, payer: str, payee: str, amount_minor: int, **more: Any) -> Posted:
        """Send money from one wallet to another."""
        body = {"to": self.people[payee].wallet, "amount": amount_minor, "currency": "EUR", "note": None}
        return self.do("send", body, self.people[payer], **more)

    def envelope(
        self,
        sender: str,
        amount_minor: int,
        packets: int,
        *,
        rule: str = "even-1",
        audience: object = "any",
        expires_ms: int = 86_400_000,
        opens_at: int | None = None,
        key: bytes | None = None,
    ) -> Posted:
        """Send an envelope."""
        from paycli.domain import draw

        party = self.people[sender]
        # The luck must be the same in every run: a draw comes from its sender's seed and the envelope's id.
        self._envelopes += 1
        made = uuid7(self.clock.now, sha256(f"{sender} {self._envelopes}".encode()).digest()[:10])
        order_id = made if key is None else uuid8_of_key(str(self.ledger), party.wallet, key)
        seed = derive(party.seed, "seed", order_id) if rule != draw.EQUAL else None
        body = {
            "amount": amount_minor,
            "currency": "EUR",
            "count": packets,
            "draw": {"rule": rule, "commitment": draw.commitment(seed) if seed else None},
            "audience": audience,
            "opens_at": opens_at,
            "expires_ms": expires_ms,
            "note": None,
        }
        return self.do("envelope.send", body, party, order_id=order_id, seed=seed.hex() if seed else None)

    def grab(self, grabber: str, envelope: str, **more: Any) -> Posted:
        """Grab a packet."""
        return self.do("envelope.grab", {"envelope": envelope, "proof": None}, self.people[grabber], **more)

    def balance(self, handle: str, currency: str = "EUR") -> int:
        """Give a wallet's balance in minor units."""
        with self.book.view() as view:
            return view.account(f"w:{self.people[handle].wallet}:main:{currency}").balance_minor


def open_as(circle: Circle, handle: str, seed: bytes, *, shop: bool = False) -> Party:
    """Open a wallet of a handle with a seed of the test's choice; it is not admitted yet."""
    order_id = uuid7(circle.clock.now, os.urandom(10))
    salt = derive(seed, "handle", order_id).hex()
    body = {"public": public_of(seed), "handle": text_commitment(salt, handle), "name": None, "shop": shop}
    texts = (Text("handle", salt, handle),)
    submission = circle.order("wallet.open", body, Party(seed, None), order_id=order_id, texts=texts)
    circle.post(submission)
    return Party(seed, wallet_of(submission.order.data))


def _seed(name: str) -> bytes:
    return sha256(b"a test seed of " + name.encode()).digest()

"""An order in the making: its id, the commitments to its texts, the signature, and the way through the door."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.domain.ids import key_id, uuid7, uuid8_of_key
from paycli.domain.orders import Order, Submission
from paycli.domain.ports import identity
from paycli.domain.texts import Text, clean_label, clean_text, text_commitment
from paycli.errors import PaycliError, Pending, PermissionRefused, Unavailable
from paycli.services.engine.posting import Posted, Posting, post
from paycli.services.engine.refusals import refusals_say
from paycli.signing import derive, public_of, sign_order

if TYPE_CHECKING:
    from paycli.domain.bodies import Body
    from paycli.domain.ports import App, View

# Who signs: the own wallet, the ledger's operator, or a rail, whose seed its processor gives.
WALLET, OPERATOR, RAIL = "wallet", "operator", "rail"
# What a trial is made with in place of a secret; nothing is ever signed by it.
_NO_SEED = bytes(32)


class Draft:
    """An order in the making: it has its id and its signer's seed, so salts and seeds can be derived for the body.

    Its id is made from `key` where there is one. The party's seed comes from the vault unless it is given. Raises what
    the vault raises, and OperatorOnly.
    """

    def __init__(
        self, app: App, kind: str, *, party: str = WALLET, key: bytes | None = None, seed: bytes | None = None
    ) -> None:
        self.kind = kind
        self._app = app
        with refusals_say(kind):
            self._seed = app.signing_seed(party) if seed is None else seed
        self.wallet = app.profile.wallet if party == WALLET else None
        now_ms = app.clock.now_ms()
        ledger = app.profile.ledger
        self.id = uuid8_of_key(ledger, self.wallet, key) if key is not None else uuid7(now_ms, os.urandom(10))
        self._at = now_ms
        self._texts: list[Text] = []
        self._draw_seed: str | None = None

    @classmethod
    def trial(cls, app: App, kind: str, *, party: str = WALLET, key: bytes | None = None) -> Draft:
        """Begin an order that is never signed, so no secret is needed: its salts and seeds are made up."""
        return cls(app, kind, party=party, key=key, seed=_NO_SEED)

    def text(self, field: str, typed: str | None) -> str | None:
        """Take a personal text; gives the commitment for the body, null for no text."""
        if not typed:
            return None
        text = Text(field, derive(self._seed, field, self.id).hex(), clean_text(field, typed))
        self._texts.append(text)
        return text_commitment(text.salt, text.text)

    def draw_seed(self) -> bytes:
        """Derive the seed of a lucky draw."""
        seed = derive(self._seed, "seed", self.id)
        self._draw_seed = seed.hex()
        return seed

    def secret(self) -> bytes:
        """Derive the 16-byte secret of an invitation or link."""
        return derive(self._seed, "secret", self.id)[:16]

    def sign(self, body: Body) -> Submission:
        """Make the order and sign it, pinned to the newest place of the log that this client knows."""
        public = public_of(self._seed)
        order = self._order(body, key_id(public))
        return Submission(order, sign_order(self._seed, order), public, tuple(self._texts), self._draw_seed)

    def unsigned(self, body: Body, key: str) -> Submission:
        """Make the order as a key would sign it, without a signature: what the rules say of it can be known so."""
        return Submission(self._order(body, key), None, None, tuple(self._texts), self._draw_seed)

    def _order(self, body: Body, key: str) -> Order:
        ledger = self._app.profile.ledger
        # A trial is decided on a ledger that was looked at before, and others may have gone on since.
        seen = None if self._seed == _NO_SEED else self._app.seen
        return Order.make(
            self.kind,
            body,
            id=self.id,
            at=self._at,
            key=key,
            ledger=ledger,
            wallet=self.wallet,
            seen=seen,
        )


def key_bytes(key: str | None) -> bytes | None:
    """Read a typed idempotency key; raises TextInvalid for one that cannot be told from another by looking."""
    return None if key is None else clean_label(key, "idempotency key").encode()


def submit(app: App, submission: Submission, *, dry_run: bool = False) -> Posted:
    """Bring one order through the door and look at the log behind it, to remember it; raises its refusal."""
    try:
        posting = post(app.book, app.clock, [submission], dry_run=dry_run)
    except Pending as error:
        # Whether it stands is not known, and its name says where to look.
        error.values.setdefault("id", submission.order.name)
        raise
    if posting.seen is not None:
        remember_head(app, posting)
    outcome = posting.outcomes[0]
    if isinstance(outcome, PaycliError):
        raise outcome
    return outcome


def remember_head(app: App, posting: Posting | None = None) -> None:
    """Remember the end of the log behind what was posted; where others wrote meanwhile, look at it first.

    The order stands by now, so what cannot be read here may not turn it into a failure; what is lost is only that a
    rewound ledger would be noticed as early as now.
    """
    if posting is not None and posting.wrote is not None and app.vouch(posting.wrote):
        return
    with suppress(Unavailable, PermissionRefused), app.book.view():
        pass


def stored_order(view: View, order: Order) -> Order | None:
    """Give the order that stands in the log under an order's id, for a repeat; None if the id is free."""
    entry = view.same_ids((order,)).get(identity(order))
    return None if entry is None else Order.parse(entry.order)

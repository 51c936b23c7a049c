"""Many orders of one wallet, signed one after the other, and posted in groups that keep nobody waiting."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import key_id, uuid8_of_key
from paycli.domain.orders import Order, Submission
from paycli.domain.texts import Text, clean_text, text_commitment
from paycli.errors import LedgerRewound
from paycli.services.engine.drafts import WALLET
from paycli.services.engine.posting import post
from paycli.services.engine.threads import map_in_two
from paycli.signing import derive, public_of, sign_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.bodies import Body
    from paycli.domain.orders import Seen
    from paycli.domain.ports import App
    from paycli.services.engine.posting import Outcome

# For so long a group may hold the lock; others who pay wait for one group at most.
GROUP_SECONDS = 0.06
_GROUP_FIRST, _GROUP_MOST = 32, 400


class Wanted(NamedTuple):
    """An order to be made: the key that its id comes from, its note, and its body from the commitment to that."""

    key: bytes
    note: str | None
    body: Callable[[str | None], Body]


class Signer:
    """Signs many orders of one kind for the wallet that acts; what is the same for all is looked up once.

    Raises what the vault raises.
    """

    def __init__(self, app: App, kind: str) -> None:
        self._app = app
        self._kind = kind
        self._seed = app.signing_seed(WALLET)
        self._public = public_of(self._seed)
        self._key = key_id(self._public)
        self._seen: Seen | None = app.seen
        self._size = _GROUP_FIRST

    @property
    def size(self) -> int:
        """How many orders the next group has."""
        return self._size

    def post(self, wanted: Sequence[Wanted]) -> Sequence[Outcome]:
        """Sign and post a group: each order has its outcome, and what was accepted is durable.

        Raises LedgerRewound, and what the door raises for all orders alike.
        """
        submissions = map_in_two(self._signed, wanted)
        began = monotonic()
        posting = post(self._app.book, self._app.clock, submissions)
        self._pace(len(wanted), posting.held_s or monotonic() - began)
        if posting.seen is None:
            raise next(each for each in posting.outcomes if isinstance(each, LedgerRewound))
        self._seen = posting.seen
        if posting.wrote is not None:
            self._app.vouch(posting.wrote)
        return posting.outcomes

    def _signed(self, wanted: Wanted) -> Submission:
        ledger, wallet = self._app.profile.ledger, self._app.profile.wallet
        order_id = uuid8_of_key(ledger, wallet, wanted.key)
        texts: tuple[Text, ...] = ()
        commitment = None
        if wanted.note:
            salt = derive(self._seed, "note", order_id).hex()
            texts = (Text("note", salt, clean_text("note", wanted.note)),)
            commitment = text_commitment(salt, texts[0].text)
        order = Order.make(
            self._kind,
            wanted.body(commitment),
            id=order_id,
            at=self._app.clock.now_ms(),
            key=self._key,
            ledger=ledger,
            wallet=wallet,
            seen=self._seen,
        )
        return Submission(order, sign_order(self._seed, order), self._public, texts)

    def _pace(self, orders: int, seconds: float) -> None:
        """Choose the size of the next group by how long this one held the lock."""
        fitting = int(orders * GROUP_SECONDS / max(seconds, 1e-6))
        self._size = max(1, min(fitting, 2 * self._size, _GROUP_MOST))

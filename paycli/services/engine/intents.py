"""From what somebody wants to a posted order: the id, the commitments, the signature, the door."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import key_id, uuid7, uuid8_of_key
from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order, Submission
from paycli.domain.state import Needs
from paycli.domain.texts import Text, clean_text, text_commitment
from paycli.errors import OutputFailed, PaycliError, PermissionRefused, Unavailable, Usage, WrongSigner
from paycli.services.engine.posting import Posted, post
from paycli.services.reading.names import name_wallet, opening_of
from paycli.signing import derive, public_of, sign_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from paycli.domain.book import Seen
    from paycli.domain.money import Money
    from paycli.domain.ports import App, View

WALLET, OPERATOR = "wallet", "operator"
_KEY_LENGTH_MOST = 200


class Plan(NamedTuple):
    """What is about to happen, for the confirmation: who pays from what, to whom, how much, and what comes back.

    `packets`, `back` (ms, when what is left comes back) and `opens` (ms, if later than now) are an envelope's.
    """

    verb: str
    payer: str
    balance: Money | None
    payee: str
    fingerprint: str | None
    money: Money
    detail: str
    play: bool
    packets: int = 0
    back: int | None = None
    opens: int | None = None


def _agree(_plan: Plan) -> None:
    """Agree without asking: what scripts and tests do."""


class Execution(NamedTuple):
    """How a moving command is carried out: its idempotency key, whether it is only tried, and who agrees to it.

    `agree` is shown the plan and raises Cancelled if the person says no.
    """

    key: str | None = None
    dry_run: bool = False
    agree: Callable[[Plan], None] = _agree


@contextmanager
def preparing(app: App, kind: str) -> Iterator[View]:
    """Open a view for what comes before an order of a kind is posted; a refusal then says that nothing happened."""
    with refusals_say(kind), app.book.view() as view:
        yield view


@contextmanager
def refusals_say(kind: str) -> Iterator[None]:
    """Let a refusal of what comes before an order of a kind is posted say so."""
    try:
        yield
    except PaycliError as error:
        error.money = error.money or KINDS[kind].nothing
        raise


def preflight(app: App, view: View, kind: str, body: Mapping[str, Any]) -> None:
    """Let the rules decide an order of the own wallet before anybody is asked about it; raises their refusal.

    It is neither signed nor written, so no secret is needed; commitments in the body may be made up. Which key the
    wallet will sign with is not known here, so the door alone refuses a key.
    """
    from paycli.domain.rules.judge import judge, needs
    from paycli.domain.state import Place

    wallet, head = app.profile.wallet, view.head()
    row = view.load(Needs(wallets=(wallet,))).wallets.get(wallet)
    key = str(opening_of(view, row)["key"]) if row is not None else None
    now = max(app.clock.now_ms(), head.time)
    fresh = uuid7(now, os.urandom(10))
    order = Order.make(kind, body, id=fresh, at=now, key=key, ledger=app.profile.ledger, wallet=wallet)
    try:
        judge(order, view.load(needs(order)), Place(head.size + 1, now))
    except WrongSigner:
        return
    except PaycliError as error:
        name_wallet(view, error)
        raise


class Draft:
    """An order in the making: it has its id and its signer's seed, so salts and seeds can be derived for the body."""

    def __init__(self, app: App, kind: str, *, party: str = WALLET, key: bytes | None = None) -> None:
        self.kind = kind
        self._app, self._party = app, party
        with refusals_say(kind):
            self._seed = app.signing_seed(party)
        self.wallet = app.profile.wallet if party == WALLET else None
        now_ms = app.clock.now_ms()
        ledger = app.profile.ledger
        self.id = uuid8_of_key(ledger, self.wallet, key) if key is not None else uuid7(now_ms, os.urandom(10))
        self._at = now_ms
        self._texts: list[Text] = []
        self._draw_seed: str | None = None

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

    def sign(self, body: Mapping[str, Any]) -> Submission:
        """Make the order and sign it, pinned to the newest place of the log that this client knows."""
        public = public_of(self._seed)
        order = Order.make(
            self.kind,
            body,
            id=self.id,
            at=self._at,
            key=key_id(public),
            ledger=self._app.profile.ledger,
            wallet=self.wallet,
            seen=self._app.memory.seen(self._app.profile.ledger),
        )
        return Submission(order, sign_order(self._seed, order), public, tuple(self._texts), self._draw_seed)


def key_bytes(key: str | None) -> bytes | None:
    """Read a typed idempotency key; raises Usage for an empty or overlong one."""
    if key is None:
        return None
    if not key or len(key) > _KEY_LENGTH_MOST:
        raise Usage(problem=f"An idempotency key has 1 to {_KEY_LENGTH_MOST} characters", help="")
    try:
        return key.encode()
    except UnicodeEncodeError:
        raise Usage(problem="The idempotency key is not Unicode text", help="") from None


def submit(app: App, submission: Submission, *, dry_run: bool = False) -> Posted:
    """Bring one order through the door and remember the place of the log behind it; raises its refusal."""
    posting = post(app.book, app.clock, [submission], dry_run=dry_run)
    remember_head(app, posting.seen)
    outcome = posting.outcomes[0]
    if isinstance(outcome, PaycliError):
        raise outcome
    return outcome


def remember_head(app: App, seen: Seen | None) -> None:
    """Remember the end of the log behind what was posted.

    The order stands by now, so a full disk here may not turn it into a failure: what is lost is only that a rewound
    ledger would be noticed as early as now.
    """
    if seen is not None:
        with suppress(Unavailable, PermissionRefused):
            app.memory.remember(app.profile.ledger, seen)


@contextmanager
def after_posting(app: App) -> Iterator[View]:
    """Open a view for what a result shows.

    The order stands by then: raises OutputFailed where others say that nothing happened, and any other error says it.
    """
    try:
        with app.book.view() as view:
            yield view
    except Unavailable as error:
        raise OutputFailed(reason=str(error.values.get("reason", "the ledger cannot be read"))) from error
    except PaycliError as error:
        error.money = "The order was booked and stands, but its result cannot be shown."
        raise

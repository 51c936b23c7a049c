"""Money over the edge by card: top-ups, withdrawals, and finding out what became of what is in flight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import key_id, uuid8_of_key
from paycli.domain.money import Money, parse_money
from paycli.domain.orders import Order, Submission
from paycli.domain.rules.judge import object_of
from paycli.domain.rules.people import CASH
from paycli.domain.rules.rails import done_key
from paycli.domain.state import DONE, PENDING, RETURNED, Needs
from paycli.errors import (
    AmountTooLarge,
    CardDeclined,
    CommitUnknown,
    IdempotencyConflict,
    PaycliError,
    PermissionRefused,
    RailMissing,
    RailPending,
    Unavailable,
    Unreadable,
)
from paycli.services.engine.drafts import Draft, key_bytes, remember_head, submit
from paycli.services.engine.intents import Execution, Plan
from paycli.services.engine.posting import Posted, post, settle_due
from paycli.services.engine.refusals import after_posting, preparing, refusals_say
from paycli.services.engine.signed_texts import handle_of
from paycli.services.rails.cards import pick
from paycli.services.reading.balances import own_money
from paycli.services.reading.names import shown
from paycli.signing import public_of, sign_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App, Card, Processor, RailAnswer, View
    from paycli.domain.state import LedgerObject


class RailTransfer(NamedTuple):
    """Money that crosses the edge: a top-up or withdrawal, by which card or cash, and how it stands.

    `balance` is that of whoever acts, where the money is theirs; `to` is whose it is, where it is not. `finished`
    says that it was ordered before and that this run brought it to its end.
    """

    id: str
    short: str
    kind: str
    money: Money
    by: str
    to: str | None
    state: str
    balance: Money | None
    replayed: bool
    finished: bool
    dry_run: bool


class Ticked(NamedTuple):
    """What `tick` did: how much was settled because of time, and how what was in flight ended."""

    settled: int
    done: tuple[str, ...]
    returned: tuple[str, ...]
    waiting: tuple[str, ...]


def card_text(card: Card) -> str:
    """Write a card as people know it: name, brand, last four digits."""
    return f"{card.name} {card.brand} ....{card.last4}"


def topup(app: App, amount: str, card_name: str | None, execution: Execution) -> RailTransfer:
    """Take a typed amount from a card. A lost reply is found again by asking, never charged twice.

    Raises CardDeclined, RailPending (status 75), LimitExceeded, CardUnknown.
    """
    with preparing(app, "topup.ask") as view:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        card = _card_for(app, view, card_name, execution)
    draft = Draft(app, "topup.ask", key=key_bytes(execution.key))
    route = _route_of(app, draft, card, execution)
    posted = submit(
        app,
        draft.sign({"rail": card.rail, "amount": money.amount_minor, "currency": money.currency}),
        dry_run=execution.dry_run,
    )
    state = _by_card(app, posted, route, money, card_text(card), execution)
    return rail_transfer(app, posted, money, card_text(card), state, execution)


def withdraw(app: App, amount: str, card_name: str | None, execution: Execution, *, cash: bool = False) -> RailTransfer:
    """Pay a typed amount out to a card, or set it aside for cash that the operator pays out.

    Raises InsufficientFunds, CardDeclined, RailPending, LimitExceeded, CardUnknown.
    """
    with preparing(app, "withdraw.ask") as view:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        card = None if cash else _card_for(app, view, card_name, execution)
        by = CASH if card is None else card_text(card)
        plan = Plan(
            "Withdraw", handle_of(view, app.profile.wallet), own_money(app, view, money.currency), by, None, money,
            "", app.registry.play,
        )  # fmt: skip
    execution.agree(plan)
    draft = Draft(app, "withdraw.ask", key=key_bytes(execution.key))
    route = None if card is None else _route_of(app, draft, card, execution)
    rail = CASH if card is None else card.rail
    posted = submit(
        app,
        draft.sign({"rail": rail, "amount": money.amount_minor, "currency": money.currency}),
        dry_run=execution.dry_run,
    )
    if route is None:
        state = posted.item.state if posted.item else PENDING
    else:
        state = _by_card(app, posted, route, money, by, execution)
    return rail_transfer(app, posted, money, by, state, execution)


def _card_for(app: App, view: View, typed: str | None, execution: Execution) -> Card:
    """Pick a card; when a key is repeated it is the one of the first time, be it still bound or not.

    Raises IdempotencyConflict for another, CardUnknown, CardMissing.
    """
    key = key_bytes(execution.key)
    if key is None:
        return pick(app, typed)
    object_id = uuid8_of_key(app.profile.ledger, app.profile.wallet, key)
    # A refused order leaves its key free, so the note of one says nothing.
    ordered = view.load(Needs(objects=(object_id,))).objects
    first = app.remembered_card(object_id) if ordered else None
    if first is None:
        return pick(app, typed)
    if typed is not None and typed != first.name:
        raise IdempotencyConflict
    return first


class _Route(NamedTuple):
    """How a card is reached: its processor, and its token where that is still to be asked for something."""

    card: Card
    processor: Processor
    token: Callable[[], str]


def _route_of(app: App, draft: Draft, card: Card, execution: Execution) -> _Route:
    """Look for whatever could be missing, and note the card, before the order stands.

    Raises IdempotencyConflict when the key goes by another card already, RailMissing, SecretMissing.
    """
    with refusals_say(draft.kind):
        processor = app.processor(card.rail)
        with app.book.view() as view:
            before = view.load(Needs(objects=(draft.id,))).objects.get(draft.id)
        # What has ended needs no card any more, and its card may be gone.
        token: Callable[[], str] = partial(app.card_token, card)
        if before is None:
            # From here on it is this run's, whatever becomes of the card meanwhile.
            token = partial(str, app.card_token(card))
        if not execution.dry_run and app.remember_card(draft.id, card) != card:
            raise IdempotencyConflict
    return _Route(card, processor, token)


def _by_card(app: App, posted: Posted, route: _Route, money: Money, by: str, execution: Execution) -> str:
    """Let the processor act on what was ordered, unless it has ended; raises RailPending, CardDeclined."""
    state = posted.item.state if posted.item else PENDING
    if execution.dry_run:
        return state
    # Another run with the same key may have noted another card just before the order stood: then that one acts.
    if app.remembered_card(posted.order.id) != route.card:
        raise IdempotencyConflict
    if state == PENDING:
        state = _act_at_once(app, posted.order.id, route)
    _raise_if_not_done(app, posted.order.id, state, money, by)
    return state


def rail_transfer(app: App, posted: Posted, money: Money, by: str, state: str, execution: Execution) -> RailTransfer:
    """Describe a top-up or withdrawal after an order about it was posted."""
    object_id = object_of(posted.order) or posted.order.id
    kind = "topup" if posted.order.kind == "topup.ask" else "withdrawal"
    with after_posting(app) as view:
        balance = own_money(app, view, money.currency)
        short = shown(view, object_id)
        # The result of a repeat has its object as it was before this run did anything about it.
        waited = posted.item is not None and posted.item.state == PENDING
        finished = posted.replayed and waited and state != PENDING
        return RailTransfer(
            object_id, short, kind, money, by, None, state, balance, posted.replayed, finished, execution.dry_run
        )


def _raise_if_not_done(app: App, object_id: str, state: str, money: Money, by: str) -> None:
    from paycli.domain.money import format_money

    with after_posting(app) as view:
        short = shown(view, object_id)
    if state == PENDING:
        raise RailPending(rail=by, amount=format_money(money, app.registry.currencies), short=short)
    if state == RETURNED:
        raise CardDeclined(card=by, reason="the bank said no", money="Nothing was moved.")


def _act_at_once(app: App, object_id: str, route: _Route) -> str:
    """Let a processor act on what was just asked for: whatever is in the way now, the order stands and is pending."""
    try:
        return _act(app, object_id, route.processor, route.token)
    except (Unavailable, CommitUnknown, PermissionRefused, Unreadable, AmountTooLarge):
        return PENDING


def _act(app: App, object_id: str, processor: Processor, token: Callable[[], str] | None) -> str:
    """Ask a processor about an object in flight, let it act if it never heard of it, and book its answer.

    The token is fetched only to act; without one nothing is started, only asked. Gives the state afterwards. No lock is
    held while it is asked.
    """
    with app.book.view() as view:
        item = view.load(Needs(objects=(object_id,))).objects[object_id]
    answer = processor.status(object_id)
    if answer is None and token is not None:
        act = processor.charge if item.kind == "topup" else processor.payout
        try:
            secret = token()
        except PaycliError as error:
            error.money = error.money or "It is ordered, and nothing has moved yet."
            raise
        answer = act(object_id, secret, item.amount_minor, str(item.currency))
    return _book_answer(app, item, processor, answer)


def _book_answer(app: App, item: LedgerObject, processor: Processor, answer: RailAnswer | None) -> str:
    if answer is None or answer.outcome in {"pending", "unknown"}:
        return PENDING
    kind = "rail.done" if answer.outcome == "settled" else "rail.failed"
    reference = answer.reference or f"none-{item.id}"
    submission = rail_answer(app, processor.signing_seed(app.profile.ledger), kind, item.id, reference)
    posting = post(app.book, app.clock, [submission])
    remember_head(app, posting.seen)
    outcome = posting.outcomes[0]
    if isinstance(outcome, PaycliError):
        # Another process of ours may have booked the same answer in between: then its result stands.
        with app.book.view() as view:
            now = view.load(Needs(objects=(item.id,))).objects[item.id]
        if now.state == PENDING:
            raise outcome
        return now.state
    return DONE if kind == "rail.done" else RETURNED


def rail_answer(app: App, seed: bytes, kind: str, object_id: str, reference: str) -> Submission:
    """Make and sign the order by which a rail says that something is done or failed."""
    ledger, public = app.profile.ledger, public_of(seed)
    order = Order.make(
        kind,
        {"of": object_id, "reference": reference},
        id=uuid8_of_key(ledger, None, done_key(object_id)),
        at=app.clock.now_ms(),
        key=key_id(public),
        ledger=ledger,
        seen=app.memory.seen(ledger),
    )
    return Submission(order, sign_order(seed, order), public)


def refresh(app: App, item: LedgerObject) -> str:
    """Ask the rail about one object in flight, if its rail can be asked; gives its state.

    Where this client was killed between the order and the call of the rail, the call is made now: the order was
    signed, and the rail acts once for an order id.
    """
    if item.state != PENDING or item.rail in {None, CASH}:
        return item.state
    try:
        processor = app.processor(str(item.rail))
    except RailMissing:
        return item.state
    card = app.remembered_card(item.id)
    token = None if card is None or card not in app.profile.cards else partial(app.card_token, card)
    return _act(app, item.id, processor, token)


def tick(app: App) -> Ticked:
    """Settle what is due and ask the rails about everything of this wallet that is in flight.

    What goes wrong with one thing in flight keeps nothing from the others: it is raised when all were asked.
    """
    settled = 0
    while count := settle_due(app.book, app.clock):
        settled += count
    with app.book.view() as view:
        flying = [
            item
            for kind in ("topup", "withdrawal")
            for item in view.objects_of(app.profile.wallet, kind, pending=True)
            if item.rail != CASH
        ]
    states: dict[str, str] = {}
    troubles: list[PaycliError] = []
    for item in flying:
        try:
            states[item.id] = refresh(app, item)
        except PaycliError as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]

    def those(state: str) -> tuple[str, ...]:
        return tuple(each for each, now in states.items() if now == state)

    return Ticked(settled, those(DONE), those(RETURNED), those(PENDING))

"""Money over the edge: top-ups, withdrawals, cash, and finding out what became of what is in flight."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import uuid8_of_key
from paycli.domain.money import Money, parse_money
from paycli.domain.orders import Order, Submission
from paycli.domain.people import CASH
from paycli.domain.rules import object_of
from paycli.domain.state import DONE, PENDING, RETURNED, Needs
from paycli.domain.texts import clean_note
from paycli.domain.topups import done_key
from paycli.errors import (
    AmountTooLarge,
    CardDeclined,
    CommitUnknown,
    IdempotencyConflict,
    NotAllowed,
    NotFound,
    PaycliError,
    PermissionRefused,
    RailMissing,
    RailPending,
    ReferenceTaken,
    Unavailable,
    Unreadable,
)
from paycli.services.balances import own_money
from paycli.services.cards import pick
from paycli.services.lookup import WITHDRAWAL, find
from paycli.services.names import handle_of, resolve, shown
from paycli.services.ordering import OPERATOR, Draft, How, Plan, after_posting, key_bytes, preparing, remember, submit
from paycli.services.posting import Posted, post, settle_due
from paycli.signing import key_id, public_of, sign_order

if TYPE_CHECKING:
    from paycli.domain.ports import App, Card, Processor, RailAnswer, View
    from paycli.domain.state import Object


class Crossing(NamedTuple):
    """Money that crosses the edge: a top-up or withdrawal, by which card or cash, and how it stands."""

    id: str
    short: str
    kind: str
    money: Money
    by: str
    state: str
    balance: Money
    replayed: bool
    dry_run: bool


class CashTaken(NamedTuple):
    """Cash that the operator took for a wallet."""

    id: str
    short: str
    to: str
    money: Money
    note: str | None
    replayed: bool
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


def topup(app: App, amount: str, card_name: str | None, how: How) -> Crossing:
    """Take a typed amount from a card. A lost reply is found again by asking, never charged twice.

    Raises CardDeclined, RailPending (status 75), LimitExceeded, CardUnknown.
    """
    with preparing(app, "topup.ask") as view:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        card = _card_for(app, view, card_name, how)
    draft = Draft(app, "topup.ask", key=key_bytes(how.key))
    # What could be missing is looked for before the order stands.
    processor, token = app.processor(card.rail), app.card_token(card)
    submission = draft.sign({"rail": card.rail, "amount": money.amount_minor, "currency": money.currency})
    if not how.dry_run:
        app.note_crossing(draft.id, card)
    posted = submit(app, submission, dry_run=how.dry_run)
    state = posted.item.state if posted.item else PENDING
    if not how.dry_run:
        if state == PENDING:
            state = _act_at_once(app, posted.order.id, processor, token)
        _raise_if_not_done(app, posted.order.id, state, money, card_text(card))
    return _crossing(app, posted, money, card_text(card), state, how)


def withdraw(app: App, amount: str, card_name: str | None, how: How, *, cash: bool = False) -> Crossing:
    """Pay a typed amount out to a card, or set it aside for cash that the operator pays out.

    Raises InsufficientFunds, CardDeclined, RailPending, LimitExceeded, CardUnknown.
    """
    with preparing(app, "withdraw.ask") as view:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        card = None if cash else _card_for(app, view, card_name, how)
        by = CASH if card is None else card_text(card)
        plan = Plan(
            "Withdraw", handle_of(view, app.profile.wallet), own_money(app, view, money.currency), by, None, money,
            "", app.registry.play,
        )  # fmt: skip
    how.agree(plan)
    draft = Draft(app, "withdraw.ask", key=key_bytes(how.key))
    if card is None:
        rail, processor, token = CASH, None, None
    else:
        rail, processor, token = card.rail, app.processor(card.rail), app.card_token(card)
    submission = draft.sign({"rail": rail, "amount": money.amount_minor, "currency": money.currency})
    if card is not None and not how.dry_run:
        app.note_crossing(draft.id, card)
    posted = submit(app, submission, dry_run=how.dry_run)
    state = posted.item.state if posted.item else PENDING
    if processor is not None and not how.dry_run:
        if state == PENDING:
            state = _act_at_once(app, posted.order.id, processor, token)
        _raise_if_not_done(app, posted.order.id, state, money, by)
    return _crossing(app, posted, money, by, state, how)


def _card_for(app: App, view: View, typed: str | None, how: How) -> Card:
    """Pick a card; when a key is repeated it is the one of the first time. Raises IdempotencyConflict for another."""
    key = key_bytes(how.key)
    object_id = None if key is None else uuid8_of_key(app.profile.ledger, app.profile.wallet, key)
    first = None if object_id is None else app.crossing_card(object_id)
    if object_id is None or first is None:
        return pick(app, typed)
    card = first if typed is None else pick(app, typed)
    if card != first and view.load(Needs(objects=(object_id,))).objects:
        raise IdempotencyConflict
    return card


def _crossing(app: App, posted: Posted, money: Money, by: str, state: str, how: How) -> Crossing:
    """Describe a top-up or withdrawal after an order about it was posted."""
    object_id = object_of(posted.order) or posted.order.id
    kind = "topup" if posted.order.kind == "topup.ask" else "withdrawal"
    with after_posting(app) as view:
        balance = own_money(app, view, money.currency)
        short = shown(view, object_id)
        return Crossing(object_id, short, kind, money, by, state, balance, posted.replayed, how.dry_run)


def _raise_if_not_done(app: App, object_id: str, state: str, money: Money, by: str) -> None:
    from paycli.domain.money import format_money

    with after_posting(app) as view:
        short = shown(view, object_id)
    if state == PENDING:
        raise RailPending(rail=by, amount=format_money(money, app.registry.currencies), short=short)
    if state == RETURNED:
        raise CardDeclined(card=by, reason="the bank said no", money="Nothing was moved.")


def _act_at_once(app: App, object_id: str, processor: Processor, token: str | None) -> str:
    """Let a processor act on what was just asked for: whatever is in the way now, the order stands and is pending."""
    try:
        return _act(app, object_id, processor, token)
    except (Unavailable, CommitUnknown, PermissionRefused, Unreadable, AmountTooLarge):
        return PENDING


def _act(app: App, object_id: str, processor: Processor, token: str | None) -> str:
    """Ask a processor about an object in flight, let it act if it never heard of it, and book its answer.

    Without a token nothing is started, only asked. Gives the state afterwards. No lock is held while it is asked.
    """
    with app.book.view() as view:
        item = view.load(Needs(objects=(object_id,))).objects[object_id]
    answer = processor.status(object_id)
    if answer is None and token is not None:
        act = processor.charge if item.kind == "topup" else processor.payout
        answer = act(object_id, token, item.amount_minor, str(item.currency))
    return _book_answer(app, item, processor, answer)


def _book_answer(app: App, item: Object, processor: Processor, answer: RailAnswer | None) -> str:
    if answer is None or answer.outcome in {"pending", "unknown"}:
        return PENDING
    kind = "rail.done" if answer.outcome == "settled" else "rail.failed"
    reference = answer.reference or f"none-{item.id}"
    submission = rail_answer(app, processor.signing_seed(app.profile.ledger), kind, item.id, reference)
    posting = post(app.book, app.clock, [submission])
    remember(app, posting.seen)
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


def refresh(app: App, item: Object) -> str:
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
    card = app.crossing_card(item.id)
    return _act(app, item.id, processor, app.card_token(card) if card else None)


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


def cash_in(app: App, who: str, amount: str, note: str | None, how: How) -> CashTaken:
    """Book cash that the operator took for a handle. Raises OperatorOnly."""
    with preparing(app, "cash.in") as view:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        wallet, note = resolve(view, who), clean_note(note)
        name = handle_of(view, wallet)
        plan = Plan("Book cash", "cash", None, name, None, money, "", app.registry.play)
    how.agree(plan)
    draft = Draft(app, "cash.in", party=OPERATOR, key=key_bytes(how.key))
    body = {
        "wallet": wallet,
        "amount": money.amount_minor,
        "currency": money.currency,
        "note": draft.text("note", note),
    }
    posted = submit(app, draft.sign(body), dry_run=how.dry_run)
    with after_posting(app) as view:
        short = shown(view, posted.order.id)
    return CashTaken(posted.order.id, short, name, money, note, posted.replayed, how.dry_run)


def cash_out(app: App, typed: str, how: How, *, refuse: bool = False, complete: bool = False) -> Crossing:
    """Book that the operator paid out the cash of a withdrawal, or with `refuse` that the money goes back.

    The order's id comes from the withdrawal, so a repeat is one anyway. There being no bank that could give a
    reference, it is made from that id too, or from an idempotency key, and is unique on its rail: the same key for
    another withdrawal is a conflict. Raises OperatorOnly, NotFound, AlreadyEnded, IdempotencyConflict.
    """
    seed, key = app.signing_seed(OPERATOR), key_bytes(how.key)
    with preparing(app, "rail.done") as view:
        item = find(app, view, typed, (WITHDRAWAL,), complete=complete).item
        if item is None:
            raise NotFound(what="withdrawal", typed=typed[:40], help="paycli inbox")
        if item.rail != CASH:
            raise NotAllowed(reason="That withdrawal goes to a card, not to cash")
        name = handle_of(view, str(item.maker))
        money = Money(item.amount_minor, str(item.currency))
        verb, source = ("Give back", "what was set aside") if refuse else ("Paid out", "the cash drawer")
        plan = Plan(verb, source, None, name, None, money, "", app.registry.play)
    how.agree(plan)
    kind, state = ("rail.failed", RETURNED) if refuse else ("rail.done", DONE)
    reference = item.id if key is None else uuid8_of_key(app.profile.ledger, None, key)
    submission = rail_answer(app, seed, kind, item.id, f"cash-{reference}")
    try:
        posted = submit(app, submission, dry_run=how.dry_run)
    except ReferenceTaken as error:
        raise IdempotencyConflict(money=error.money) from error
    return _crossing(app, posted, money, f"cash to {name}", state, how)

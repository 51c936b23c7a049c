"""Money over the edge by card: top-ups, withdrawals, and finding out what became of what is in flight."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import RailAskBody
from paycli.domain.ids import name_of, uuid8_of_key
from paycli.domain.lives import LIVES, MADE_BY, TOPUP, WITHDRAWAL, Direction
from paycli.domain.money import Money, format_minor, parse_money
from paycli.domain.orders import Submission
from paycli.domain.parties import CASH
from paycli.domain.state import PENDING, RETURNED
from paycli.domain.subjects import object_of
from paycli.errors import (
    AlreadyInFlight,
    AmountTooLarge,
    CardDeclined,
    CommitUnknown,
    IdempotencyConflict,
    InsufficientFunds,
    PermissionRefused,
    RailPending,
    Unavailable,
    Unreadable,
    step,
)
from paycli.services.engine.drafts import key_bytes
from paycli.services.engine.intents import Intent, Payee, Plan, carry_out
from paycli.services.rails.cards import pick
from paycli.services.rails.in_flight import act
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.reader import Reader, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.orders import Submission
    from paycli.domain.ports import App, Card, Processor
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.engine.posting import Posted


class RailTransfer(NamedTuple):
    """Money that crosses the edge: a top-up or withdrawal, by which card or cash, and how it stands.

    `id` is that of the order, which asks for it or, where `of` names one, ends it; `kind`, `n` and `time` (ms) are that
    order's, and `life` is the kind of object. `balance` is that of whoever acts, where the money is theirs; `to` is
    whose it is, and `paid_out` says that somebody else's went out in cash. `finished` says that it was ordered before
    and that this run brought it to its end.
    """

    id: str
    of: str | None
    short: str
    life: str
    n: int
    time: int
    kind: str
    money: Money
    by: str
    to: str | None
    paid_out: bool
    state: str
    balance: Money | None
    replayed: bool
    finished: bool
    dry_run: bool


def card_text(card: Card) -> str:
    """Write a card as people know it: name, brand, last four digits."""
    return f"{card.name} {card.brand} ....{card.last4}"


def topup(app: App, amount: str, card_name: str | None, execution: Execution, *, again: bool = False) -> RailTransfer:
    """Take a typed amount from a card. A lost reply is found again by asking, never charged twice.

    Without a key a repeat cannot be told from one more, so one like it that is in flight refuses it unless `again`.
    Raises AlreadyInFlight, CardDeclined, RailPending (status 75), LimitExceeded, CardUnknown.
    """
    with before_posting(app, "topup.ask") as reader:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        card = _card_for(app, reader, card_name, execution)
        by = card_text(card)
        if not again:
            _refuse_a_second(app, reader, TOPUP, (card.rail, money), execution)
        plan = Plan(
            verb="Charge the card",
            payer=by,
            payees=(Payee(reader.handle(reader.own)),),
            money=money,
            play=app.registry.play,
        )
    route = _Route(app, card, execution)
    posted = carry_out(app, execution, Intent("topup.ask", _asks(card.rail, money), plan=plan, ready=route.prepare))
    state = _by_card(app, posted, route, money, execution)
    return rail_transfer(app, posted, Ended(money, by, state), execution)


def withdraw(
    app: App, amount: str, card_name: str | None, execution: Execution, *, cash: bool = False, again: bool = False
) -> RailTransfer:
    """Pay a typed amount out to a card, or set it aside for cash that the operator pays out.

    What is in flight to a card refuses another one like it, as with `topup`. Raises AlreadyInFlight,
    InsufficientFunds, CardDeclined, RailPending, LimitExceeded, CardUnknown.
    """
    with before_posting(app, "withdraw.ask") as reader:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        card = None if cash else _card_for(app, reader, card_name, execution)
        by = CASH if card is None else card_text(card)
        if card is not None and not again:
            _refuse_a_second(app, reader, WITHDRAWAL, (card.rail, money), execution)
        plan = Plan(
            verb="Withdraw",
            payer=reader.handle(app.profile.wallet),
            payees=(Payee(by),),
            money=money,
            play=app.registry.play,
            balance=reader.balance(money.currency),
        )
    with _at_most(amount):
        return _paid_out(app, card, Ended(money, by, PENDING), plan, execution)


@contextmanager
def _at_most(typed: str) -> Iterator[None]:
    """Let a refusal of too much say how much there is: no top-up helps whoever takes money out."""
    try:
        yield
    except InsufficientFunds as error:
        if most := str(error.values.get("most", "")):
            error.values["help"] = step("type_instead", wrong=typed, right=most)
        raise


def _paid_out(app: App, card: Card | None, asked: Ended, plan: Plan, execution: Execution) -> RailTransfer:
    money = asked.money
    if card is None:
        posted = carry_out(app, execution, Intent("withdraw.ask", _asks(CASH, money), plan=plan))
        state = posted.subject.state if posted.subject else PENDING
    else:
        route = _Route(app, card, execution)
        intent = Intent("withdraw.ask", _asks(card.rail, money), plan=plan, ready=route.prepare)
        posted = carry_out(app, execution, intent)
        state = _by_card(app, posted, route, money, execution)
    return rail_transfer(app, posted, asked._replace(state=state), execution)


def _refuse_a_second(app: App, reader: Reader, kind: str, going: tuple[str, Money], execution: Execution) -> None:
    """Raise AlreadyInFlight where this sum is on its way already and no key says whether this is the same one."""
    if execution.key is not None:
        return
    rail, money = going
    for item in reader.view.objects_of(reader.own, kind, pending=True):
        if (item.rail, item.currency, item.amount_minor) == (rail, money.currency, money.amount_minor):
            card = app.remembered_card(item.id)
            by = f" by {card_text(card)}" if card is not None else ""
            what = "A top-up" if kind == TOPUP else "A withdrawal"
            amount = format_minor(money.amount_minor, app.registry.currencies[money.currency])
            raise AlreadyInFlight(
                what=f"{what} of {amount} {money.currency}{by}",
                short=reader.short(item.id),
                id=item.id,
                amount=amount,
                currency=money.currency,
                by=None if card is None else card_text(card),
            )


def _asks(rail: str, money: Money) -> Callable[[Draft], RailAskBody]:
    """Give what makes the body of an order that asks a rail to move money."""
    return lambda _: RailAskBody(rail=rail, amount_minor=money.amount_minor, currency=money.currency)


def _card_for(app: App, reader: Reader, typed: str | None, execution: Execution) -> Card:
    """Pick a card; when a key is repeated it is the one of the first time, be it still bound or not.

    Raises IdempotencyConflict for another, CardUnknown, CardMissing.
    """
    key = key_bytes(execution.key)
    if key is None:
        return pick(app, typed)
    object_id = name_of(uuid8_of_key(reader.registry.ledger, reader.own, key), reader.own)
    # A refused order leaves its key free, so the note of one says nothing.
    ordered = reader.find_object(object_id)
    first = app.remembered_card(object_id) if ordered is not None else None
    if first is None:
        return pick(app, typed)
    if typed is not None and typed != first.name:
        raise IdempotencyConflict(id=object_id)
    return first


class _Route:
    """How a card is reached: its processor, and its token where that is still to be asked for something."""

    processor: Processor
    token: Callable[[], str]

    def __init__(self, app: App, card: Card, execution: Execution) -> None:
        self.card = card
        self._app, self._dry_run = app, execution.dry_run

    def prepare(self, submission: Submission) -> None:
        """Look for whatever could be missing, and note the card, before the order stands.

        Raises IdempotencyConflict when the key goes by another card already, RailMissing, SecretMissing.
        """
        app, card, object_id = self._app, self.card, submission.order.name
        self.processor = app.processor(card.rail)
        with reading(app) as reader:
            before = reader.find_object(object_id)
        # What has ended needs no card any more, and its card may be gone.
        self.token = partial(app.card_token, card)
        if before is None:
            # From here on it is this run's, whatever becomes of the card meanwhile.
            self.token = partial(str, app.card_token(card))
        if not self._dry_run and app.remember_card(object_id, card) != card:
            raise IdempotencyConflict(id=object_id)


def _by_card(app: App, posted: Posted, route: _Route, money: Money, execution: Execution) -> str:
    """Let the processor act on what was ordered, unless it has ended; raises RailPending, CardDeclined."""
    state = posted.subject.state if posted.subject else PENDING
    if execution.dry_run:
        return state
    # Another run with the same key may have noted another card just before the order stood: then that one acts.
    if app.remembered_card(posted.order.name) != route.card:
        raise IdempotencyConflict(id=posted.order.name)
    if state == PENDING:
        state = _act_at_once(app, posted.order.name, route)
    _raise_if_not_done(app, posted.order.name, Ended(money, card_text(route.card), state))
    return state


class Ended(NamedTuple):
    """How much went by what, a card or cash, and how it stands by now."""

    money: Money
    by: str
    state: str


def rail_transfer(app: App, posted: Posted, ended: Ended, execution: Execution) -> RailTransfer:
    """Describe a top-up or withdrawal after an order about it was posted."""
    object_id = object_of(posted.order) or posted.order.name
    # The result of a repeat has its object as it was before this run did anything about it.
    waited = posted.subject is not None and posted.subject.state == PENDING
    life = MADE_BY[posted.order.kind].kind if posted.order.kind in MADE_BY else WITHDRAWAL
    with after_posting(app, posted.order.name) as reader:
        return RailTransfer(
            id=posted.order.name,
            of=None if object_id == posted.order.name else object_id,
            short=reader.short(object_id),
            life=life,
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            money=ended.money,
            by=ended.by,
            to=reader.handle(reader.own) if LIVES[life].direction is Direction.IN else None,
            paid_out=False,
            state=ended.state,
            balance=reader.balance(ended.money.currency),
            replayed=posted.replayed,
            finished=posted.replayed and waited and ended.state != PENDING,
            dry_run=execution.dry_run,
        )


def _raise_if_not_done(app: App, object_id: str, ended: Ended) -> None:
    with after_posting(app, object_id) as reader:
        short = reader.short(object_id)
    if ended.state == PENDING:
        amount = format_minor(ended.money.amount_minor, app.registry.currencies[ended.money.currency])
        raise RailPending(rail=ended.by, amount=amount, currency=ended.money.currency, short=short, id=object_id)
    if ended.state == RETURNED:
        raise CardDeclined(card=ended.by, reason="the bank said no", money="Nothing was moved.", id=object_id)


def _act_at_once(app: App, object_id: str, route: _Route) -> str:
    """Let a processor act on what was just asked for: whatever is in the way now, the order stands and is pending."""
    try:
        return act(app, object_id, route.processor, route.token)
    except (Unavailable, CommitUnknown, PermissionRefused, Unreadable, AmountTooLarge):
        return PENDING

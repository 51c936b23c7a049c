"""Undoing an own order: it is cancelled where it can be, else its payees are asked for the money; never more than that.

Nothing debits a payee without their signature, so money that has arrived comes back only if they give it.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.asking_bodies import RequestNewBody, Share
from paycli.domain.batch_bodies import BatchRowBody, BatchSendBody
from paycli.domain.bodies import CancelBody
from paycli.domain.kinds import KINDS
from paycli.domain.lives import MADE_BY
from paycli.domain.orders import read_unchecked
from paycli.domain.state import DONE, PENDING
from paycli.errors import AlreadyAsked, AlreadyEnded, NotAllowed, PaycliError, Usage, step
from paycli.services.payments.cancel import CancelledThing, cancel, ending_text, not_cancelled
from paycli.services.payments.requests import RequestMade, Terms, Wanted, carry, prepare
from paycli.services.reading.given_back import meant_payment, paid_to
from paycli.services.reading.lookup import Found, find
from paycli.services.reading.places import Period, entries
from paycli.services.reading.reader import reading
from paycli.services.reading.under_key import ordered_under
from paycli.services.reading.waiting import state_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.orders import Order
    from paycli.domain.ports import App, Entry
    from paycli.domain.state import LedgerObject
    from paycli.services.engine.intents import Execution
    from paycli.services.payments.requests import Prepared
    from paycli.services.reading.given_back import PaidTo
    from paycli.services.reading.reader import Reader

NOTHING = "Nothing was undone."
# The words of the request where nobody wrote others.
_NOTE = "undo"
# Among so many of the wallet's newest entries it looks for the newest order that can be undone.
_LOOKED_AT_MOST = 500


class Undone(NamedTuple):
    """What became of an order that was to be undone: it was cancelled, or its payees were asked for the money."""

    of: str
    of_short: str
    cancelled: CancelledThing | None = None
    asked: RequestMade | None = None


class _Own(NamedTuple):
    """An own order: its entry, and the object that it made."""

    entry: Entry
    order: Order
    item: LedgerObject | None

    @property
    def found(self) -> Found:
        """The same as look-up gives it."""
        return Found(self.order.name, self.order.kind, self.entry.n, self.item)


@contextmanager
def _looking(app: App) -> Iterator[Reader]:
    try:
        with reading(app) as reader:
            yield reader
    except PaycliError as error:
        error.money = error.money or NOTHING
        raise


def undo(
    app: App, typed: str | None, note: str | None, execution: Execution, *, full_ids_required: bool = False
) -> Undone:
    """Undo an own order by its id, or the newest one that can be undone.

    Raises NotFound, NotAllowed, AlreadyEnded and AlreadyAsked where there is nothing to do, what `cancel` raises, and
    what asking raises.
    """
    with _looking(app) as reader:
        if typed is None and full_ids_required:
            raise Usage(
                problem="Without a question, or with a key, the id of the order is wanted", help=step("look_at_log")
            )
        own = _newest(reader) if typed is None else _meant(reader, typed, full_ids_required=full_ids_required)
        before = ordered_under(reader, execution.key)
        short = reader.short(own.order.name)
        prepared = None
        if not isinstance(before, CancelBody) and not _can_be_cancelled(own, reader.time):
            prepared = _asking_back(reader, own, note, before)
    if prepared is None:
        return Undone(own.order.name, short, cancelled=cancel(app, own.order.name, execution))
    return Undone(own.order.name, short, asked=carry(app, prepared, execution))


def _can_be_cancelled(own: _Own, time: int) -> bool:
    item = own.item
    return item is not None and lives.LIVES[item.kind].cancellable and not item.is_over(time)


# --- which order -----------------------------------------------------------------------------------------------------
def _meant(reader: Reader, typed: str, *, full_ids_required: bool) -> _Own:
    """Find an own order by its id; raises NotFound, NotAllowed."""
    found = find(reader, typed, full_ids_required=full_ids_required)
    entry, order = meant_payment(reader, found)
    if order.wallet == reader.own:
        return _own(reader, entry, order)
    if paid_to(reader, entry, order, reader.own) is not None:
        raise NotAllowed(reason="Somebody paid you that", help=step("give_back", thing=reader.short(order.name)))
    raise NotAllowed(reason="That order is not yours", help=step("look_at_log"))


def _own(reader: Reader, entry: Entry, order: Order) -> _Own:
    return _Own(entry, order, reader.find_object(order.name) if order.kind in MADE_BY else None)


def _newest(reader: Reader) -> _Own:
    """Find the newest own order that spends or can be cancelled, unless it came to nothing; raises NotAllowed."""
    for entry in islice(entries(reader, reader.own, Period()), _LOOKED_AT_MOST):
        order = read_unchecked(entry.order)
        life = MADE_BY.get(order.kind)
        if order.wallet != reader.own or not (KINDS[order.kind].spends or (life is not None and life.cancellable)):
            continue
        own = _own(reader, entry, order)
        if isinstance(order.body, BatchRowBody):
            raise NotAllowed(reason="Your newest payment is a row of a batch", help=step("look_at_batches"))
        if not _came_to_nothing(reader, own):
            return own
    raise NotAllowed(reason="No order of yours can be undone", help=step("look_at_log"))


def _came_to_nothing(reader: Reader, own: _Own) -> bool:
    """Tell whether the money of an order is back, or there was none of it and it has ended."""
    if isinstance(own.order.body, RequestNewBody) and _asks_back(reader, own.order.body):
        # A payment was undone by it, as far as that goes.
        return True
    if own.item is not None and own.item.is_over(reader.time):
        return state_now(reader, own.item) != DONE or not KINDS[own.order.kind].spends
    paid = _paid(reader, own)
    return bool(paid) and not any(each.left.amount_minor for _, each in paid)


def _asks_back(reader: Reader, body: RequestNewBody) -> bool:
    """Tell whether a request asks the payees of an own order for its money."""
    if body.about is None:
        return False
    found = find(reader, body.about)
    entry, order = meant_payment(reader, found)
    payees = {each.wallet for each in _paid(reader, _own(reader, entry, order))}
    return order.wallet == reader.own and {share.wallet for share in body.shares} <= payees


# --- asking for it back ----------------------------------------------------------------------------------------------
class _PaidBy(NamedTuple):
    """What an own order paid to one wallet."""

    wallet: str
    paid: PaidTo

    @property
    def left(self) -> Share:
        """What of it did not come back, as a share of a request."""
        return Share(self.wallet, self.paid.left.amount_minor)


def _paid(reader: Reader, own: _Own) -> list[_PaidBy]:
    """Give what an order paid to each of its payees; nothing where it pays nobody, or has not arrived."""
    body, name = own.order.body, own.order.name
    to = [row.to for row in body.rows] if isinstance(body, BatchSendBody) else [getattr(body, "to", "")]
    found = [(wallet, paid_to(reader, own.entry, own.order, wallet)) for wallet in dict.fromkeys(to) if wallet]
    paid = {wallet: each for wallet, each in found if each is not None and wallet != reader.own}
    for request in _requests_about(reader, name, set(paid)) if paid else ():
        for answer in reader.view.answers(request.id):
            if answer.state == DONE:
                paid[answer.wallet] = paid[answer.wallet].less(answer.amount_minor)
    return [_PaidBy(wallet, each) for wallet, each in paid.items()]


def _requests_about(reader: Reader, name: str, payees: set[str]) -> list[lives.Request]:
    """Give the own requests, open or not, that ask the payees of an order for its money."""
    made = map(lives.as_request, reader.view.objects_of(reader.own, lives.REQUEST, pending=False))
    about = [each for each in made if each is not None and each.body.about == name]
    return [each for each in about if {share.wallet for share in each.body.shares} <= payees]


def _asking_back(reader: Reader, own: _Own, note: str | None, before: object) -> Prepared:
    """Ask the payees of an order for what did not come back of it; a repeat under its key asks for the same."""
    name = own.order.name
    paid = _paid(reader, own)
    if isinstance(before, RequestNewBody) and before.about == name:
        shares, currency = before.shares, before.currency
    else:
        if not paid:
            raise _not_undone(reader, own)
        shares, currency = tuple(each.left for each in paid if each.left.amount_minor), paid[0].paid.money.currency
        if not shares:
            raise AlreadyEnded(of=name, state="all of it was given back", help=step("look_at_thing", thing=name[-12:]))
        for each in _requests_about(reader, name, {share.wallet for share in shares}):
            if not each.is_over(reader.time):
                raise AlreadyAsked(id=each.id, help=step("look_at_thing", thing=reader.short(each.id)))
    prepared = prepare(reader, Wanted(shares, currency, note=_NOTE, about=name), Terms(note))
    return prepared._replace(plan=prepared.plan._replace(verb="Ask for it back"))


def _not_undone(reader: Reader, own: _Own) -> PaycliError:
    """Say why an order that paid nobody, or can no longer be cancelled, cannot be undone."""
    if own.item is None or not lives.LIVES[own.item.kind].cancellable or own.item.kind == lives.SALE:
        return not_cancelled(reader, own.found)
    state = state_now(reader, own.item)
    if state == PENDING:
        return NotAllowed(reason="It is settled in this moment", help=step("settle_due"))
    return AlreadyEnded(of=own.item.id, state=state, detail=ending_text(own.item, state))

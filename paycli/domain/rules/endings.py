"""How an object ends before its time, taken back by its maker, and at its time, by itself: the same for every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import shifts
from paycli.domain.accounts import hold_account, main_account
from paycli.domain.ids import settle_id
from paycli.domain.lives import CANCELLABLE, LIVES, as_sale, as_shift, as_wait
from paycli.domain.rules.answering import answered
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import move
from paycli.domain.rules.waiting import settled
from paycli.domain.state import CANCELLED, EXPIRED, PENDING, Changes, Needs
from paycli.errors import AlreadyEnded, NotAllowed, NotFound, OrderMalformed, step

if TYPE_CHECKING:
    from typing import TypeAlias

    from paycli.domain import bodies
    from paycli.domain.orders import Order
    from paycli.domain.state import LedgerObject, Place, State

    Ending: TypeAlias = bodies.CancelBody | bodies.SettleBody

WHAT_IS_CANCELLED = f"{' or '.join(LIVES[kind].word for kind in CANCELLABLE)} of yours"


def object_needs(order: Order[Ending]) -> Needs:
    """Name the object that a cancel or a settlement is about, with its money."""
    return Needs(objects=(order.body.of,), funds=(order.body.of,))


def decide_cancel(order: Order[bodies.CancelBody], state: State, place: Place) -> Changes:
    """Take back what has not ended yet, an envelope with packets left or an unpaid sale; only its maker may."""
    subject = state.objects.get(order.body.of)
    if subject is None or subject.maker != order.wallet:
        raise NotFound(what=WHAT_IS_CANCELLED, typed=order.body.of[:8], help=step("look_at_log"))
    if not LIVES[subject.kind].cancellable:
        raise NotAllowed(reason=f"A {subject.kind} in flight ends only by its rail")
    if subject.is_over(place.time):
        raise AlreadyEnded(state=EXPIRED if subject.state == PENDING else subject.state)
    sale = as_sale(subject)
    shift = as_shift(state.objects.get(sale.body.shift or "")) if sale is not None else None
    if shift is not None and shift.state != PENDING:
        # It has counted the sale as expired, whatever a clock that was set back says since.
        raise AlreadyEnded(state=EXPIRED)
    ended = subject._replace(state=CANCELLED, held_minor=0, ended=place.time)
    changes = _end(subject, ended, state, place.time)
    if sale is None or shift is None:
        return changes
    return changes._replace(objects=(*changes.objects, shift._replace(detail=shifts.aborted(shift.detail, sale))))


def decide_settle(order: Order[bodies.SettleBody], state: State, place: Place) -> Changes:
    """Send back what is due, dated when it was due: state and time alone decide, nobody needs to sign."""
    subject = state.objects.get(order.body.of)
    if subject is None or not LIVES[subject.kind].settles or subject.due is None:
        raise NotFound(what="object that settles by time", typed=order.body.of[:8], help="")
    if subject.state != PENDING or subject.held_minor <= 0:
        raise AlreadyEnded(state=subject.state)
    if place.time < subject.due or order.at != subject.due:
        raise AlreadyEnded(state="not yet due")
    if order.id != settle_id(subject.id):
        raise OrderMalformed(reason="its id is not that of a settlement")
    wait = as_wait(subject)
    if wait is not None:
        return settled(wait, state)
    return _end(subject, subject._replace(state=EXPIRED, held_minor=0, ended=subject.due), state, subject.due)


def _end(subject: LedgerObject, ended: LedgerObject, state: State, effective: int) -> Changes:
    """End an object and send what it holds to its maker; `effective` is when that counts."""
    asked = answered(subject, state, ended.state)
    if not subject.held_minor:
        return Changes(objects=(ended,), asked=asked)
    currency = str(subject.currency)
    source, target = hold_account(subject.id, currency), main_account(str(subject.maker), currency)
    back = move(state, source, target, subject.held_minor, effective, back=True)
    return Changes((back,), (ended,), asked=asked)


RULES = {
    "cancel": Rule(object_needs, decide_cancel),
    "settle": Rule(object_needs, decide_settle),
}

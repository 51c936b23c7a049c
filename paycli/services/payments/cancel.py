"""Taking back what nobody has taken or paid yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.bodies import CancelBody, CashInBody, SendBody
from paycli.domain.ids import short
from paycli.domain.money import Money, typed_money
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.sales import refund_of_rest
from paycli.domain.state import CANCELLED, DONE, EXPIRED
from paycli.domain.till_bodies import SalePayBody
from paycli.errors import AlreadyEnded, NotAllowed, step
from paycli.services.engine.intents import Intent, Payee, Plan, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.goods import goods_of
from paycli.services.reading.lookup import Found, find

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.domain.state import LedgerObject
    from paycli.errors import PaycliError
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader

_ONLY = (
    "Only an envelope, an unpaid sale, a batch, a waiting transfer and a request can be cancelled; a sent payment is"
    " final"
)


class CancelledThing(NamedTuple):
    """Something that was taken back, what came back with it, and what its maker has now.

    `what` is the kind of object; `n`, `time` (ms) and `kind` are those of the order that took it back.
    """

    id: str
    of: str
    of_short: str
    what: str
    returned: Money | None
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def not_cancelled(reader: Reader, found: Found) -> PaycliError:
    """Say what can be done instead about something that nobody can cancel."""
    if (sold := lives.as_sale(found.subject)) is not None and sold.state == DONE:
        return _paid(reader, sold)
    if found.subject is not None:
        reason = "Only its bank or the operator can end a transfer in flight"
        direction = lives.LIVES[found.subject.kind].direction
        if direction is not None:
            return NotAllowed(reason=reason, then=step("send_cash_back") if direction is lives.Direction.OUT else "")
        return NotAllowed(reason=_ONLY)
    order = read_unchecked(reader.entry(found.n).order)
    body = order.body
    if isinstance(body, CashInBody):
        who = reader.handle(body.wallet)
        return NotAllowed(
            reason=f"Cash that was booked is {who}'s: nothing takes it back without their signature",
            help=step("mend_cash_in", who=who, amount=_typed(reader, body)),
        )
    if isinstance(body, SalePayBody) and (sale := lives.as_sale(reader.find_object(body.sale))) is not None:
        return _paid(reader, sale)
    if isinstance(body, SendBody):
        thing = reader.short(order.name)
        return NotAllowed(
            reason=_ONLY, help=step("give_back", thing=thing) if body.to == reader.own else step("undo", thing=thing)
        )
    return NotAllowed(reason=_ONLY)


def _typed(reader: Reader, body: CashInBody | SendBody) -> str:
    money = Money(body.amount_minor, body.currency)
    return typed_money(money, reader.registry.currencies, reader.registry.default_currency)


def _paid(reader: Reader, sale: lives.Sale) -> PaycliError:
    """Say who can give the money of a paid sale back: the shop, which is told how."""
    if sale.maker == reader.own:
        return AlreadyEnded(of=sale.id, state="paid", help=refund_of_rest(sale, reader.registry))
    shop = reader.handle(str(sale.maker))
    return NotAllowed(reason=f"A paid sale is final: only {shop} can refund it", help=f"ask {shop} to refund it")


def _of_somebody_else(reader: Reader, item: LedgerObject) -> PaycliError:
    """Say whose something is: it can be seen, so that is no secret."""
    maker, by = reader.handle(str(item.maker)), str(item.maker)
    if lives.as_envelope(item) is not None:
        return NotAllowed(reason=f"This envelope is from {maker}; only its sender can cancel it", by=by)
    if lives.as_batch(item) is not None:
        return NotAllowed(reason=f"This batch is one of {maker}; only they can cancel it", by=by)
    if lives.as_wait(item) is not None or lives.as_request(item) is not None:
        what = lives.LIVES[item.kind].word
        return NotAllowed(reason=f"This {what} is from {maker}; only they can cancel it", by=by)
    return NotAllowed(reason=f"This sale is one of {maker}; only the shop can cancel it", by=by)


def ending_text(item: LedgerObject, state: str) -> str:
    """Say where the money of something is that its maker can no longer take back."""
    if lives.as_wait(item) is not None:
        return ", and its payee has the money" if state == DONE else ", and the money is back with you"
    if lives.as_request(item) is not None:
        return ""
    envelope = lives.as_envelope(item)
    if lives.as_batch(item) is not None:
        return ". Each of its rows is paid" if state == DONE else ", and what no row took is back with you"
    if envelope is None:
        return ", and nobody paid it" if state in {CANCELLED, EXPIRED} else ""
    if state == DONE:
        many = f"All {envelope.detail.packets} packets were" if envelope.detail.packets > 1 else "The packet was"
        return f". {many} taken, so nothing is left to come back"
    return ", and the rest comes back to you" if state == EXPIRED else ", and the rest is back with you"


def _with_words(plan: Plan, reader: Reader, item: LedgerObject) -> Plan:
    """Say what its maker wrote about something: the goods of a sale, the message of an envelope, for whom it waits."""
    if (sale := lives.as_sale(item)) is not None:
        return plan._replace(detail="; ".join(goods_of(reader, sale.n, sale.body)))
    if (batch := lives.as_batch(item)) is not None:
        return plan._replace(note=reader.text(item.n, "label", batch.body))
    if (wait := lives.as_wait(item)) is not None:
        to = reader.handle(wait.body.to)
        plan = plan._replace(payees=(Payee(f"{lives.LIVES[lives.WAIT].word} to {to}"),))
    # All others have a note, or none.
    return plan._replace(note=reader.text(item.n, "note", item.body))


def cancel(app: App, typed: str, execution: Execution, *, full_ids_required: bool = False) -> CancelledThing:
    """Take back something of one's own that nobody has taken or paid yet; raises NotFound, NotAllowed, AlreadyEnded."""
    with before_posting(app, "cancel") as reader:
        found = find(reader, typed, full_ids_required=full_ids_required)
        if found.subject is None or not lives.LIVES[found.subject.kind].cancellable:
            raise not_cancelled(reader, found)
        if (sale := lives.as_sale(found.subject)) is not None and sale.state == DONE:
            raise not_cancelled(reader, found)
        if found.subject.maker != app.profile.wallet:
            raise _of_somebody_else(reader, found.subject)
        plan = Plan(
            verb="Cancel",
            payer=reader.handle(app.profile.wallet),
            payees=(Payee(lives.LIVES[found.subject.kind].word),),
            money=Money(found.subject.held_minor, str(found.subject.currency)),
            play=app.registry.play,
            takes_back=True,
        )
        plan = _with_words(plan, reader, found.subject)
    try:
        posted = carry_out(app, execution, Intent("cancel", lambda _: CancelBody(of=found.id), plan=plan))
    except AlreadyEnded as error:
        state = str(error.values["state"])
        error.values["detail"] = ending_text(found.subject, state)
        if state == DONE and lives.as_wait(found.subject) is not None:
            error.values["help"] = step("undo", thing=short(found.id))
        raise
    back = posted.transfers[0] if posted.transfers else None
    with after_posting(app, posted.order.name) as reader:
        return CancelledThing(
            id=posted.order.name,
            of=found.id,
            of_short=reader.short(found.id),
            what=found.subject.kind,
            returned=Money(back.amount_minor, back.currency) if back else None,
            balance=reader.balance(str(found.subject.currency)),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )

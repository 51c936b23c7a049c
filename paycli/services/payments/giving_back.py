"""Giving back some of what somebody paid: the payee's own order, which nobody can ask of their wallet but them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.asking_bodies import SendBackBody
from paycli.domain.money import Money, format_minor, format_money, parse_money, typed_money
from paycli.domain.rules.sales import refund_of_rest
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_note
from paycli.errors import GivenBackAlready, NotAllowed, NotFound, step
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.given_back import meant_payment, paid_to
from paycli.services.reading.lookup import find, object_about
from paycli.services.reading.plans import payee_of, plan_payment
from paycli.services.reading.under_key import ordered_under

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.ports import App, Entry
    from paycli.errors import PaycliError
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.given_back import PaidTo
    from paycli.services.reading.lookup import Found
    from paycli.services.reading.reader import Reader


class GivenBack(NamedTuple):
    """Money that was given back, and its order (`time` in ms): of what was `paid`, and how much in all by now."""

    id: str
    short: str
    of: str
    to: str
    money: Money
    paid: Money
    total: Money
    note: str | None
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def give_back(
    app: App, typed: str, amount: str | None, note: str | None, execution: Execution, *, full_ids_required: bool = False
) -> GivenBack:
    """Give a payer back a typed amount of what they paid, or all that is left of it.

    A repeat of all under its key is what all was then. Raises NotFound, NotAllowed, AmountInvalid, GivenBackAlready,
    Blocked, InsufficientFunds and what the door raises for all.
    """
    with before_posting(app, "send.back") as reader:
        entry, order = meant_payment(reader, found := find(reader, typed, full_ids_required=full_ids_required))
        paid = paid_to(reader, entry, order, reader.own)
        if paid is None:
            raise _not_given_back(reader, found, entry, order, typed)
        money, note = _amount(reader, paid, amount, execution.key), clean_note(note)
        words = reader.text(entry.n, "note", order.body) if hasattr(order.body, "note") else None
        of = f"of {format_money(paid.money, reader.registry.currencies)}"
        plan = plan_payment(reader, "Give back", payee_of(reader, paid.payer), money)
        plan = plan._replace(note=note, detail=f'{of} "{words}"' if words else of)

    def body(draft: Draft) -> SendBackBody:
        return SendBackBody(paid.name, paid.payer, money.amount_minor, money.currency, draft.text("note", note))

    def check() -> None:
        if not paid.left.amount_minor:
            raise _nothing_left(reader, paid)

    posted = carry_out(app, execution, Intent("send.back", body, check=check, plan=plan))
    with after_posting(app, posted.order.name) as reader:
        now = paid_to(reader, entry, order, reader.own) or paid
        tried_minor = money.amount_minor if execution.dry_run and not posted.replayed else 0
        return GivenBack(
            id=posted.order.name,
            short=reader.short(posted.order.name),
            of=paid.name,
            to=plan.payees[0].handle,
            money=money,
            paid=paid.money,
            total=now.back._replace(amount_minor=now.back.amount_minor + tried_minor),
            note=note,
            balance=reader.balance(money.currency),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )


def _amount(reader: Reader, paid: PaidTo, typed: str | None, key: str | None) -> Money:
    """Say how much goes back: what was typed, what was all of it under the same key, or all that is left."""
    if typed is not None:
        return parse_money(typed, reader.registry.currencies, paid.money.currency)
    before = ordered_under(reader, key)
    if isinstance(before, SendBackBody) and before.of == paid.name:
        return Money(before.amount_minor, before.currency)
    # Of nothing that is left it is refused before anybody is asked; an order has an amount in any case.
    return paid.left if paid.left.amount_minor else paid.money


def _nothing_left(reader: Reader, paid: PaidTo) -> GivenBackAlready:
    exponent = reader.registry.currencies.get(paid.money.currency, 0)
    return GivenBackAlready(
        of=paid.name,
        paid_amount=format_minor(paid.money.amount_minor, exponent),
        available=format_minor(0, exponent),
        currency=paid.money.currency,
    )


def _not_given_back(reader: Reader, found: Found, entry: Entry, order: Order, typed: str) -> PaycliError:
    """Say what can be done instead about something that is no payment to the own wallet, or none of that kind."""
    sale = lives.as_sale(found.subject or object_about(reader, found))
    if sale is not None and sale.maker == reader.own:
        help_ = "" if sale.state == PENDING else refund_of_rest(sale, reader.registry)
        return NotAllowed(reason="The money of a sale goes back by a refund", help=help_)
    wait = lives.as_wait(reader.find_object(order.name))
    if wait is not None and wait.body.to == reader.own and wait.maker != reader.own:
        return NotAllowed(reason="This transfer is not yours, so there is nothing to give back", help="")
    envelope = lives.as_envelope(found.subject or object_about(reader, found))
    payer = order.wallet if envelope is None else envelope.maker
    own = f"w:{reader.own}:main:"
    came = [each for each in entry.transfers if each.credit.startswith(own) and not each.debit.startswith(own)]
    if payer == reader.own or not came:
        return NotFound(what="payment to you", typed=typed[:40], help=step("look_at_log"))
    reason = "Only a transfer to you, and a share that you asked for, can be given back"
    if payer is None:
        return NotAllowed(reason=reason, help="")
    money = Money(sum(each.amount_minor for each in came), came[0].currency)
    amount = typed_money(money, reader.registry.currencies, reader.registry.default_currency)
    return NotAllowed(reason=reason, help=step("send_back", who=reader.handle(payer), amount=amount))

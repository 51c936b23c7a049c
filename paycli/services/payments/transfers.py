"""Sending money from wallet to wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import SendBody
from paycli.domain.money import Money, parse_money
from paycli.domain.texts import clean_note
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.engine.pins import check_pin
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.names import resolve
from paycli.services.reading.payee_names import is_close, name_problem
from paycli.services.reading.plans import payee_alone, plan_payment

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution


class TransferSent(NamedTuple):
    """Money that was sent: the order with its place (`time` in ms), to whom, how much, and what is left."""

    id: str
    short: str
    to: str
    money: Money
    note: str | None
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def send(
    app: App, who: str, amount: str, note: str | None, execution: Execution, *, name: str | None = None
) -> TransferSent:
    """Send a typed amount to a handle, with an optional note; `name` is what they are expected to be called.

    Raises AmountInvalid, NotFound, KeyChanged, NameDiffers, InsufficientFunds, LimitExceeded, SelfPayment, Blocked,
    IdempotencyConflict and what the door raises for all.
    """
    with before_posting(app, "send") as reader:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        payee, note = resolve(reader, who), clean_note(note)
        pinned = check_pin(app, reader.view, payee)
        shown = payee_alone(reader, pinned)
        problem = None if name is None else name_problem(reader, payee, name)
        if problem is not None and execution.asks and is_close(problem):
            # A person reads both names, and answers.
            shown, problem = shown._replace(expected=name), None
        plan = plan_payment(reader, "Send", shown, money)._replace(note=note)

    def body(draft: Draft) -> SendBody:
        return SendBody(
            to=payee,
            amount_minor=money.amount_minor,
            currency=money.currency,
            note=draft.text("note", note),
        )

    def check() -> None:
        if problem is not None:
            raise problem

    posted = carry_out(app, execution, Intent("send", body, check=check, plan=plan, pins=(pinned,)))
    with after_posting(app, posted.order.name) as reader:
        return TransferSent(
            id=posted.order.name,
            short=reader.short(posted.order.name),
            to=plan.payees[0].handle,
            money=money,
            note=note,
            balance=reader.balance(money.currency),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )

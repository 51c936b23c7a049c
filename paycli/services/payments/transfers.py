"""Sending money from wallet to wallet: at once, or set aside for a while first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.asking_bodies import SendWaitBody
from paycli.domain.bodies import SendBody
from paycli.domain.money import Money, parse_money, typed_money
from paycli.domain.state import DONE, PENDING
from paycli.domain.texts import clean_note
from paycli.errors import Usage, WantsToBeAsked, step
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.engine.pins import check_pin
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.names import resolve
from paycli.services.reading.payee_names import is_close, name_problem
from paycli.services.reading.plans import payee_alone, plan_payment
from paycli.services.reading.waiting import state_now

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution, Plan
    from paycli.services.engine.posting import Posted
    from paycli.services.reading.reader import Reader


class SetAside(NamedTuple):
    """For how long (ms) money is set aside, one of both: until it arrives by itself, or comes back unanswered."""

    arrives_ms: int | None = None
    expires_ms: int | None = None

    @property
    def lasts_ms(self) -> int:
        """For how long, be it the one or the other."""
        return self.arrives_ms or self.expires_ms or 0


class TransferSent(NamedTuple):
    """Money that was sent: the order with its place (`time` in ms), to whom, how much, and what is left.

    `state` is how it stands. What was `set_aside` arrives or comes back when it is `due` (ms).
    """

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
    state: str = DONE
    set_aside: SetAside | None = None
    due: int | None = None


def set_aside_for(*, wait_ms: int | None, delay_ms: int | None) -> SetAside | None:
    """Give for how long money is set aside, None for not at all; raises Usage for both ways at once."""
    if wait_ms is not None and delay_ms is not None:
        problem = "Nothing was sent. A transfer waits for an answer, or it arrives by itself"
        raise Usage(problem=problem, help=step("wait_or_delay"))
    return None if wait_ms is None and delay_ms is None else SetAside(delay_ms, wait_ms)


def send(
    app: App,
    who: str,
    amount: str,
    note: str | None,
    execution: Execution,
    *,
    name: str | None = None,
    set_aside: SetAside | None = None,
) -> TransferSent:
    """Send a typed amount to a handle, with an optional note; `name` is what they are expected to be called.

    Raises AmountInvalid, NotFound, KeyChanged, NameDiffers, InsufficientFunds, LimitExceeded, SelfPayment, Blocked,
    WantsToBeAsked, IdempotencyConflict and what the door raises for all.
    """
    kind = "send" if set_aside is None else "send.wait"
    with before_posting(app, kind) as reader:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        payee, note = resolve(reader, who), clean_note(note)
        pinned = check_pin(app, reader.view, payee)
        shown = payee_alone(reader, pinned)
        problem = None if name is None else name_problem(reader, payee, name)
        if problem is not None and execution.asks and is_close(problem):
            # A person reads both names, and answers.
            shown, problem = shown._replace(expected=name), None
        plan = _waiting(reader, plan_payment(reader, "Send", shown, money)._replace(note=note), set_aside)

    def body(draft: Draft) -> SendBody | SendWaitBody:
        committed = draft.text("note", note)
        if set_aside is None:
            return SendBody(payee, money.amount_minor, money.currency, committed)
        return SendWaitBody(payee, money.amount_minor, money.currency, committed, *set_aside)

    def check() -> None:
        if problem is not None:
            raise problem

    try:
        posted = carry_out(app, execution, Intent(kind, body, check=check, plan=plan, pins=(pinned,)))
    except WantsToBeAsked as error:
        amount = typed_money(money, app.registry.currencies, app.registry.default_currency)
        error.values["help"] = step("ask_first", who=shown.handle.removeprefix("@"), amount=amount)
        raise
    with after_posting(app, posted.order.name) as reader:
        sent = TransferSent(
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
        return sent if set_aside is None else _as_it_stands(reader, sent, set_aside, posted)


def _waiting(reader: Reader, plan: Plan, set_aside: SetAside | None) -> Plan:
    """Say in a plan until when the money is set aside, and what becomes of it then."""
    if set_aside is None:
        return plan
    back = reader.time + set_aside.lasts_ms
    return plan._replace(lasts=set_aside.lasts_ms, back=back, arrives=set_aside.arrives_ms is not None)


def _as_it_stands(reader: Reader, sent: TransferSent, set_aside: SetAside, posted: Posted) -> TransferSent:
    """Say how a transfer that was set aside stands: a repeat comes maybe after its end."""
    wait = None if sent.dry_run and not posted.replayed else reader.object(sent.id)
    if wait is None:
        return sent._replace(state=PENDING, set_aside=set_aside, due=posted.time + set_aside.lasts_ms)
    return sent._replace(state=state_now(reader, wait), set_aside=set_aside, due=wait.due)

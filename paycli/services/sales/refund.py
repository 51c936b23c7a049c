"""Giving a paid sale back, the whole or a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import RefundBody
from paycli.domain.money import Money, parse_money
from paycli.domain.rules.sales import paid_total
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_note
from paycli.errors import NotAllowed, step
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.plans import payee_of, plan_payment
from paycli.services.sales.receipt import Receipt, find_sale, receipt_of

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution


class Refunded(NamedTuple):
    """Money that went back to whoever paid a sale, and the order that sent it (`time` in ms)."""

    id: str
    sale: str
    sale_short: str
    to: str
    money: Money
    reason: str | None
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def _which(sold: Receipt) -> str:
    """Name the number and the goods of the sale; who paid it is whom the money goes to."""
    return ", ".join((f"of receipt {sold.number}", *sold.lines))


def refund(
    app: App,
    typed: str,
    amount: str | None,
    reason: str | None,
    execution: Execution,
    *,
    full_ids_required: bool = False,
) -> Refunded:
    """Refund a paid sale to whoever paid it: the whole, or a typed amount of it, for a reason that both can read.

    Raises NotFound, NotAllowed, AlreadyRefunded, InsufficientFunds.
    """
    with before_posting(app, "refund") as reader:
        sale = find_sale(reader, typed, full_ids_required=full_ids_required)
        if sale.maker != app.profile.wallet:
            shop = reader.handle(str(sale.maker))
            raise NotAllowed(
                reason=f"Only {shop} can refund this sale", by=str(sale.maker), help=f"ask {shop} to refund it"
            )
        currency = str(sale.currency)
        whole = Money(paid_total(sale), currency)
        money = whole if amount is None else parse_money(amount, app.registry.currencies, currency)
        if sale.peer is None:
            help_ = step("cancel", thing=reader.short(sale.id)) if sale.state_at(reader.time) == PENDING else ""
            raise NotAllowed(reason="This sale was never paid", help=help_)
        note = clean_note(reason)
        plan = plan_payment(reader, "Refund", payee_of(reader, sale.peer), money)
        plan = plan._replace(detail=_which(receipt_of(reader, sale)), note=note, final=True)
        payer = sale.peer

    def body(draft: Draft) -> RefundBody:
        return RefundBody(
            of=sale.id,
            to=payer,
            amount_minor=money.amount_minor,
            currency=money.currency,
            note=draft.text("note", note),
        )

    posted = carry_out(app, execution, Intent("refund", body, plan=plan))
    with after_posting(app, posted.order.name) as reader:
        return Refunded(
            id=posted.order.name,
            sale=sale.id,
            sale_short=reader.short(sale.id),
            to=plan.payees[0].handle,
            money=money,
            reason=note,
            balance=reader.balance(money.currency),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )

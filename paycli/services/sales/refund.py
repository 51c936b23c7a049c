"""Giving a paid sale back, the whole or a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.cart import TaxRow, refunded_tax, rounding_of
from paycli.domain.ids import sale_number
from paycli.domain.money import Money, parse_money
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.sales import left_of, paid_total
from paycli.domain.shifts import add_taxes
from paycli.domain.state import DONE, PENDING
from paycli.domain.texts import clean_note
from paycli.domain.till_bodies import RefundBody
from paycli.domain.till_kinds import CASH
from paycli.errors import NotAllowed, ShiftClosed, step
from paycli.services.engine.intents import Intent, Payee, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.plans import payee_of, plan_payment
from paycli.services.sales.at_till import at_till, ordered_under
from paycli.services.sales.receipt import Receipt, find_sale, receipt_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.cart import Pricing
    from paycli.domain.lives import Sale
    from paycli.domain.ports import App
    from paycli.domain.till_bodies import TaxLine
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.at_till import AtTill


class Refunded(NamedTuple):
    """Money that went back to whoever paid a sale, and its order (`time` in ms); cash goes to no wallet."""

    id: str
    sale: str
    sale_short: str
    receipt: str
    to: str | None
    money: Money
    rounding: Money
    reason: str | None
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def _which(sold: Receipt) -> str:
    """Name the number and the goods of the sale; who paid it is whom the money goes to."""
    return ", ".join((f"of sale {sold.number}", *sold.lines))


def _own_paid_sale(reader: Reader, typed: str, *, full_ids_required: bool) -> Sale:
    """Find a sale that the own wallet made and somebody paid; raises NotFound, NotAllowed."""
    sale = find_sale(reader, typed, full_ids_required=full_ids_required)
    if sale.maker != reader.own:
        shop = reader.handle(str(sale.maker))
        reason, help_ = f"Only {shop} can refund this sale", f"ask {shop} to refund it"
        raise NotAllowed(reason=reason, by=str(sale.maker), help=help_)
    if sale.state != DONE:
        waits = sale.state_at(reader.time) == PENDING
        help_or_step = step("cancel", thing=reader.short(sale.id)) if waits else ""
        raise NotAllowed(reason="This sale was never paid", help=help_or_step)
    return sale


def _check_drawer(sale: Sale, at: AtTill) -> None:
    if sale.detail.tender == CASH and at.shift is None:
        raise ShiftClosed(till=at.till or 1, help=step("open_day", till=at.till or 1))


class _Parts(NamedTuple):
    """What of a refund are goods, and how much of them is of which tax class; the rest of it is of the tip.

    `rounding_minor` is what cash is rounded by.
    """

    goods_minor: int
    tax: tuple[TaxLine, ...]
    rounding_minor: int


def _parts(reader: Reader, sale: Sale, money: Money, key: str | None, coins: Pricing | None) -> _Parts:
    """Say what of a refund is what: the goods go back before the tip; a repeat under its key is what it was.

    `coins` says what coins can pay, for a refund in cash.
    """
    before = ordered_under(reader, key)
    if isinstance(before, RefundBody) and before.of == sale.id:
        goods_minor = before.amount_minor
        if goods_minor + before.tip_minor == money.amount_minor:
            return _Parts(goods_minor, before.tax, before.rounding_minor)
    whole = money.amount_minor == paid_total(sale)
    goods_minor = sale.amount_minor if whole else min(money.amount_minor, left_of(sale)[0])
    tax = refunded_tax(_taxes_left(reader, sale), goods_minor)
    return _Parts(goods_minor, tax, rounding_of(goods_minor, money.currency, coins))


def _taxes_left(reader: Reader, sale: Sale) -> tuple[TaxRow, ...]:
    """Give what a sale has of each tax class that did not go back yet."""
    gone: list[TaxLine] = []
    for entry in reader.view.entries_about(sale.id) if sale.body.tax else ():
        body = read_unchecked(entry.order).body
        if isinstance(body, RefundBody):
            gone += [
                (letter, rate_ppm, -gross_minor, -tax_minor) for letter, rate_ppm, gross_minor, tax_minor in body.tax
            ]
    return tuple(TaxRow(*row) for row in add_taxes(sale.body.tax, gone))


def _body(sale: Sale, at: AtTill, money: Money, parts: _Parts) -> RefundBody:
    return RefundBody(
        of=sale.id,
        till=at.till,
        shift=at.shift_id,
        to=sale.peer,
        amount_minor=parts.goods_minor,
        tip_minor=money.amount_minor - parts.goods_minor,
        currency=money.currency,
        tender=sale.detail.tender,
        rounding_minor=parts.rounding_minor,
        tax=parts.tax,
        note=None,
    )


def refund(  # noqa: PLR0913  each is one choice about the refund
    app: App,
    typed: str,
    amount: str | None,
    reason: str | None,
    execution: Execution,
    *,
    full_ids_required: bool = False,
    till: int | None = None,
    pricing: Callable[[App], Pricing] | None = None,
) -> Refunded:
    """Refund a paid sale the way it was paid: the whole, or a typed amount of it, for a reason that both can read.

    `pricing` finds what coins can pay, for a sale that was paid in cash. Raises NotFound, NotAllowed, AlreadyRefunded,
    InsufficientFunds.
    """
    with before_posting(app, "refund") as reader:
        sale = _own_paid_sale(reader, typed, full_ids_required=full_ids_required)
        money = Money(paid_total(sale), str(sale.currency))
        if amount is not None:
            money = parse_money(amount, app.registry.currencies, money.currency)
        note, at = clean_note(reason), at_till(app, reader, till, execution.key)
        _check_drawer(sale, at)
        payee = Payee("cash out of the drawer") if sale.peer is None else payee_of(reader, sale.peer)
        # Who stands at a counter sees no balance of the shop.
        plan = plan_payment(reader, "Refund", payee, money)._replace(balance=None, final=True, note=note)
        plan = plan._replace(detail=_which(receipt_of(reader, sale)))
        coins = pricing(app) if pricing is not None and sale.detail.tender == CASH else None
        parts = _parts(reader, sale, money, execution.key, coins)
        body = _body(sale, at, money, parts)

    def written(draft: Draft) -> RefundBody:
        return body._replace(note=draft.text("note", note))

    posted = carry_out(app, execution, Intent("refund", written, plan=plan))
    with after_posting(app, posted.order.name) as reader:
        return Refunded(
            id=posted.order.name,
            sale=sale.id,
            sale_short=reader.short(sale.id),
            to=None if sale.peer is None else plan.payees[0].handle,
            money=money,
            rounding=Money(parts.rounding_minor, money.currency),
            reason=note,
            balance=reader.balance(money.currency),
            receipt=sale_number(sale.till, sale.number),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )

"""Paying out the tips of a shop, to those who served or to the shop itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.accounts import tips_account
from paycli.domain.money import Money, format_minor, parse_money
from paycli.domain.texts import clean_note
from paycli.domain.till_bodies import TipsSendBody
from paycli.errors import ShopOnly, TipsShort
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.engine.pins import check_pin
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.names import resolve
from paycli.services.reading.plans import payee_alone, payee_of, plan_payment
from paycli.services.reading.under_key import ordered_under

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader


class TipsSent(NamedTuple):
    """Tips that were paid out: the order with its place (`time` in ms), to whom, how much, and what tips are left."""

    id: str
    to: str
    money: Money
    note: str | None
    left: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def tips_of(reader: Reader, currency: str) -> Money:
    """Give the tips that the own shop has not paid out."""
    return Money(reader.view.account(tips_account(reader.own, currency)).balance_minor, currency)


def _all_tips(reader: Reader, currency: str, before: Any) -> Money:  # noqa: ANN401  the body of any order
    """Give all tips that the own shop has, or had when the same was ordered `before`; raises TipsShort for none."""
    if isinstance(before, TipsSendBody):
        return Money(before.amount_minor, before.currency)
    money, exponent = tips_of(reader, currency), reader.registry.currencies.get(currency, 0)
    if not money.amount_minor:
        none, least = format_minor(0, exponent), format_minor(1, exponent)
        raise TipsShort(available=none, needed=least, currency=currency)
    return money


def pay_out(app: App, who: str, amount: str | None, note: str | None, execution: Execution) -> TipsSent:
    """Pay out tips to a handle, the shop's own too: a typed amount, or all of the default currency.

    A repeat of all under its key is what all was then. Raises ShopOnly, NotFound, KeyChanged, AmountInvalid, TipsShort.
    """
    with before_posting(app, "tips.send") as reader:
        if not reader.wallet(reader.own).shop:
            raise ShopOnly(who=reader.handle(reader.own))
        currency = app.registry.default_currency
        payee, note = resolve(reader, who), clean_note(note)
        if amount is not None:
            money = parse_money(amount, app.registry.currencies, currency)
        else:
            money = _all_tips(reader, currency, ordered_under(reader, execution.key))
        # Nobody compares a key of their own.
        pins = () if payee == reader.own else (check_pin(app, reader.view, payee),)
        named = payee_alone(reader, pins[0]) if pins else payee_of(reader, payee)
        plan = plan_payment(reader, "Pay out", named, money)._replace(
            note=note, balance=tips_of(reader, money.currency)
        )

    def body(draft: Draft) -> TipsSendBody:
        return TipsSendBody(payee, money.amount_minor, money.currency, draft.text("note", note))

    posted = carry_out(app, execution, Intent("tips.send", body, plan=plan, pins=pins))
    with after_posting(app, posted.order.name) as reader:
        return TipsSent(
            id=posted.order.name,
            to=named.handle,
            money=money,
            note=note,
            left=tips_of(reader, money.currency),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )

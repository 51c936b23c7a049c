"""Paying a sale, with a tip."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money, parse_money
from paycli.domain.orders import read_unchecked
from paycli.domain.till_bodies import SalePayBody
from paycli.domain.till_kinds import SALE_PAY
from paycli.errors import AlreadyPaid, Usage, step
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.engine.pins import check_pin
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.plans import payee_alone, plan_payment
from paycli.services.reading.reader import reading
from paycli.services.sales.receipt import find_sale, lines_of

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader


_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?%").fullmatch


class Paid(NamedTuple):
    """A sale that was paid, and the order that paid it (`time` in ms)."""

    id: str
    sale: str
    sale_short: str
    to: str
    money: Money
    tip: Money
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def tip_of(app: App, typed: str | None, money: Money) -> Money:
    """Read a tip: an amount, or a percentage of the bill rounded down to a minor unit."""
    if typed is None:
        return Money(0, money.currency)
    match = _PERCENT(typed)
    if match:
        hundredths = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
        return Money(money.amount_minor * hundredths // 10_000, money.currency)
    if typed.endswith("%"):
        raise Usage(problem=f"{typed[:20]} is not a tip", help="like 10%, 12.5%, at most 999%, or an amount")
    tip = parse_money(typed, app.registry.currencies, money.currency, zero=True)
    if tip.currency != money.currency:
        raise Usage(problem=f"The tip must be in {money.currency}, like the bill", help="")
    return tip


def _say_if_own(reader: Reader, sale: str, error: AlreadyPaid) -> None:
    """Say of a sale that the own wallet paid it, by which order and when; what others paid is theirs to know."""
    found = ((read_unchecked(entry.order), entry.time) for entry in reader.view.entries_about(sale))
    for order, time in found:
        if order.kind == SALE_PAY and order.wallet == reader.own:
            payment = reader.short(order.name)
            error.values |= {
                "id": order.name,
                "of": sale,
                "at": time,
                "detail": ", by you",
                "help": step("look_at_thing", thing=payment),
            }


def pay(app: App, typed: str, tip: str | None, execution: Execution, *, full_ids_required: bool = False) -> Paid:
    """Pay the sale of a short id or QR text, with an optional tip.

    Raises NotFound, KeyChanged, AlreadyPaid, SaleExpired, SaleCancelled, InsufficientFunds, LimitExceeded.
    """
    with before_posting(app, "sale.pay") as reader:
        sale = find_sale(reader, typed, full_ids_required=full_ids_required, to_pay=True)
        money = Money(sale.amount_minor, str(sale.currency))
        tip_money = tip_of(app, tip, money)
        total = Money(money.amount_minor + tip_money.amount_minor, money.currency)
        pinned = check_pin(app, reader.view, str(sale.maker))
        plan = plan_payment(reader, "Pay", payee_alone(reader, pinned), total)
        plan = plan._replace(tip=tip_money, detail="; ".join(lines_of(reader, sale)))
        body = SalePayBody(sale.id, str(sale.maker), money.amount_minor, money.currency, tip_money.amount_minor)
    try:
        posted = carry_out(app, execution, Intent("sale.pay", lambda _: body, plan=plan, pins=(pinned,)))
    except AlreadyPaid as error:
        with reading(app) as reader:
            _say_if_own(reader, sale.id, error)
        raise
    with after_posting(app, posted.order.name) as reader:
        return Paid(
            id=posted.order.name,
            sale=sale.id,
            sale_short=reader.short(sale.id),
            to=plan.payees[0].handle,
            money=money,
            tip=tip_money,
            balance=reader.balance(money.currency),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )

"""Splitting a sum: what was typed, or what was paid by an earlier order, becomes a share for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.asking_bodies import Share
from paycli.domain.ids import SHORT_LENGTH, short_range
from paycli.domain.money import Money, format_money, looks_like_amount, parse_money
from paycli.domain.orders import read_unchecked
from paycli.domain.splits import WEIGHT_MOST, Portion, SplitFails, share
from paycli.domain.state import DONE
from paycli.errors import NotAllowed, Usage, step
from paycli.services.payments.people import wallets_typed
from paycli.services.payments.requests import KIND, Wanted, carry, prepare
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.goods import goods_of
from paycli.services.reading.lookup import find
from paycli.services.reading.names import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.ports import App
    from paycli.errors import Step
    from paycli.services.engine.intents import Execution
    from paycli.services.payments.requests import RequestMade, Terms
    from paycli.services.reading.reader import Reader

_PAYMENTS = ("send", "send.wait", "request.pay", "batch.row")
_SALE_PAY = "sale.pay"


class NewSplit(NamedTuple):
    """What somebody wants to split, as typed: among whom, and an amount or the id of a payment.

    `weights` are like `li=2`, `fixed` like `bo=12.50`. Without `own` the maker has no share of it.
    """

    who: Sequence[str]
    what: str
    weights: Sequence[str] = ()
    fixed: Sequence[str] = ()
    own: bool = True


class _Sum(NamedTuple):
    """What is split: how much, by which order it was paid, and what it was for."""

    money: Money
    about: str | None = None
    note: str | None = None


def split(app: App, new_split: NewSplit, terms: Terms, execution: Execution) -> RequestMade:
    """Ask people for their shares of a sum; the own share counts, and nobody is asked for it.

    Raises Usage, AmountInvalid, NotFound, NotAllowed, and what asking raises.
    """
    with before_posting(app, KIND) as reader:
        found = _sum_of(reader, new_split.what)
        prepared = prepare(reader, _wanted(reader, new_split, found), terms)
    return carry(app, prepared, execution)


# --- how much --------------------------------------------------------------------------------------------------------
def _sum_of(reader: Reader, typed: str) -> _Sum:
    """Read an amount, or find what the own wallet paid by an order that is named."""
    registry = reader.registry
    if looks_like_amount(typed) or not _may_be_id(typed):
        return _Sum(parse_money(typed, registry.currencies, registry.default_currency))
    found = find(reader, typed)
    item = lives.as_sale(found.subject)
    order = read_unchecked(reader.entry(found.n).order)
    if item is None and order.kind == _SALE_PAY:
        item = lives.as_sale(reader.find_object(order.body.sale))
    if item is not None:
        return _sale_paid(reader, item)
    if order.kind in _PAYMENTS and order.wallet == reader.own:
        note = reader.text(found.n, "note", order.body) if hasattr(order.body, "note") else None
        return _Sum(Money(order.body.amount_minor, order.body.currency), found.id, note)
    raise NotAllowed(reason="Only an amount, a sale that you paid and money that you sent can be split")


def _may_be_id(typed: str) -> bool:
    """Tell whether a word may name a payment: a whole id, the number of a sale, or a beginning that is no amount."""
    is_whole = short_range(typed) is not None and len(typed) >= SHORT_LENGTH
    is_beginning = re.fullmatch(r"(?![a-z]{3}[0-9]+$)[a-z](?=.*[0-9])[0-9a-z]{3,}", typed) is not None
    return is_whole or is_beginning or re.fullmatch(r"[0-9a-f]{32}|[0-9]{1,2}-[0-9]{1,9}", typed) is not None


def _sale_paid(reader: Reader, sale: lives.Sale) -> _Sum:
    """Give what the own wallet paid for a sale, with the tip, less what was refunded."""
    if sale.state != DONE or sale.peer != reader.own:
        raise NotAllowed(reason="Only a sale that you paid can be split", help=step("look_at_log"))
    detail = sale.detail
    back_minor = detail.refunded_minor + detail.refunded_tip_minor
    paid_minor = sale.amount_minor + detail.tip_minor - back_minor
    if not paid_minor:
        raise NotAllowed(reason="All of that sale was refunded, so nothing is left to split")
    goods = "; ".join(goods_of(reader, sale.n, sale.body))
    note = f"{reader.handle(str(sale.maker))}: {goods}" if goods else reader.handle(str(sale.maker))
    return _Sum(Money(paid_minor, str(sale.currency)), sale.id, note[:200])


# --- who has which share ---------------------------------------------------------------------------------------------
def _wanted(reader: Reader, new_split: NewSplit, found: _Sum) -> Wanted:
    own = reader.own
    others = [each.wallet for each in wallets_typed(reader, new_split.who) if each.wallet != own]
    if not others:
        raise Usage(problem="There is nobody else to split it with", help="name somebody, or a group")
    people = [own, *others] if new_split.own else others
    portions = _portions(reader, new_split, people, found.money.currency)
    currencies = reader.registry.currencies
    try:
        shared = share(found.money.amount_minor, portions)
    except SplitFails as error:
        fixed = format_money(Money(error.fixed_minor, found.money.currency), currencies)
        problem = f"The amounts come to {fixed}, and {format_money(found.money, currencies)} is to be split"
        raise Usage(problem=problem, help=step("fix_amounts")) from None
    for wallet, minor in zip(people, shared.shares, strict=True):
        if not minor:
            problem = f"The share of {reader.handle(wallet)} would be nothing"
            raise Usage(problem=problem, help="split more, or among fewer people")
    minors = dict(zip(people, shared.shares, strict=True))
    left_over = Money(shared.left_over_minor, found.money.currency)
    return Wanted(
        shares=tuple(Share(wallet, minors[wallet]) for wallet in others),
        currency=found.money.currency,
        own=Money(minors[own], found.money.currency) if new_split.own else None,
        left_over=left_over if left_over.amount_minor else None,
        more_for=tuple(reader.handle(people[place]) for place in shared.more),
        note=found.note,
        about=found.about,
    )


def _portions(reader: Reader, new_split: NewSplit, people: list[str], currency: str) -> list[Portion]:
    """Read weights and fixed amounts; raises Usage for somebody who has no share, or two."""
    given: dict[str, Portion] = {}
    for place, typed in enumerate((*new_split.weights, *new_split.fixed)):
        is_weight = place < len(new_split.weights)
        name, _, value = typed.partition("=")
        if not value:
            raise Usage(problem=f"Nothing stands behind {name[:40]}", help=_like(is_weight=is_weight))
        wallet = resolve(reader, name)
        if wallet not in people:
            raise Usage(problem=f"{name[:40]} has no share of it", help="name them too")
        if wallet in given:
            raise Usage(problem=f"{name[:40]} has two shares", help="give each of them one")
        given[wallet] = _weight(value) if is_weight else _fixed(reader, value, currency)
    return [given.get(wallet, Portion()) for wallet in people]


def _like(*, is_weight: bool) -> Step:
    return step("give_parts") if is_weight else step("give_fixed")


def _weight(value: str) -> Portion:
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(WEIGHT_MOST))):
        raise Usage(problem=f"{value[:40]} is not a whole number of parts", help=step("give_parts"))
    if not 1 <= int(value) <= WEIGHT_MOST:
        raise Usage(problem=f"Somebody has 1 to {WEIGHT_MOST} parts", help=step("give_parts"))
    return Portion(weight=int(value))


def _fixed(reader: Reader, value: str, currency: str) -> Portion:
    money = parse_money(value, reader.registry.currencies, currency)
    if money.currency != currency:
        raise Usage(problem=f"All shares are in {currency}", help="")
    return Portion(fixed_minor=money.amount_minor)

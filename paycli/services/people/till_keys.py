"""The key of a till: a mandate of the shop that sells, takes cash and refunds a little, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import parse_money
from paycli.domain.rules.shifts import TILLS
from paycli.domain.scopes import Grant, Scope
from paycli.domain.till_names import mandate_of_till
from paycli.errors import ShopOnly, Usage
from paycli.services.people.mandates import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.money import Money
    from paycli.domain.ports import App
    from paycli.services.people.mandates import MandateMade
    from paycli.services.people.mandates_shown import MandateShown
    from paycli.services.reading.reader import Reader

# What is sold and taken has the cap of one sale; the drawer and the day need none, since nobody in the loop is paid.
_SELLS = ("sale.new", "sale.take")
_RUNS = ("cancel", "drawer.move", "shift.close", "shift.open")


class TillTerms(NamedTuple):
    """What a till may do: the most of a sale (None: any), of a refund, and of the refunds of a day; until when (ms).

    `out` is the path of its file. A day of it begins at `day_at_ms`, in UTC.
    """

    till: int
    out: str
    until: int
    max_sale: str | None = None
    max_refund: str = "0"
    max_refund_day: str = "0"
    day_at_ms: int = 0


def set_up(app: App, terms: TillTerms, agree: Callable[[MandateShown], None]) -> MandateMade:
    """Make the key of a till. Raises ShopOnly, Usage, AmountInvalid, AlreadyThere."""
    return make(app, lambda reader: _scope(reader, terms), terms.out, agree)


def _scope(reader: Reader, terms: TillTerms) -> Scope:
    if not reader.wallet(reader.own).shop:
        raise ShopOnly(who=reader.handle(reader.own))
    if terms.till not in TILLS:
        raise _usage(f"A till has a number from {TILLS.start} to {TILLS.stop - 1}", "like 1")
    if terms.until <= reader.time:
        raise _usage("The key would be over before it begins", "give a later end")
    currency = reader.registry.default_currency
    sale = None if terms.max_sale is None else _money(reader, terms.max_sale).amount_minor
    one, day = (_money(reader, typed).amount_minor for typed in (terms.max_refund, terms.max_refund_day))
    grants = [Grant(currency, _SELLS, None, per_order_minor=sale), Grant(currency, _RUNS, None)]
    if one and day:
        grants.append(Grant(currency, ("refund",), None, per_order_minor=one, per_day_minor=day))
    return Scope(mandate_of_till(terms.till), None, terms.until, terms.day_at_ms, tuple(grants))


def _money(reader: Reader, typed: str) -> Money:
    registry = reader.registry
    money = parse_money(typed, registry.currencies, registry.default_currency, zero=True)
    if money.currency != registry.default_currency:
        raise _usage(f"The key of a till is for {registry.default_currency}", f"give the cap in {money.currency}")
    return money


def _usage(problem: str, help_: str) -> Usage:
    return Usage(problem=problem, help=help_, money="No key was made.")

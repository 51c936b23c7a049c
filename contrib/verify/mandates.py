"""Mandates: keys of a wallet with a scope, and what of their caps each order uses up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from checks import need
from values import HOURS_24_MS, TIME_MOST

if TYPE_CHECKING:
    from types import SimpleNamespace

    from orders import Thing
    from rules import Case, Kind
    from state import State

FOREVER = 0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# How many months a calendar of 400 years has, and how many days.
ERA_MONTHS, ERA_DAYS = 4_800, 146_097


class Use(NamedTuple):
    """What an order uses: how much counts, the largest part for one payee, who is paid, and as how many orders."""

    amount: int = 0
    part: int = 0
    # None: it cannot be told who will be paid.
    payees: list[str] | None = []  # noqa: RUF012  nobody writes into it
    orders: int = 1


def check_scope(scope: SimpleNamespace) -> None:
    """Refuse a scope whose parts do not go together, although each of them has its form.

    Raises:
        ValueError: they do not.
    """
    times = (getattr(scope, "from") or 0, scope.until)
    need(max(times) <= TIME_MOST and scope.day_at_ms < HOURS_24_MS, "its mandate's times")
    for grant in scope.grants:
        need(all(kind < following for kind, following in pairwise(grant.kinds)), "its mandate's kinds")
        named = grant.to if isinstance(grant.to, list) else []
        need(len(set(named)) == len(named), "its mandate names a payee twice")


def check_mandate(state: State, kind: Kind, case: Case) -> None:
    """Refuse an order that the scope of its key does not allow, and take in what it uses up.

    Raises:
        ValueError: the mandate is not in force, is for other orders or payees, or a cap of it is reached.
    """
    key = case.order.key or ""
    scope = state.scopes.get(key)
    if scope is None or kind.mandates_need_no_grant:
        return
    need((getattr(scope, "from") or 0) <= case.time < scope.until, "its mandate is not in force")
    # Without it the mandate has nothing to say, and what the order is about was refused before.
    use = kind.uses(case)
    need(kind.name != "cancel" or takes_back(scope.name, key, case.thing), "its mandate did not make that")
    currency = getattr(case.order.body, "currency", None) or case.thing.body.currency
    for number, grant in enumerate(scope.grants):
        if kind.name in grant.kinds and grant.currency == currency and may_pay(state, case.order.owner, grant.to, use):
            need(grant.per_order is None or use.part <= grant.per_order, "it is over its mandate's cap for one order")
            for cap, adds, limit, period in caps(grant, use, case.time - scope.day_at_ms):
                count(state, (key, number, cap), adds, limit, period)
            return
    raise ValueError("its mandate has no grant for it")


def takes_back(mandate: str, key: str, thing: Thing) -> bool:
    """Tell whether a mandate may cancel something: what it made, and a sale of the till that it is for."""
    is_sale = thing.order.kind == "sale.new" and thing.body.till > 0
    return thing.order.key == key or (is_sale and mandate == f"till-{thing.body.till}")


def may_pay(state: State, maker: str, to: list[str] | SimpleNamespace | None, use: Use) -> bool:
    """Tell whether a grant is for the payees of an order; a group must be the wallet's own, and open."""
    if to is None:
        return True
    if use.payees is None:
        return False
    if isinstance(to, list):
        return set(use.payees) <= set(to)
    group = state.things.get(to.group)
    is_own = group is not None and group.order.kind == "group.new" and group.maker == maker and group.is_open
    return not use.payees or (group is not None and is_own and set(use.payees) <= group.notes.members)


def caps(grant: SimpleNamespace, use: Use, time: int) -> list[tuple[str, int, int | None, int]]:
    """Give each cap with what the order adds to it, its limit, and the number of its period."""
    day = time // HOURS_24_MS
    return [
        ("orders", use.orders, grant.count_per_day, day),
        ("day", use.amount, grant.per_day, day),
        ("month", use.amount, grant.per_month, month_of(day)),
        ("total", use.amount, grant.total, FOREVER),
    ]


def month_of(day: int) -> int:
    """Give the number of the month of a day, both from 1970 on; a calendar repeats itself after 400 years."""
    eras, of_era = divmod(day, ERA_DAYS)
    date = EPOCH + timedelta(days=of_era)
    return eras * ERA_MONTHS + (date.year - EPOCH.year) * 12 + date.month


def count(state: State, counter: tuple[str, int, str], adds: int, limit: int | None, period: int) -> None:
    """Count what an order uses up.

    Raises:
        ValueError: it is more than is left.
    """
    if limit is None or not adds:
        return
    last, used = state.used.get(counter, (period, 0))
    # Behind a clock that was set back, an order counts for the later period.
    total = adds + (used if last >= period else 0)
    state.used[counter] = max(last, period), total
    need(total <= limit, f"it is over its mandate's cap ({counter[2]})")

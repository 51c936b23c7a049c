"""How it is said of whom how much is asked: in the question before it, and in the answer behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.views.wording import local, money
from paycli.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.engine.intents import AskedOf, Asking

_NAMED_MOST = 12


def shares_text(shares: Sequence[AskedOf], registry: Registry) -> str:
    """Say of whom how much: `@bo, @li: 12.00 EUR each` where it is the same of all, else each with their own."""
    named, more = shares[:_NAMED_MOST], len(shares) - _NAMED_MOST
    rest = f" and {more} more" if more > 0 else ""
    if len({share.money for share in shares}) == 1:
        each = " each" if len(shares) > 1 else ""
        return f"{', '.join(share.handle for share in named)}{rest}: {money(shares[0].money, registry)}{each}"
    return ", ".join(f"{share.handle} {money(share.money, registry)}" for share in named) + rest


def asking_text(asking: Asking, registry: Registry) -> str:
    """Write the terms of a request for its question, but for its note: the shares, and what is the maker's own."""
    total_minor = sum(share.money.amount_minor for share in asking.shares)
    total = Money(total_minor, asking.shares[0].money.currency)
    text = shares_text(asking.shares, registry)
    if len(asking.shares) > 1:
        text += f", together {money(total, registry)}"
    if asking.own is not None:
        whole = total._replace(amount_minor=total_minor + asking.own.amount_minor)
        text += f" of {money(whole, registry)}, your own share is {money(asking.own, registry)}"
    if asking.left_over is not None:
        text += f", {left_over_text(asking.left_over, asking.more_for, registry)}"
    return text


def times_text(asking: Asking, registry: Registry) -> str:
    """Say by when a request should be paid, and until when it can be."""
    by = f"to be paid by {local(asking.pay_by, registry)}, " if asking.pay_by is not None else ""
    return f"{by}{open_text(asking.until, registry)}"


def open_text(until: int, registry: Registry) -> str:
    """Say until when one can answer."""
    return f"open until {local(until, registry)}"


def left_over_text(left_over: Money, more_for: Sequence[str], registry: Registry) -> str:
    """Say what did not come out even, and who has one unit of it more than their part."""
    unit = money(left_over._replace(amount_minor=1), registry)
    named, more = ", ".join(more_for[:_NAMED_MOST]), len(more_for) - _NAMED_MOST
    rest = f" and {more} more" if more > 0 else ""
    return f"{money(left_over, registry)} left over: {unit} more for {named}{rest}"

"""What a program gives the methods of a wallet, turned into what a person would have typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from paycli.domain.money import Money, typed_money
from paycli.errors import Usage
from paycli.services.reading.pages import Part

if TYPE_CHECKING:
    from paycli.domain.registry import Registry

Amount = Money | Decimal | int | str
"""Whole minor units with their currency, or a number of the ledger's own currency, or a text like `12.50EUR`."""


def typed_amount(amount: Amount, registry: Registry) -> str:
    """Write an amount as it is typed; raises TypeError for a float, which is never exact, and for a bool."""
    if isinstance(amount, Money):
        return typed_money(amount, registry.currencies, registry.default_currency)
    if isinstance(amount, Decimal):
        text = f"{amount:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(amount, str):
        return amount
    # A bool is an int to Python, and a float can come from a caller that no type checker has seen.
    if type(amount) is int:
        return str(amount)
    raise TypeError(f"an amount is a Decimal, a Money, an int or a str, not {type(amount).__name__}")


def milliseconds(time: datetime) -> int:
    """Give a time in ms since 1970; raises Usage for one without a zone, which could be any of 24 hours."""
    if time.tzinfo is None:
        raise Usage(problem="A time without a time zone says no moment", help="give it one, like timezone.utc")
    return round(time.timestamp() * 1000)


def length_ms(length: timedelta) -> int:
    """Give a length of time in ms."""
    return length // timedelta(milliseconds=1)


def part_of(after: int | None, limit: int | None) -> Part:
    """Say which part of a list is wanted; raises Usage for a limit below 1."""
    if limit is not None and limit < 1:
        raise Usage(problem="A limit is 1 or more", help="")
    return Part(after, limit)

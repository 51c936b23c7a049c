"""The words that all views share: money, the mark of play money, times."""

from typing import TYPE_CHECKING, TypedDict, cast

from paycli.console.surroundings import surroundings
from paycli.domain.money import Money, format_minor, format_money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paycli.console.documents.forms import State
    from paycli.domain.registry import Registry

PLAY = "PLAY"
NO_FISCAL_DEVICE = "paycli is not a certified fiscal device."


def money(amount: Money, registry: "Registry") -> str:
    """Write money for people, `12.50 EUR`."""
    return format_money(amount, registry.currencies)


def signed(amount: Money, registry: "Registry") -> str:
    """Write money with its sign, `+12.50 EUR`."""
    text = money(amount, registry)
    return text if amount.amount_minor < 0 else f"+{text}"


class MoneyFields(TypedDict):
    """The two fields of money in a document."""

    amount: str
    currency: str


def fields(amount: Money, registry: "Registry") -> MoneyFields:
    """Give the two JSON fields of money: a decimal string and its currency."""
    return {"amount": decimal(amount, registry), "currency": amount.currency}


def decimal(amount: Money, registry: "Registry") -> str:
    """Write money for programs, whose currency stands beside it: `12.50`."""
    return format_minor(amount.amount_minor, registry.currencies.get(amount.currency, 0))


def state_word(state: str) -> "State":
    """Take the state of an object, which is a plain text in the rules, for one of those that programs read."""
    return cast("State", state)


def play(registry: "Registry") -> str:
    """Mark play money: ` (PLAY)`, or nothing on a ledger of real money."""
    return f" ({PLAY})" if registry.play else ""


def balance(amount: Money, registry: "Registry") -> str:
    """Write a balance at the end of a line."""
    return f"balance {money(amount, registry)}{play(registry)}"


def local(ms: int, registry: "Registry") -> str:
    """Write a time for people, `Mon 23 Nov 20:03`, with its year where that is not the one of now."""
    from paycli.console.times import time_local

    now_ms = surroundings().now_ms
    return time_local(ms, registry.zone, now_ms=now_ms() if now_ms is not None else None)


def utc(ms: int | None) -> str | None:
    """Write a time for programs, RFC 3339 in UTC; None stays null."""
    from paycli.console.times import iso_utc

    return None if ms is None else iso_utc(ms)


def joined(parts: "Iterable[str]") -> str:
    """Join the parts of one line with wide gaps, leaving out empty ones."""
    return "    ".join(part for part in parts if part)


def vault_text(vault: str) -> str:
    """Say in a few words where secrets are."""
    return "the sealed file" if vault == "sealed" else f"the keyring ({vault})"

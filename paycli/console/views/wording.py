"""The words that all views share: money, the mark of play money, times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypedDict, cast

from paycli.console.surroundings import surroundings
from paycli.console.times import iso_utc, time_local
from paycli.domain.money import Money, format_minor, format_money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paycli.console.documents.forms import State
    from paycli.domain.registry import Registry

PLAY = "PLAY"


def money(amount: Money, registry: Registry) -> str:
    """Write money for people, `12.50 EUR`."""
    return format_money(amount, registry.currencies)


def signed(amount: Money, registry: Registry) -> str:
    """Write money with its sign, `+12.50 EUR`."""
    text = money(amount, registry)
    return text if amount.amount_minor < 0 else f"+{text}"


class MoneyFields(TypedDict):
    """The two fields of money in a document."""

    amount: str
    currency: str


class OrderFields(TypedDict):
    """What every document of an order has."""

    id: str | None
    state: State
    n: int | None
    time: str | None
    replayed: bool
    dry_run: bool


class Ordered(Protocol):
    """A result of a service about an order."""

    @property
    def id(self) -> str:
        """The name of the order."""

    @property
    def n(self) -> int:
        """The number of its entry."""

    @property
    def time(self) -> int:
        """The ledger time of its entry, in ms."""

    @property
    def replayed(self) -> bool:
        """Whether it was there already."""

    @property
    def dry_run(self) -> bool:
        """Whether it was only tried."""


def fields(amount: Money, registry: Registry) -> MoneyFields:
    """Give the two JSON fields of money: a decimal string and its currency."""
    return {"amount": decimal(amount, registry), "currency": amount.currency}


def decimal(amount: Money, registry: Registry) -> str:
    """Write money for programs, whose currency stands beside it: `12.50`."""
    return format_minor(amount.amount_minor, registry.currencies.get(amount.currency, 0))


def order_fields(result: Ordered, state: str) -> OrderFields:
    """Give the JSON fields that every order has; in a dry run there may be none, so no id, number or time."""
    there = exists(result)
    return {
        "id": result.id if there else None,
        "state": "dry_run" if result.dry_run else state_word(state),
        "n": result.n if there else None,
        "time": iso_utc(result.time) if there else None,
        "replayed": result.replayed,
        "dry_run": result.dry_run,
    }


def state_word(state: str) -> State:
    """Take the state of an object, which is a plain text in the rules, for one of those that programs read."""
    return cast("State", state)


def id_of(result: Ordered) -> str | None:
    """Give the id for `--quiet`; none where there is no such order."""
    return result.id if exists(result) else None


def exists(result: Ordered) -> bool:
    """Tell whether there is such an order: a dry run makes none, and finds one only where it would be a repeat."""
    return result.replayed or not result.dry_run


def play(registry: Registry) -> str:
    """Mark play money: ` (PLAY)`, or nothing on a ledger of real money."""
    return f" ({PLAY})" if registry.play else ""


def balance(amount: Money, registry: Registry) -> str:
    """Write a balance at the end of a line."""
    return f"balance {money(amount, registry)}{play(registry)}"


def local(ms: int, registry: Registry) -> str:
    """Write a time for people, `Mon 23 Nov 20:03`, with its year where that is not the one of now."""
    now_ms = surroundings().now_ms
    return time_local(ms, registry.zone, now_ms=now_ms() if now_ms is not None else None)


def utc(ms: int | None) -> str | None:
    """Write a time for programs, RFC 3339 in UTC; None stays null."""
    return None if ms is None else iso_utc(ms)


def repeated(*, replayed: bool, dry_run: bool) -> str:
    """Say that nothing new happened: a repeat of an order, or a dry run."""
    if dry_run:
        return "Dry run, nothing was done: "
    return "Done before, nothing was done again: " if replayed else ""


def joined(parts: Iterable[str]) -> str:
    """Join the parts of one line with wide gaps, leaving out empty ones."""
    return "    ".join(part for part in parts if part)


def vault_text(vault: str) -> str:
    """Say in a few words where secrets are."""
    return "the sealed file" if vault == "sealed" else f"the keyring ({vault})"

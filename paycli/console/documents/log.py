"""The document of an entry of the log."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, Id, Kind, SaleNumber, Time


class Entry(NamedTuple):
    """An entry of the log. Its amount has a minus where the own wallet paid it."""

    n: int
    time: Time
    id: Id
    kind: Kind
    of: Id | None
    amount: Amount | None
    currency: Currency | None
    moved: bool
    """Whether money moved with it, in the log of a wallet its own; otherwise the amount is only named, or left it
    before, or is of coins in a shop's drawer."""
    from_: Handle | None
    to: tuple[Handle, ...]
    rail: str | None
    note: str | None
    by: str | None
    mandate: str | None
    who: tuple[Handle, ...]
    group: Handle | None
    """The handle of the group that it is about."""
    turn: str | None
    """Which of two ways it went: `in` for money that came, `undone`, `left`, `declined`, or
    `arrived` for a transfer whose time to wait was over. Null for the usual one."""
    receipt: SaleNumber | None
    lines: tuple[str, ...]
    tip: Amount | None
    name: str | None
    setting: str | None
    """The setting, rail or currency that it sets."""
    number: int | None

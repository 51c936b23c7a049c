"""Accounts and transfers: the two nouns that carry the money (protocol, sections 1 and 3)."""

from typing import NamedTuple


class Account(NamedTuple):
    """A balance in minor units and the floor that it may not be debited below; None means no floor (the world)."""

    balance_minor: int
    floor_minor: int | None


class Transfer(NamedTuple):
    """An immutable movement between two named accounts; `effective` is the time (ms) for which it counts."""

    debit: str
    credit: str
    currency: str
    amount_minor: int
    effective: int


def main_account(wallet: str, currency: str) -> str:
    """Name the account that a wallet spends from."""
    return f"w:{wallet}:main:{currency}"


def hold_account(object_id: str, currency: str) -> str:
    """Name the account in which an object keeps money for a while."""
    return f"o:{object_id}:hold:{currency}"


def world_account(rail: str, currency: str) -> str:
    """Name the account of the outside world behind a rail; its balance is minus what came in there."""
    return f"x:{rail}:world:{currency}"


def empty_account(name: str) -> Account:
    """Give the account that `name` is before its first transfer."""
    return Account(0, None if name.startswith("x:") else 0)


def account_currency(name: str) -> str:
    """Read the currency out of an account's name."""
    return name.rpartition(":")[2]

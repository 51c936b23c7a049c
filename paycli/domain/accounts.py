"""Accounts and transfers: the two nouns that carry the money (protocol, sections 1 and 3)."""

from typing import NamedTuple

WORLDS, TILLS = "x:", "t:"
"""How the names of two classes of accounts begin: the world behind a rail; a till's drawer and the world around it."""

_FLOOR_LEAST_MINOR = -(10**15 - 1)


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


def tips_account(shop: str, currency: str) -> str:
    """Name the account in which a shop keeps the tips of its guests."""
    return f"w:{shop}:tips:{currency}"


def drawer_account(shop: str, till: int, currency: str) -> str:
    """Name the account of the coins and notes in a till's drawer, which are none of the loop's money."""
    return f"t:{shop}:{till}:drawer:{currency}"


def till_world_account(shop: str, till: int, currency: str) -> str:
    """Name the account of the world around a till's drawer: what is in the drawer came from there."""
    return f"t:{shop}:{till}:world:{currency}"


def is_till_world(name: str) -> bool:
    """Tell whether an account is the world around a drawer."""
    return name.startswith(TILLS) and ":world:" in name


def empty_account(name: str) -> Account:
    """Give the account that `name` is before its first transfer."""
    if name.startswith(WORLDS):
        return Account(0, None)
    # The world around a drawer has a floor as all accounts have but a rail's world; it is as low as a floor can be.
    return Account(0, _FLOOR_LEAST_MINOR if is_till_world(name) else 0)


def account_currency(name: str) -> str:
    """Read the currency out of an account's name."""
    return name.rpartition(":")[2]

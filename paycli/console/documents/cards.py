"""Documents of bound cards."""

from typing import NamedTuple


class Card(NamedTuple):
    """A card that is bound to the wallet."""

    card: str
    rail: str
    brand: str
    last4: str
    expiry: str
    default: bool


class CardChanged(NamedTuple):
    """A card that was bound, made the first choice, or forgotten."""

    card: str
    rail: str
    brand: str
    last4: str
    expiry: str
    default: bool
    changed: bool

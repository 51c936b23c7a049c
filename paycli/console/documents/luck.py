"""The document of whether a draw was fair."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Hash, Id


class Verdict(NamedTuple):
    """Whether the packets of an envelope are those that its seed gives."""

    id: Id
    fair: bool
    """Whether nothing differs."""
    rule: str
    """The versioned rule by which it was drawn (docs/fair-luck.md)."""
    commitment: Hash | None
    """The commitment of the sender, in the order. Null for equal packets."""
    seed: Hash | None
    """The seed of the draw. Null for equal packets."""
    shares: tuple[Amount, ...]
    """The amounts of all packets, in their order."""
    currency: Currency
    differences: tuple[str, ...]
    """The differences, in words."""

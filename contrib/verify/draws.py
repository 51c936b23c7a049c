"""The draw of an envelope: the shares that its seed comes to (protocol, section 6)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from checks import hashed, need

if TYPE_CHECKING:
    from types import SimpleNamespace

EQUAL, EVEN = "equal-1", "even-1"


class Numbers:
    """The numbers that follow from a seed, one after the other."""

    def __init__(self, seed: bytes) -> None:
        self._numbers = (int(hashed("draw", seed + position.to_bytes(8, "big"))[:16], 16) for position in count())

    def below(self, bound: int) -> int:
        """Draw a number below a bound; numbers that would favour some are skipped."""
        fair = 2**64 - 2**64 % bound
        return next(number for number in self._numbers if number < fair) % bound


def double_mean(amount: int, packets: int, numbers: Numbers) -> list[int]:
    """Draw a share for each packet but the last, up to twice the mean of what is left; the last has the rest."""
    shares, left = list[int](), amount
    for remaining in range(packets, 1, -1):
        share = 1 + numbers.below(max(1, min(2 * left // remaining, left - remaining + 1)))
        shares.append(share)
        left -= share
    return [*shares, left]


def shuffle(shares: list[int], numbers: Numbers) -> None:
    """Shuffle the shares in place."""
    for position in range(len(shares) - 1, 0, -1):
        other = numbers.below(position + 1)
        shares[position], shares[other] = shares[other], shares[position]


def draw_shares(envelope: SimpleNamespace, seed: bytes | None) -> list[int]:
    """Give the shares of an envelope, of which we have the body, in the order in which they are taken.

    Raises:
        ValueError: the seed is not the one that the envelope commits to.
    """
    amount, packets, rule = envelope.amount, envelope.count, envelope.draw.rule
    if rule == EQUAL:
        return [amount // packets + (position < amount % packets) for position in range(packets)]
    need(seed and hashed("seed", seed) == envelope.draw.commitment, "its seed is not the one")
    numbers = Numbers(seed or b"")
    shares = double_mean(amount, packets, numbers)
    if rule == EVEN:
        shuffle(shares, numbers)
    return shares

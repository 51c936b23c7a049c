"""Rounding and spreading of whole minor units: nothing is a float, and what is spread adds up again."""

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PPM = 1_000_000
"""Rates are in millionths: 7 % is 70,000."""


def divided(number: int, divisor: int) -> int:
    """Divide by something above zero, and round to the nearest whole number, a half away from zero."""
    size = (2 * abs(number) + divisor) // (2 * divisor)
    return -size if number < 0 else size


def nearest_multiple(amount_minor: int, step_minor: int) -> int:
    """Round to the nearest multiple of a step, a half away from zero: what coins can pay."""
    return step_minor * divided(amount_minor, step_minor)


def spread(amount_minor: int, weights: "Sequence[int]") -> tuple[int, ...]:
    """Spread an amount over parts by their weights; the last part takes what is left, so the sum is the amount.

    Each part is what the sum of the weights up to it makes, without the parts before it. So no part is negative, and
    none is above its weight where the amount is not above their sum. Without any weight, all parts are zero.
    """
    whole = sum(weights)
    if not whole:
        return (0,) * len(weights)
    ends = [divided(amount_minor * up_to, whole) for up_to in accumulate(weights, initial=0)]
    return tuple(end - begin for begin, end in pairwise(ends))

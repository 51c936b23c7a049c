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


def part_of(amount_minor: int, count: int, number: int) -> int:
    """Give the part that one of several has of an amount, counted from one: the first have a unit more, if any have."""
    return (amount_minor + count - number) // count


def even_parts(amounts: "Sequence[int]", count: int) -> tuple[tuple[int, ...], ...]:
    """Share amounts evenly among several, and give for each amount the parts of all of them.

    What is left over of one amount is followed by that of the next. So the parts of any amounts that follow each other
    differ by one unit at most, and each amount is the sum of its parts.
    """
    numbers = range(1, count + 1)
    ends = [[part_of(up_to, count, number) for number in numbers] for up_to in accumulate(amounts, initial=0)]
    return tuple(
        tuple(end - begin for begin, end in zip(before, after, strict=True)) for before, after in pairwise(ends)
    )


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

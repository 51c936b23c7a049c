"""Sharing a sum among people, to the last minor unit: fixed amounts first, the rest by weight, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

WEIGHT_MOST = 10_000


class Portion(NamedTuple):
    """What one of several is to have: a fixed amount, or else a share of the rest by weight."""

    weight: int = 1
    fixed_minor: int | None = None


class Shared(NamedTuple):
    """How a sum was shared, in the order of the portions; some have one unit more, since it does not come out even.

    `left_over_minor` is how much was left over by the weights, and `more` the places of those who have one unit of it.
    A share may be 0, for the caller to refuse.
    """

    shares: tuple[int, ...]
    left_over_minor: int
    more: tuple[int, ...]


class SplitFails(ValueError):
    """Fixed amounts do not fit the sum: they come to `fixed_minor`."""

    def __init__(self, fixed_minor: int) -> None:
        super().__init__(fixed_minor)
        self.fixed_minor = fixed_minor


def share(total_minor: int, portions: Sequence[Portion]) -> Shared:
    """Share a sum. Each weight gets its part of the rest rounded down; what is left over goes to the first of them.

    The first portion is the first to have one unit more, then the others in their order. Raises SplitFails where the
    fixed amounts are more than the sum, or less while nobody takes the rest.
    """
    fixed_minor = sum(each.fixed_minor or 0 for each in portions)
    weighted = [place for place, each in enumerate(portions) if each.fixed_minor is None]
    rest_minor = total_minor - fixed_minor
    if rest_minor < 0 or (rest_minor and not weighted):
        raise SplitFails(fixed_minor)
    weights = sum(portions[place].weight for place in weighted)
    shares = [
        each.fixed_minor if each.fixed_minor is not None else rest_minor * each.weight // weights for each in portions
    ]
    # Each part loses less than one unit by rounding, so there are fewer of them than there are weights.
    left_over_minor = total_minor - sum(shares)
    more = tuple(weighted[:left_over_minor])
    for place in more:
        shares[place] += 1
    return Shared(tuple(shares), left_over_minor, more)

"""Whether many draws are as even as a rule promises: bounds out of the standard error, and exact distributions.

A bound is so many standard errors wide, 4 unless said: what is right stays inside all but once in 16,000 comparisons,
and seeds are fixed, so it stays inside for ever. What is wrong by more than a few standard errors falls outside.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from paycli.domain import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plans = NDArray[np.int64]
    Numbers = NDArray[np.float64]

SIGMAS = 4.0


class Moments(NamedTuple):
    """Of the share at one position: its mean, its standard deviation, and the fourth power's mean around the mean."""

    mean: float
    spread: float
    fourth: float


def many(rule: str, amount_minor: int, packets: int, envelopes: int) -> Plans:
    """Draw many envelopes with fixed seeds, a row for each."""
    seeds = (sha256(b"an envelope of the statistics: %d" % number).digest() for number in range(envelopes))
    rows = [draw.shares(rule, amount_minor, packets, seed) for seed in seeds]
    return np.array(rows, dtype=np.int64)


def exact_double_mean(amount_minor: int, packets: int) -> list[Moments]:
    """Work out the distribution of each position under double-mean-1 from the protocol's words, without drawing."""
    values = np.arange(amount_minor + 1, dtype=np.float64)
    left = np.zeros(amount_minor + 1)
    left[amount_minor] = 1.0
    found = []
    for k in range(packets, 1, -1):
        share, after = np.zeros(amount_minor + 2), np.zeros(amount_minor + 2)
        for b in map(int, np.flatnonzero(left)):
            highest = max(1, min(2 * b // k, b - k + 1))
            # Each share from 1 to the highest is as likely: steps up and down, summed below.
            each = left[b] / highest
            share[1] += each
            share[highest + 1] -= each
            after[b - highest] += each
            after[b] -= each
        found.append(_moments(values, np.cumsum(share)[:-1]))
        # What cancels out only nearly is nothing.
        left = np.cumsum(after)[:-1]
        left[left < 1e-15] = 0.0
    return [*found, _moments(values, left)]


def shuffled(positions: list[Moments]) -> Moments:
    """Give what each position has after a fair shuffle: the mixture of all of them, around the common mean."""
    mean = float(np.mean([each.mean for each in positions]))
    off = [each.mean - mean for each in positions]
    spread = np.mean([each.spread**2 + gap**2 for each, gap in zip(positions, off, strict=True)]) ** 0.5
    # Third moments are small beside the fourth here and only widen or narrow a bound a little; the gaps are tiny.
    return Moments(mean, float(spread), float(np.mean([each.fourth for each in positions])))


def _moments(values: Numbers, chances: Numbers) -> Moments:
    mean = float(values @ chances)
    around = values - mean
    return Moments(mean, float((around**2 @ chances) ** 0.5), float(around**4 @ chances))


def departures(plans: Plans, promised: list[Moments], sigmas: float = SIGMAS) -> list[str]:
    """Name each position whose mean or spread is further from what is promised than chance explains."""
    envelopes = len(plans)
    found = []
    for position, (share, wanted) in enumerate(zip(plans.T, promised, strict=True)):
        gap = abs(float(share.mean()) - wanted.mean)
        if gap > sigmas * wanted.spread / envelopes**0.5:
            found.append(f"position {position}: mean {share.mean():.3f} instead of {wanted.mean:.3f}")
        square = float(((share - wanted.mean) ** 2).mean())
        error = ((wanted.fourth - wanted.spread**4) / envelopes) ** 0.5
        if abs(square - wanted.spread**2) > sigmas * error:
            found.append(f"position {position}: spread {square**0.5:.3f} instead of {wanted.spread:.3f}")
    return found


def largest(plans: Plans) -> Numbers:
    """Give the chance of each position to hold the largest share; where several hold it, it counts for all of them."""
    chances: Numbers = (plans == plans.max(axis=1, keepdims=True)).mean(axis=0)
    return chances


def unevenness(plans: Plans, sigmas: float = SIGMAS) -> list[str]:
    """Name each position that is better or worse off than the others: in mean, spread or chance of the largest share.

    The means of a plan always sum to the amount, so they are compared with exactly that. Spread and chance are compared
    with the average of all positions; the difference of one from it varies at most as much as the one by itself.
    """
    envelopes, positions = plans.shape
    mean = float(plans[0].sum()) / positions
    square = (plans - mean) ** 2
    fourth = float((square.astype(np.float64) ** 2).mean())
    variance = float(square.mean())
    common = Moments(mean, variance**0.5, fourth)
    found = departures(plans, [common] * positions, sigmas)
    chances = largest(plans)
    average = float(chances.mean())
    error = (average * (1 - average) / envelopes) ** 0.5
    for position, chance in enumerate(chances):
        if abs(chance - average) > sigmas * error:
            found.append(f"position {position}: largest in {chance:.4f} instead of {average:.4f}")
    return found

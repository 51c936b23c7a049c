"""The luck that the rules promise, over 100,000 envelopes with fixed seeds; and that a biased draw would be seen.

Each bound is 4 standard errors wide. Of about 30 comparisons for one kind of envelope, chance alone would break one in
500 such tests, and as the seeds are fixed it did not and never will.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paycli.domain import draw
from tests.support.fairness import departures, exact_double_mean, largest, many, shuffled, unevenness

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.fairness import Plans

# What is drawn once is used by several tests, so one process runs them all.
pytestmark = pytest.mark.xdist_group("luck")

ENVELOPES = 100_000
WHOLE, PACKETS = 100_00, 10
FEW_CENTS = (12, 1_00)


@cache
def plans(rule: str, amount_minor: int) -> Plans:
    return many(rule, amount_minor, PACKETS, ENVELOPES)


@pytest.mark.slow
def test_double_mean_gives_every_position_the_mean_and_later_ones_more_spread() -> None:
    drawn, promised = plans(draw.DOUBLE_MEAN, WHOLE), exact_double_mean(WHOLE, PACKETS)
    # Exactly 10.005 at first and 9.994 at last: shares are whole cents and begin at one.
    assert [abs(each.mean - 1000) < 1 for each in promised] == [True] * PACKETS
    assert departures(drawn, promised) == []
    spreads = drawn.std(axis=0)
    assert list(spreads[:-1]) == sorted(spreads[:-1])
    # The last two share what is left between them evenly, so they have the same.
    assert promised[-1].spread == pytest.approx(promised[-2].spread)
    assert spreads[0] == pytest.approx(5_79, abs=4)
    assert spreads[-2] == pytest.approx(7_67, abs=4)
    assert spreads[-1] == pytest.approx(7_67, abs=4)


@pytest.mark.slow
def test_even_gives_every_position_the_same_mean_spread_and_chance_of_the_largest_share() -> None:
    drawn = plans(draw.EVEN, WHOLE)
    assert unevenness(drawn) == []
    promised = shuffled(exact_double_mean(WHOLE, PACKETS))
    assert promised.mean == pytest.approx(1000)
    assert promised.spread == pytest.approx(6_46, abs=1)
    assert departures(drawn, [promised] * PACKETS) == []


@pytest.mark.slow
@pytest.mark.parametrize("amount_minor", FEW_CENTS)
def test_even_is_even_for_few_cents_too(amount_minor: int) -> None:
    drawn = plans(draw.EVEN, amount_minor)
    assert unevenness(drawn) == []
    promised = shuffled(exact_double_mean(amount_minor, PACKETS))
    assert departures(drawn, [promised] * PACKETS) == []
    # Ties count for all who hold the largest share, so the chances come to more than one.
    assert largest(drawn).sum() > 1.1


@pytest.mark.slow
@pytest.mark.parametrize("amount_minor", [*FEW_CENTS, WHOLE])
def test_without_the_shuffle_the_same_bounds_are_broken(amount_minor: int) -> None:
    """Double-mean is even-1 without its last step, and for few cents it favours who comes first."""
    drawn = plans(draw.DOUBLE_MEAN, amount_minor)
    assert departures(drawn, exact_double_mean(amount_minor, PACKETS)) == []
    said = " ".join(unevenness(drawn))
    assert "spread" in said
    assert "largest" in said
    if amount_minor in FEW_CENTS:
        assert "position 0: mean" in said
        assert "position 9: mean" in said


@pytest.mark.slow
def test_the_table_of_the_page_is_what_was_measured() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "fair-luck.md").read_text(encoding="utf-8")
    for name, rule in (("double-mean", draw.DOUBLE_MEAN), ("even", draw.EVEN)):
        drawn = plans(rule, WHOLE)
        for what, numbers in (
            ("mean", drawn.mean(axis=0) / 100),
            ("standard deviation", drawn.std(axis=0) / 100),
            ("largest, %", largest(drawn) * 100),
        ):
            row = " | ".join([f"| `{name}`: {what}", *(f"{number:.2f}" for number in numbers)]) + " |"
            assert row in page, row


def half_way(shares: list[int], stream: draw.Stream) -> None:
    """Leave out the second half of the shuffle."""
    for i in range(len(shares) - 1, len(shares) // 2, -1):
        j = stream.below(i + 1)
        shares[i], shares[j] = shares[j], shares[i]


def swapping_with_any(shares: list[int], stream: draw.Stream) -> None:
    """Swap each with any other: the shuffle that everybody writes first, and that is not even."""
    for i in range(len(shares)):
        j = stream.below(len(shares))
        shares[i], shares[j] = shares[j], shares[i]


def never_itself(shares: list[int], stream: draw.Stream) -> None:
    """Forget that a share may stay where it is."""
    for i in range(len(shares) - 1, 0, -1):
        j = stream.below(i)
        shares[i], shares[j] = shares[j], shares[i]


@pytest.mark.slow
@pytest.mark.parametrize("shuffle", [half_way, swapping_with_any, never_itself])
def test_a_shuffle_with_a_mistake_breaks_the_bounds(shuffle: Callable[[list[int], draw.Stream], None]) -> None:
    rows = []
    for number, row in enumerate(plans(draw.DOUBLE_MEAN, 12).tolist()):
        shuffle(row, draw.Stream(sha256(b"%d" % number).digest()))
        rows.append(row)
    assert unevenness(np.array(rows)) != []


class Coarse(draw.Stream):
    """Numbers of 6 bits and their remainder, without skipping: the mistake that the protocol's skipping is for."""

    def below(self, bound: int) -> int:
        return super().below(1 << 6) % bound


@pytest.mark.slow
def test_remainders_of_a_tiny_range_without_skipping_break_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "Stream", Coarse)
    drawn = many(draw.EVEN, 12, PACKETS, ENVELOPES)
    assert unevenness(drawn) != []


class Careless(draw.Stream):
    """The real numbers, all 64 bits, but none is skipped."""

    def below(self, bound: int) -> int:
        return super().below(1 << 64) % bound


def thirds(stream: draw.Stream) -> list[float]:
    """Draw below three quarters of all numbers, where each remainder of the first third has two numbers."""
    third = 1 << 62
    counts = np.bincount([stream.below(3 * third) // third for _ in range(20_000)], minlength=3)
    return [float(count) for count in counts]


def test_numbers_are_skipped_where_their_remainders_would_favour_the_small_ones() -> None:
    seed = sha256(b"thirds").digest()
    error = (20_000 * (1 / 3) * (2 / 3)) ** 0.5
    assert [abs(count - 20_000 / 3) < 4 * error for count in thirds(draw.Stream(seed))] == [True] * 3
    biased = thirds(Careless(seed))
    assert biased[0] > 20_000 / 3 + 40 * error

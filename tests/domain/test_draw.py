"""The draw: exact sums, determinism, and the distributions that the rules promise."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain import draw
from paycli.errors import CommitmentMismatch

seeds = st.binary(min_size=32, max_size=32)


@st.composite
def envelopes(strategy: st.DrawFn) -> tuple[int, int]:
    """Give an amount in minor units and a number of packets that it can fill."""
    packets = strategy(st.integers(1, 60))
    return strategy(st.integers(packets, 10**12)), packets


@given(st.sampled_from((draw.EVEN, draw.DOUBLE_MEAN)), envelopes(), seeds)
def test_shares_sum_to_the_amount_and_each_has_at_least_one_unit(
    rule: str, envelope: tuple[int, int], seed: bytes
) -> None:
    amount_minor, packets = envelope

    plan = draw.shares(rule, amount_minor, packets, seed)

    assert len(plan) == packets
    assert sum(plan) == amount_minor
    assert min(plan) >= 1


@given(st.sampled_from((draw.EVEN, draw.DOUBLE_MEAN)), envelopes(), seeds)
def test_the_same_seed_draws_the_same_shares(rule: str, envelope: tuple[int, int], seed: bytes) -> None:
    assert draw.shares(rule, *envelope, seed) == draw.shares(rule, *envelope, seed)


@given(envelopes(), seeds)
def test_even_shuffles_the_shares_of_double_mean(envelope: tuple[int, int], seed: bytes) -> None:
    even = draw.shares(draw.EVEN, *envelope, seed)

    assert sorted(even) == sorted(draw.shares(draw.DOUBLE_MEAN, *envelope, seed))


@given(envelopes())
def test_equal_shares_differ_by_one_unit_at_most_and_the_larger_come_first(envelope: tuple[int, int]) -> None:
    amount_minor, packets = envelope

    plan = draw.plan(draw.EQUAL, amount_minor, packets, None, None)

    assert sum(plan) == amount_minor
    assert plan[0] - plan[-1] in {0, 1}
    assert list(plan) == sorted(plan, reverse=True)


def test_the_stream_is_the_one_of_the_protocol() -> None:
    """Worked by hand: the first number below 20 is the first 8 bytes of the first hash, modulo 20."""
    seed = bytes(range(32))
    first = int.from_bytes(sha256(b"paycli draw v1\n" + seed + bytes(8)).digest()[:8], "big")
    second = int.from_bytes(sha256(b"paycli draw v1\n" + seed + bytes(7) + b"\x01").digest()[:8], "big")

    stream = draw.Stream(seed)

    assert first < 2**64 - 2**64 % 20
    assert stream.below(20) == first % 20
    assert stream.below(7) == second % 7


def test_a_single_choice_still_consumes_a_number() -> None:
    """With one unit for each packet hi is 1 throughout, yet the shuffle starts after packets - 1 numbers."""
    seed = b"\x05" * 32
    stream = draw.Stream(seed)
    for _ in range(3):
        stream.below(1)

    assert draw.shares(draw.EVEN, 4, 4, seed) == (1, 1, 1, 1)
    assert stream._counter == 3


def test_a_seed_that_was_not_committed_to_draws_nothing() -> None:
    committed = draw.commitment(b"\x01" * 32)

    with pytest.raises(CommitmentMismatch):
        draw.plan(draw.EVEN, 1000, 10, committed, b"\x02" * 32)
    assert len(draw.plan(draw.EVEN, 1000, 10, committed, b"\x01" * 32)) == 10


def _many(rule: str, amount_minor: int, packets: int, rounds: int) -> list[tuple[int, ...]]:
    return [draw.shares(rule, amount_minor, packets, sha256(b"%d" % i).digest()) for i in range(rounds)]


def test_over_many_envelopes_every_position_gets_the_mean() -> None:
    """4,000 envelopes of 100.00 over 10: six standard errors are 0.73 at the widest position."""
    for rule in (draw.EVEN, draw.DOUBLE_MEAN):
        plans = _many(rule, 10_000, 10, 4_000)
        for position in range(10):
            mean = sum(plan[position] for plan in plans) / len(plans)

            assert abs(mean - 1000) < 73, (rule, position, mean)


def test_with_double_mean_waiting_buys_variance_and_with_even_it_buys_nothing() -> None:
    def spread(plans: list[tuple[int, ...]], position: int) -> float:
        mean = sum(plan[position] for plan in plans) / len(plans)
        return float((sum((plan[position] - mean) ** 2 for plan in plans) / len(plans)) ** 0.5)

    double_mean, even = _many(draw.DOUBLE_MEAN, 10_000, 10, 4_000), _many(draw.EVEN, 10_000, 10, 4_000)

    assert spread(double_mean, 0) == pytest.approx(579, rel=0.08)
    assert spread(double_mean, 9) == pytest.approx(767, rel=0.08)
    assert spread(even, 0) == pytest.approx(646, rel=0.08)
    assert spread(even, 9) == pytest.approx(646, rel=0.08)

"""A sum that is split adds up, whoever has how many parts of it or a fixed amount."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.splits import WEIGHT_MOST, Portion, SplitFails, share

PEOPLE = (3, 7, 500)
# 100.00 with 0, 2 and 3 decimals; 100 whole units are too few for 500 people to have one each.
TOTALS = (100, 100_00, 100_000)


@pytest.mark.parametrize("total_minor", TOTALS)
@pytest.mark.parametrize("people", PEOPLE)
def test_equal_shares_of_a_hundred_come_out_even(people: int, total_minor: int) -> None:
    found = share(total_minor, [Portion()] * people)
    assert sum(found.shares) == total_minor
    assert max(found.shares) - min(found.shares) <= 1
    assert found.left_over_minor == total_minor % people == len(found.more)
    # The first are the first to have one more: the maker stands there.
    assert list(found.shares) == sorted(found.shares, reverse=True)
    assert found.more == tuple(range(total_minor % people))


class Made(NamedTuple):
    """A sum, the parts of it that people have, and which of them have a fixed amount instead."""

    total_minor: int
    weights: list[int]
    fixed: dict[int, int]

    def portions(self) -> list[Portion]:
        """Give everybody's portion; fixed amounts are a part of what the earlier ones left."""
        found = [Portion(weight) for weight in self.weights]
        left_minor = self.total_minor
        for place, permille in self.fixed.items():
            fixed_minor = left_minor * permille // 1000
            found[place % (len(found) - 1)] = Portion(fixed_minor=fixed_minor)
            left_minor -= fixed_minor
        return found


MADE = st.sampled_from(PEOPLE).flatmap(
    lambda people: st.builds(
        Made,
        st.sampled_from(TOTALS),
        st.lists(st.integers(1, WEIGHT_MOST), min_size=people, max_size=people),
        st.dictionaries(st.integers(0, people - 2), st.integers(0, 1000), max_size=5),
    )
)


@given(MADE)
def test_random_parts_and_fixed_amounts_add_up_and_nobody_loses_a_unit(made: Made) -> None:
    total_minor, portions = made.total_minor, made.portions()
    found = share(total_minor, portions)
    assert sum(found.shares) == total_minor
    rest_minor = total_minor - sum(each.fixed_minor or 0 for each in portions)
    weights = sum(each.weight for each in portions if each.fixed_minor is None)
    for minor, each in zip(found.shares, portions, strict=True):
        if each.fixed_minor is not None:
            assert minor == each.fixed_minor
        else:
            assert 0 <= minor - rest_minor * each.weight // weights <= 1
    assert len(found.more) == found.left_over_minor < max(1, len(portions))
    assert share(total_minor, portions) == found


def test_fixed_amounts_that_do_not_fit_are_refused() -> None:
    fixed = [Portion(fixed_minor=60), Portion(fixed_minor=40)]
    assert share(100, fixed).shares == (60, 40)
    for total_minor, portions in ((99, fixed), (101, fixed), (99, [*fixed, Portion()])):
        with pytest.raises(SplitFails) as refused:
            share(total_minor, portions)
        assert refused.value.fixed_minor == 100
    # Nothing is left for the third: who asks refuses a share of nothing.
    assert share(100, [*fixed, Portion()]).shares == (60, 40, 0)

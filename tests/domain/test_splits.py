"""A sum that is split adds up, whoever has how many parts of it or a fixed amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.splits import WEIGHT_MOST, Portion, SplitFails, share

if TYPE_CHECKING:
    from collections.abc import Callable

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


@st.composite
def splits(draw: Callable[[st.SearchStrategy], object]) -> tuple[int, list[Portion]]:
    total_minor = draw(st.sampled_from(TOTALS))
    people = draw(st.sampled_from(PEOPLE))
    weights = draw(st.lists(st.integers(1, WEIGHT_MOST), min_size=people, max_size=people))
    portions = [Portion(weight) for weight in weights]
    left_minor = total_minor
    for place in draw(st.sets(st.integers(0, people - 2), max_size=5)):
        fixed_minor = draw(st.integers(0, left_minor))
        portions[place] = Portion(fixed_minor=fixed_minor)
        left_minor -= fixed_minor
    return total_minor, portions


@given(splits())
def test_random_parts_and_fixed_amounts_add_up_and_nobody_loses_a_unit(made: tuple[int, list[Portion]]) -> None:
    total_minor, portions = made
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

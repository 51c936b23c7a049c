"""The PIN of a tab is tried three times, whatever the clock says; and only a tab reads as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.pins import LOCKED_MS, TRIES_MOST, PinTries
from paycli.domain.scopes import Grant
from paycli.domain.tabs import TabTerms, begin_try, tab_scope, terms_of
from paycli.errors import TabLocked

SHOP = "ab" * 20
_TIMES = st.integers(0, 4 * LOCKED_MS)


@given(st.lists(_TIMES, max_size=30))
def test_no_order_of_times_gives_more_than_three_tries_in_ten_minutes(times: list[int]) -> None:
    """The clock may jump as it likes: of what it shows, the latest counts."""
    tries, tried = PinTries(), list[int]()
    for time in times:
        latest = max(time, tries.seen)
        try:
            tries = begin_try(tries, "@li", time)
        except TabLocked:
            continue
        tried.append(latest)
    assert all(later - first >= LOCKED_MS for first, later in zip(tried, tried[TRIES_MOST:], strict=False))


def test_a_lock_says_for_how_long_and_ends_to_the_millisecond() -> None:
    tries = PinTries()
    for _ in range(TRIES_MOST):
        tries = begin_try(tries, "@li", 1_000)
    with pytest.raises(TabLocked, match="locked for 10 more min"):
        begin_try(tries, "@li", 1_001)
    with pytest.raises(TabLocked, match="locked for 1 more min"):
        begin_try(tries, "@li", LOCKED_MS + 999)
    assert begin_try(tries, "@li", LOCKED_MS + 1_000).tries == 1


def test_only_a_mandate_that_pays_at_one_shop_up_to_a_cap_a_day_is_a_tab() -> None:
    terms = TabTerms(SHOP, "EUR", 2000)
    scope = tab_scope(terms, 10, 0)
    (grant,) = scope.grants
    assert terms_of(scope) == terms
    others = (
        scope._replace(name="payroll"),
        scope._replace(name="tab-0123456789ab"),
        scope._replace(grants=(grant, grant)),
        *(
            scope._replace(grants=(changed,))
            for changed in (
                grant._replace(kinds=("sale.pay", "send")),
                grant._replace(to=None),
                grant._replace(to=(SHOP, "cd" * 20)),
                grant._replace(per_day_minor=None),
                Grant("EUR", ("send",), (SHOP,), per_day_minor=1),
            )
        ),
    )
    assert [terms_of(each) for each in others] == [None] * len(others)

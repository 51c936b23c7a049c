"""How many envelopes a wallet may send in a day, whatever the clock does meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.errors import TooManyEnvelopes
from tests.support.forger import second_opinion
from tests.support.ledgers import audited_circle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.circle import Circle

DAY_MS = 24 * 3_600_000


def set_clock(circle: Circle, days: int) -> None:
    circle.clock.now += days * DAY_MS
    circle.do("clock.set", {"now": circle.clock.now}, circle.operator)


def test_a_clock_that_ran_ahead_and_was_set_back_begins_no_new_day(tmp_path: Path) -> None:
    with audited_circle("sqlite", tmp_path, cash_minor=1_00) as circle:
        circle.do("setting.set", {"name": "most_envelopes_per_day", "value": 2}, circle.operator)
        circle.envelope("ming", 2, 1)
        circle.clock.now += DAY_MS
        circle.envelope("ming", 2, 1)
        set_clock(circle, -1)
        # It counts in the later day, of which this is the second one.
        circle.envelope("ming", 2, 1)
        with pytest.raises(TooManyEnvelopes):
            circle.envelope("ming", 2, 1)
        # The later day is still that day when it comes; the one behind it is new.
        set_clock(circle, 1)
        with pytest.raises(TooManyEnvelopes):
            circle.envelope("ming", 2, 1)
        circle.envelope("li", 2, 1)
        set_clock(circle, 1)
        circle.envelope("ming", 2, 1)
        assert second_opinion(tmp_path / "books" / "ledger.db") == []

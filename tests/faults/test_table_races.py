"""Two guests at once on each share of a table: it is paid once, and all shares together are the bill to the cent."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.faults.test_till_line_kills import SHOWN, hurry
from tests.faults.test_till_races import BEHIND_MOST_S, CAFE, SEED, minor, sound
from tests.support import effort
from tests.support.at_once import Line, commanders
from tests.support.till_process import TillProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]


class Paid(NamedTuple):
    """A share that was paid: its number, and what its receipt says."""

    number: str
    receipt: dict[str, Any]


def paid_once(house: Household, till: TillProcess, label: str, race: Callable[[str], None]) -> Paid:
    """Show the code of a parked share, let two guests pay it at once, and give its receipt."""
    till.type(f"recall {label}", "pay")
    sale = till.until(SHOWN)
    assert sale is not None
    race(sale[2])
    assert till.until(r"PAID [0-9.]+ EUR")
    return Paid(sale[1], house.json("pos", "receipt", sale[1], *CAFE))


def test_two_guests_at_once_on_each_share_of_a_table_pay_it_once(empty_house: Household) -> None:
    house = empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "90000", "bo": "90000"})
    house.run("pos", "open", "--float", "0", *CAFE)
    dice, won, earned = random.Random(SEED), Counter[int](), 0
    till = TillProcess(*CAFE, prepare=hurry)
    with commanders(house, 2) as crew:

        def race(sale: str) -> None:
            pays = [("pay", sale, "--as", guest) for guest in ("li", "bo")]
            codes = [each.code for each in crew.race([Line(each, dice.uniform(0, BEHIND_MOST_S)) for each in pays])]
            assert sorted(codes) == ["", "already_paid"], codes
            won[codes.index("")] += 1

        for table in range(effort.often(20)):
            count = (3, 7)[table % 2]
            till.type("60.00 menu", "2x 20.00 wine", f"park Table {table}", f"split p1 {count}")
            till.until("is split")
            shares = [paid_once(house, till, f"p{place}", race) for place in range(1, count + 1)]
            assert [share.receipt["lines"][0] for share in shares] == [
                f"Table {table}, {place} of {count}" for place in range(1, count + 1)
            ]
            assert f"Nothing is left of Table {table}" in till.text
            assert minor(house.balance("cafe")) == earned + 100_00
            # The lines of the last share go back one by one, as those of any sale.
            number, receipt = shares[-1]
            for line in (2, 1):
                back = house.json("refund", number, "--line", str(line), *CAFE)
                assert back["amount"] == receipt["lines"][line].split()[-1]
            earned += 100_00 - minor(receipt["amount"])
            assert minor(house.balance("cafe")) == earned
    assert till.ended()
    assert len(won) == 2, won
    sound(house)

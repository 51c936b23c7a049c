"""One payment by the installed program, cut at each of its writes, syncs and renames in turn, or failed there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.proof import entries, faults, times_booked
from tests.support.strace import NAMES, WRITES, need_strace, traced

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.inside import Household
    from tests.support.strace import Traced

pytestmark = pytest.mark.slow
# More calls of one kind than a payment ever makes: an endless loop would be a fault of its own.
POINTS_MOST = 400
RETRY = {69: "later", 70: "no", 75: "same_key"}


class Cuts:
    """Payments of one household, each with a key of its own, each hit by a fault at another call."""

    def __init__(self, household: Household, log: Path) -> None:
        need_strace()
        self.house, self._log, self._number = household, log, 0
        self.statuses: dict[int, int] = {}
        self.points = 0

    def at_every(self, call: str, fault: str, *, paths: Sequence[Path] = ()) -> None:
        """Hit the first, second, … of these calls until one payment runs through untouched."""
        for n in range(1, POINTS_MOST):
            if not self._hit(call, n, fault, paths):
                return
            self.points += 1
        pytest.fail(f"after {POINTS_MOST} {call} the payment is still not done")

    def _hit(self, call: str, n: int, fault: str, paths: Sequence[Path]) -> bool:
        self._number += 1
        before = entries(self.house.ledger)
        line = ["send", "li", "0.05", "tea", "--as", "ming", "-k", f"cut {self._number}"]
        done = traced(self._log, [*line, "--yes", "--json"], call=call, n=n, fault=fault, paths=paths)
        where = f"{fault} at {call} {n}: {done.status} {done.out} {done.err}"
        there = entries(self.house.ledger) - before
        assert there in (0, 1), where
        assert faults(self.house.ledger) == [], where
        self._check_answer(done, there, where)
        self.statuses[done.status] = self.statuses.get(done.status, 0) + 1

        again = self.house.json(*line)
        assert again["replayed"] == bool(there), where
        assert (again["amount"], again["to"], again["note"]) == ("0.05", ["@li"], "tea"), where
        assert times_booked(self.house.ledger, again["id"]) == 1, where
        assert self.house.balance("li") == f"{0.05 * self._number:.2f}", where
        if done.status == 0:
            assert again == json.loads(done.out) | {"replayed": True}, where
        return done.hit

    @staticmethod
    def _check_answer(done: Traced, there: int, where: str) -> None:
        """Hold an exit status to what it promises (design, section 8)."""
        if done.status in (-9, 137):
            return
        # 69 promises that nothing happened, 0 that it is done; 75 is honest about not knowing. SQLite takes a page
        # that cannot be read for a damaged one, and then 70 says to stop and to look.
        assert done.status in ((0, 69, 70, 75) if "at pread64" in where else (0, 69, 75)), where
        if done.status == 0:
            assert there == 1, where
        elif done.status == 69:
            assert there == 0, where
        if done.status != 0 and done.err:
            error = json.loads(done.err)["error"]
            assert (error["exit"], error["retry"]) == (done.status, RETRY[done.status]), where


@pytest.fixture
def cuts(household: Household, tmp_path: Path) -> Cuts:
    return Cuts(household, tmp_path / "calls")


def test_a_payment_killed_at_any_write_or_sync_is_whole_or_absent(cuts: Cuts) -> None:
    for call in (*WRITES, *NAMES):
        cuts.at_every(call, "signal=KILL")
    assert cuts.points >= 30


def test_a_payment_whose_every_write_or_sync_fails_in_turn_says_what_became_of_it(cuts: Cuts) -> None:
    for call in (*WRITES, *NAMES):
        cuts.at_every(call, "error=EIO")
    assert cuts.points >= 30
    # All three answers are given somewhere, or this test would look at one road only.
    assert cuts.statuses.keys() == {0, 69, 75}


def test_a_payment_on_a_disk_that_is_full_at_any_write_says_what_became_of_it(cuts: Cuts) -> None:
    for call in ("write", "pwrite64", "ftruncate"):
        cuts.at_every(call, "error=ENOSPC")
    assert cuts.points >= 30


def test_a_payment_that_cannot_read_its_ledger_never_says_that_nothing_happened_when_it_did(cuts: Cuts) -> None:
    ledger = cuts.house.ledger
    beside = [ledger, ledger.with_name("home.db-wal"), ledger.with_name("home.db-shm")]
    cuts.at_every("pread64", "error=EIO", paths=beside)
    assert cuts.points >= 5

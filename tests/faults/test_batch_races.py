"""Two runs of the same batch at the same time: each row is paid once, and what both say is true."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.support import effort
from tests.support.program import at_once
from tests.support.proof import faults, kinds_booked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = pytest.mark.python

TIMES, RUNS, COUNT = max(2, effort.often(10)), 3, 1_500
HEADER = "to,amount,note,id"


class Race(NamedTuple):
    """What one of several runs said: of each row, and at the end of all."""

    rows: list[dict[str, Any]]
    summary: dict[str, Any]


def races(*line: str) -> list[Race]:
    said = [[json.loads(each) for each in out.splitlines()] for out in at_once(*[line] * RUNS)]
    return [Race(rows, summary) for *rows, summary in said]


def a_file_of(count: int, folder: Path, number: int) -> Path:
    file = folder / f"rows {number}.csv"
    rows = (f"{'li' if each % 3 else 'bo'},0.01,row {each},r{each}" for each in range(count))
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return file


@pytest.mark.slow
def test_of_several_runs_each_row_is_paid_by_one_and_all_say_so(household: Household, tmp_path: Path) -> None:
    for number in range(TIMES):
        file = a_file_of(COUNT, tmp_path, number)
        line = ("batch", str(file), "--name", f"wages {number}", "--as", "ming", "--yes", "--jsonl")
        found = races(*line)
        for race in found:
            assert (race.summary["state"], race.summary["paid"], race.summary["rows"]) == ("done", COUNT, COUNT)
            assert sorted(each["line"] for each in race.rows) == [*range(2, COUNT + 2)]
            assert {each["state"] for each in race.rows} == {"done"}
        places = [{each["row"]: (each["id"], each["n"]) for each in race.rows} for race in found]
        assert all(each == places[0] for each in places)
        # One of them paid it, and for the others it was there.
        paid = [each["row"] for race in found for each in race.rows if not each["replayed"]]
        assert sorted(paid) == sorted(f"r{each}" for each in range(COUNT))
        booked = kinds_booked(household.ledger)
        assert (booked["batch.row"], booked["batch.new"]) == ((number + 1) * COUNT, number + 1)
        assert booked.get("cancel", 0) == 0
    assert household.balance("ming") == f"{1000 - TIMES * COUNT / 100:.2f}"
    assert faults(household.ledger) == []


@pytest.mark.slow
def test_of_several_runs_one_pays_all_at_once(household: Household, tmp_path: Path) -> None:
    file = a_file_of(400, tmp_path, 0)
    found = races("batch", str(file), "--name", "wages", "--all-or-nothing", "--as", "ming", "--yes", "--jsonl")
    assert sorted(race.summary["replayed"] for race in found) == [False, *[True] * (RUNS - 1)]
    assert len({race.summary["id"] for race in found}) == 1
    assert kinds_booked(household.ledger)["batch.send"] == 1
    assert household.balance("ming") == "996.00"

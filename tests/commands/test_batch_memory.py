"""The memory of a batch does not grow with its rows: they lie in a private file while they are checked."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.program import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


def peak_of(*words: str) -> int:
    """Run the installed program and give the most memory that it held, in KB."""
    process = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


@pytest.mark.slow
def test_a_hundred_times_as_many_rows_are_checked_in_the_same_memory(empty_house: Household, tmp_path: Path) -> None:
    empty_house.begin("li", "bo", cash={"ming": "1000"})
    peaks = []
    for rows in (500, 50_000):
        file = tmp_path / f"{rows}.csv"
        text = "".join(f"{('li', 'bo')[at % 2]},0.01,wages {at},r{at}\n" for at in range(rows))
        file.write_text(f"to,amount,note,id\n{text}", encoding="utf-8")
        peaks.append(peak_of("batch", "check", str(file), "--as", "ming"))
    assert peaks[1] <= 1.2 * peaks[0], peaks

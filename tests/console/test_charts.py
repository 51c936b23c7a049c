"""Charts: one scale for all bars, drawn with Rich on a terminal, with signs in a pipe."""

from __future__ import annotations

import re

import pytest

from paycli.console.charts import Bar, Chart, lay_out
from paycli.console.drawn import chart

CHART = Chart(
    (
        Bar("2027-01", "sent", "58.88", 58_88), Bar("", "received", "12.00", 12_00, came_in=True),
        Bar("2027-02", "sent", "0.01", 1), Bar("", "received", "0.00", 0, came_in=True),
    )
)  # fmt: skip


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_on_a_terminal_the_amounts_are_whole_and_no_line_is_wider(columns: int) -> None:
    lines = chart(CHART, columns, encoding="utf-8", color=False)
    assert [line.split()[-2] for line in lines[:3]] == ["58.88", "12.00", "0.01"]
    assert lines[3] == "         received   0.00"
    assert max(map(len, lines)) == min(columns, 80)


def test_what_is_more_than_nothing_has_a_bar_and_eighths_of_a_column_are_told() -> None:
    lines = chart(CHART, 40, encoding="utf-8", color=False)
    assert [re.sub(r"[^█-▏]", "", line) for line in lines] == ["█" * 14, "██▉", "█", ""]


def test_money_that_came_in_is_green_and_nothing_else_has_a_colour() -> None:
    lines = chart(CHART, 40, encoding="utf-8", color=True)
    assert [re.findall(r"\x1b\[[0-9;]*m", line) for line in lines] == [[], ["\x1b[32m", "\x1b[0m"], [], []]


def test_in_a_pipe_bars_are_signs_that_the_encoding_knows() -> None:
    assert lay_out(CHART, columns=80, encoding="ascii")[1:] == [
        "         received  12.00  " + "#" * 11, "2027-02  sent       0.01  #", "         received   0.00",
    ]  # fmt: skip
    assert lay_out(CHART, columns=80, encoding="utf-8")[0].endswith(" " + "█" * 54)

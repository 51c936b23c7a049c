"""A file for spreadsheets has what was written, and nothing in it is computed when somebody opens it."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from paycli.console.csv_lines import FORMULA, csv_lines, text_cell

texts = st.text(max_size=30) | st.builds(
    "{}{}".format, st.sampled_from([*FORMULA, "\n=", " =", "\t@"]), st.text(max_size=9)
)


@given(st.lists(st.lists(texts, min_size=2, max_size=5), max_size=5))
def test_each_row_is_one_line_and_is_read_back_as_its_cells(rows: list[list[str]]) -> None:
    cells = [[text_cell(text) for text in row] for row in rows]
    lines = csv_lines(cells)
    assert all(line.count("\n") == 1 and line.endswith("\n") for line in lines)
    assert list(csv.reader(io.StringIO("".join(lines), newline=""))) == cells


@given(texts)
def test_no_text_is_a_formula_nor_steers_a_terminal(text: str) -> None:
    cell = text_cell(text)
    assert not cell.startswith(FORMULA)
    assert cell == cell.strip()
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in cell)


def test_a_plain_text_is_left_as_it_is() -> None:
    assert [text_cell(text) for text in ("tea, hot", "3x Tee", "=1+1", "-10% off", " @li")] == [
        "tea, hot", "3x Tee", "'=1+1", "'-10% off", "'@li",
    ]  # fmt: skip

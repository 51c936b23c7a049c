"""Tables on terminals of any width: amounts and ids are whole, and what others wrote is never markup."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paycli.console.drawn import table
from paycli.console.sanitise import width
from paycli.console.tables import Table, lay_out_in
from paycli.console.views.tills import day
from tests.console.screen import terminal
from tests.support.papers import REGISTRY, day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

IDS = ("672k2b81b14g", "r047f0a1bev9")
AMOUNTS = ("+1234567890.12 EUR", "-9.00 EUR")
NOTES = ("good luck to everybody who comes by today", "[red]x[/] :smile: [link=y]z[/link]")
LOG = Table(
    ("WHEN", "ID", "AMOUNT", "WITH", "NOTE"),
    [("Fri 15 Jan 09:03", id_, amount, "@li", note) for id_, amount, note in zip(IDS, AMOUNTS, NOTES, strict=True)],
    right=(2,), cut=(3, 4), keep=(0, 1),
)  # fmt: skip
RIGHT_TO_LEFT = "\u05e9\u05dc\u05d5\u05dd"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def drawn(given: Table, columns: int, *, encoding: str = "utf-8", color: bool = False) -> Sequence[str]:
    return table(given, columns, encoding=encoding, color=color)


@pytest.mark.parametrize("columns", range(20, 140, 5))
def test_whatever_the_width_amounts_and_ids_are_whole_and_no_line_is_too_wide(columns: int) -> None:
    lines = drawn(LOG, columns)
    text = "\n".join(lines)
    assert [each for each in (*IDS, *AMOUNTS) if each not in text] == []
    assert max(map(width, lines)) <= columns


@pytest.mark.parametrize("columns", [36, 80])
def test_a_day_of_large_sums_has_whole_rows_on_a_half_of_a_tills_screen_and_on_a_terminal(columns: int) -> None:
    report = day_of(number=2).report
    large = report.totals._replace(
        cash_minor=12_345_67, float_minor=12_345_67, opening_difference_minor=-12_345_67,
        taxes=(("A", 70_000, 12_345_67, 807_66), ("B", 190_000, 99_999_99, 15_966_39)),
        refund_taxes=(("B", 190_000, 1_234_50, 197_10),),
    )  # fmt: skip
    tables = [part for part in day(report._replace(totals=large), REGISTRY).lines if isinstance(part, Table)]
    assert len(tables) == 3
    for each in tables:
        rows = lay_out_in(each, columns, encoding="utf-8")
        assert len(rows) == len(each.rows) + 1
        assert max(map(width, rows)) <= columns
        assert [row for row in rows if "…" in row] == []


def test_where_the_columns_have_no_room_nothing_is_cut_at_all() -> None:
    words = " ".join(drawn(LOG, 40)).split()
    assert [word for row in LOG.rows for cell in row for word in cell.split() if word not in words] == []
    assert "NOTE" not in words


def test_text_of_others_is_never_markup_and_has_no_colour_of_its_own() -> None:
    [_, _, row] = drawn(LOG, 140, color=True)
    assert NOTES[1] in row
    assert "\x1b" not in row
    turned = Table(("WHO", "SUM"), (("\u202eoiram\x1b[31m", "1.00"), (RIGHT_TO_LEFT, "2.00")), right=(1,))
    [_, first, second] = drawn(turned, 80, color=True)
    assert first.split() == [r"\u202eoiram\x1b[31m", "1.00"]
    # What is written from right to left is set apart, so that the amount stays where it is.
    assert second.split() == [f"\u2068{RIGHT_TO_LEFT}\u2069", "2.00"]
    assert width(first) == width(second)


def test_a_header_is_bold_as_a_whole_and_money_that_came_in_is_green() -> None:
    [head, came, went] = drawn(LOG, 140, color=True)
    assert re.fullmatch(r"\x1b\[1m[^\x1b]*\x1b\[0m", head)
    assert ESCAPES.findall(came) == ["\x1b[32m", "\x1b[0m"]
    assert came.split("\x1b[32m")[1].startswith(AMOUNTS[0])
    assert ESCAPES.findall(went) == []


def test_a_terminal_that_knows_no_ellipsis_gets_one_sign_in_its_place() -> None:
    lines = drawn(LOG, 80, encoding="ascii")
    assert all(line.isascii() for line in lines)
    assert max(map(len, lines)) <= 80
    assert lines[1].endswith(".")


def test_good_rows_are_green_and_bars_stand_behind_where_there_is_room_for_them() -> None:
    board = Table(
        ("WHO", "SUM"), [("@li", "8.00"), ("@bo", "0.01"), ("@zoe", "0.00")], (1,), good=(0,), bars=(800, 1, 0)
    )
    _, best, least, none = drawn(board, 80, color=True)
    assert best == f"\x1b[32m@li   8.00  {'█' * 24}\x1b[0m"
    assert (least, none) == ("@bo   0.01  █", "@zoe  0.00")
    for narrow in (drawn(board, 16), drawn(board, 80, encoding="ascii")):
        assert "█" not in "\n".join(narrow)


_SHOW = """
import sys
from paycli.console.options import Options, use
from paycli.console.output import Line, Listing, show, Document
from paycli.console.tables import Table
mode, what = sys.argv[1:]
use(Options(mode=mode))
listing = Listing([{}], Table(("a", "b"), [("1", "2")]), "none", ["1"])
show(listing if what == "list" else Document({}, (Line("one line"),), "1"))
sys.exit(3 if "rich" in sys.modules else 0)
"""


@pytest.mark.parametrize(
    ("mode", "what", "on_terminal", "rich"),
    [
        ("human", "list", True, True), ("human", "list", False, False), ("human", "line", True, False),
        ("json", "list", True, False), ("quiet", "list", True, False),
    ],
)  # fmt: skip
def test_rich_is_imported_for_what_is_drawn_on_a_terminal_alone(
    mode: str, what: str, *, on_terminal: bool, rich: bool
) -> None:
    with terminal() as screen:
        out = screen.slave if on_terminal else subprocess.DEVNULL
        done = subprocess.run([sys.executable, "-c", _SHOW, mode, what], stdout=out, env={**os.environ}, check=False)
    assert done.returncode == (3 if rich else 0)

"""The code on the till's screen, read off the cells of a real terminal: themes, gaps, encodings, carts, sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.tour.paint import DARK, LIGHT
from tests.support.till_window import TillWindow

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
LINUX, XTERM = {"TERM": "linux"}, {"TERM": "xterm-256color"}
LATIN = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
CASES = {
    "xterm": (XTERM, (80, 24), 1), "no color": ({"NO_COLOR": "1"}, (80, 24), 1), "linux": (LINUX, (80, 24), 1),
    "vt100": ({"TERM": "vt100"}, (80, 24), 1), "12 lines": (XTERM, (80, 24), 12), "60 lines": (XTERM, (132, 43), 60),
    "latin-1": (LATIN, (120, 44), 1), "latin-1 below": (LATIN, (80, 44), 1),
    "60 lines in 80x24": ({"NO_COLOR": "1", **LINUX}, (80, 24), 60),
}  # fmt: skip
WHOLE = ((80, 23), (80, 20), (60, 24), (38, 24), (37, 20), (132, 43))
TOO_SMALL = {(80, 19): "37 columns and 20 rows needed", (36, 24): "37 columns and 20 rows needed"}


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin(shops=("cafe",))
    house.run("pos", "open", "--float", "200", *CAFE)
    return house


def misread(window: TillWindow, text: str) -> list[tuple[str, int]]:
    """Give the themes and gaps in which the code on the screen is not read."""
    themes = (("dark", DARK), ("light", LIGHT))
    return [(name, gap) for name, theme in themes for gap in (0, 3) if window.code(theme, gap=gap) != text]


def ring_up(window: TillWindow, lines: int, total: str) -> None:
    window.until("DAY 1 since").type("".join(f"1.00 thing{at}\n" for at in range(lines))).until(f"TOTAL {total} EUR")
    window.line("pay", "SALE 1-000001")


@pytest.mark.parametrize("name", CASES)
def test_the_code_is_read_in_every_theme(house: Household, name: str) -> None:
    env, size, lines = CASES[name]
    with TillWindow(*CAFE, size=size, env=env) as window:
        ring_up(window, lines, f"{lines}.00")
        sale = house.json("pos", "list", *CAFE)["items"][0]["short"]
        window.until("paycli pay").read_for(0.3)
        text = window.code(DARK)
        assert text is not None, "\n".join(window.cells.texts)
        assert text.endswith(sale.upper())
        assert misread(window, text) == []
        window.type("cancel\nquit\n").ended()


def test_in_every_size_the_code_is_whole_or_there_is_the_reason(house: Household) -> None:
    with TillWindow(*CAFE) as window:
        ring_up(window, 1, "1.00")
        window.read_for(0.3)
        text = window.code(DARK)
        assert text is not None
        for size in WHOLE:
            window.resize(*size).until_whole(text)
        for size, why in TOO_SMALL.items():
            window.resize(*size).until(f"this window has {size[0]}x{size[1]}").until(f"No room for the code: {why}")
            assert window.code(DARK) is None
            assert text in "".join("".join(window.cells.texts).split())
        window.resize(80, 24).until_whole(text)
        assert misread(window, text) == []
        window.type("cancel\nquit\n").ended()


def test_an_encoding_without_blocks_has_the_code_where_there_is_room_for_its_wide_cells(house: Household) -> None:
    with TillWindow(*CAFE, env=LATIN) as window:
        ring_up(window, 1, "1.00")
        window.until("No room for the code").until("74 columns and 38 rows needed")
        assert window.code(DARK) is None
        window.type("cancel\nquit\n").ended()

"""The pictures of the README: they hold what the program showed, a phone can read the code, and nothing is loaded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import zxingcpp

from paycli.domain.codes import SALE, parse_text
from tools.pictures.screen import Cell, Look, grid
from tools.pictures.svg import CELL_HEIGHT, CELL_WIDTH, MARGIN, THEMES, svg

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = sorted((ROOT / "docs" / "pictures").iterdir())
SIZE_MOST = 60_000
_PICTURE = re.compile(
    r'<picture>\n  <source media="\(prefers-color-scheme: dark\)" srcset="(?P<dark>[^"]+)">\n'
    r'  <img src="(?P<light>[^"]+)" alt="(?P<alt>[^"]+)">\n</picture>\n'
)
_SHAPE = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\3z")
# What a drawing may be made of, and what may be said of each part.
PARTS = {"svg", "title", "rect", "g", "path", "text"}
SAID = {
    "viewBox", "width", "height", "role", "x", "y", "rx", "fill", "stroke", "transform", "shape-rendering",
    "font-family", "font-size", "font-weight", "textLength", "d",
}  # fmt: skip


def parts(picture: str) -> Iterator[ET.Element]:
    for each in ET.fromstring(picture).iter():  # noqa: S314  it is our own
        each.tag = each.tag.removeprefix("{http://www.w3.org/2000/svg}")
        yield each


def texts(picture: str) -> str:
    return " ".join(each.text or "" for each in parts(picture) if each.tag == "text")


def pixels(picture: str) -> np.ndarray:
    """Paint the blocks of a picture, four pixels for each half cell, onto the terminal's ground."""
    whole = next(parts(picture))
    ground = next(each for each in parts(picture) if each.tag == "rect").attrib["fill"]
    shape = tuple((int(whole.attrib[name]) - 2 * MARGIN) // CELL_WIDTH * 4 for name in ("height", "width"))
    image = np.full(shape, grey(ground), np.uint8)
    for each in parts(picture):
        if each.tag == "path":
            assert _SHAPE.sub("", each.attrib["d"]) == ""
            for found in _SHAPE.finditer(each.attrib["d"]):
                left, top, columns, rows = (4 * int(number) for number in found.groups())
                image[top : top + rows, left : left + columns] = grey(each.attrib["fill"])
    return image


def grey(color: str) -> int:
    return sum(int(color[at : at + 2], 16) for at in (1, 3, 5)) // 3


# --- the pictures -----------------------------------------------------------------------------------------------------
def test_the_readme_shows_every_picture_light_and_dark_and_says_in_words_what_is_seen() -> None:
    found = list(_PICTURE.finditer(README))
    shown = [ROOT / each[theme] for each in found for theme in ("dark", "light")]
    assert sorted(shown) == FILES
    for each in found:
        assert all(each[theme].endswith(f"-{theme}.svg") for theme in ("dark", "light"))
        seen = texts((ROOT / each["light"]).read_text(encoding="utf-8"))
        named = re.findall(
            r"@\w+|\d+\.\d\d EUR|\d+ of \d+|\d+ s\b|paycli \w+ \w+", each["alt"].replace("paycli show --live", "")
        )
        assert len(named) > 2
        assert [name for name in named if name not in seen] == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_phone_reads_the_code_of_the_sale_off_the_picture_of_the_till(theme: str) -> None:
    picture = (ROOT / f"docs/pictures/till-{theme}.svg").read_text(encoding="utf-8")
    [found] = zxingcpp.read_barcodes(pixels(picture), try_invert=False)
    code = parse_text(found.text)
    assert code.kind == SALE
    assert f"paycli pay {code.tail.lower()}" in texts(picture)


def test_a_picture_is_small_loads_nothing_and_runs_nothing() -> None:
    misses = []
    for path in FILES:
        picture = path.read_text(encoding="utf-8")
        misses += [f"{path.name}: {len(picture)} bytes"] if len(picture) > SIZE_MOST else []
        for each in parts(picture):
            misses += [f"{path.name}: {each.tag} {name}" for name in ({each.tag} - PARTS) | (each.attrib.keys() - SAID)]
        misses += [f"{path.name}: {word}" for word in ("url(", "&#", "<!") if word in picture]
    assert misses == []


# --- how they are drawn -----------------------------------------------------------------------------------------------
def test_the_screen_follows_what_paycli_writes() -> None:
    plain = grid("one\r\ntwo\r\n\x1b[2Anew\x1b[K\r\n\x1b[Jend", 8, 3)
    assert ["".join(cell.text for cell in row).rstrip() for row in plain] == ["new", "end"]
    # A row that is full goes on in the next one, and the first row leaves a full screen.
    assert ["".join(cell.text for cell in row) for row in grid("abcdef\r\ngh", 4, 2)] == ["ef  ", "gh  "]
    wide = grid("\x1b[1m新\x1b[0m\x1b[38;5;16;48;5;231m▀\x1b[0m\x1b[2;32mx", 4, 1)
    assert wide[0] == [
        Cell("新", Look(bold=True)),
        Cell("", Look(bold=True)),
        Cell("▀", Look(16, 231)),
        Cell("x", Look(2, faint=True)),
    ]


@pytest.mark.parametrize("written", ["\x1b[2J", "\x1b[5m", "\x07", "\x1b[38;2;1;2;3m", "\x1b[3B"])
def test_the_screen_refuses_what_it_does_not_know(written: str) -> None:
    with pytest.raises(ValueError, match="does not know"):
        grid(written, 8, 2)


def test_text_is_escaped_and_stands_in_its_cells_whatever_the_font() -> None:
    picture = svg(grid('<b>&"x"  新年 y\r\n\x1b[1;32mgood', 20, 2), THEMES["dark"], "a <title>")
    found = [(each.attrib, each.text) for each in parts(picture) if each.tag == "text"]
    assert found == [
        ({"x": "0", "y": "0", "textLength": f"{7 * CELL_WIDTH}"}, '<b>&"x"'),
        ({"x": f"{9 * CELL_WIDTH}", "y": "0", "textLength": f"{6 * CELL_WIDTH}"}, "新年 y"),
        (
            {
                "x": "0",
                "y": f"{CELL_HEIGHT}",
                "textLength": f"{4 * CELL_WIDTH}",
                "fill": "#3fb950",
                "font-weight": "bold",
            },
            "good",
        ),
    ]
    assert "a &lt;title&gt;" in picture


def test_blocks_have_no_gaps_and_the_first_colour_lies_under_all_others() -> None:
    written = "\x1b[48;5;231m  \r\n \x1b[38;5;16m▀\x1b[0m \x1b[32m█"
    found = [each for each in parts(svg(grid(written, 5, 2), THEMES["light"], "")) if each.tag == "path"]
    assert [(each.attrib["fill"], each.attrib["d"]) for each in found] == [
        ("#ffffff", "M0 0h2v4h-2zM3 2h1v2h-1z"),
        ("#000000", "M1 2h1v1h-1z"),
        ("#1a7f37", "M3 2h1v2h-1z"),
    ]


def test_a_colour_that_a_theme_does_not_have_is_no_picture() -> None:
    with pytest.raises(KeyError):
        svg(grid("\x1b[33myellow", 8, 1), THEMES["light"], "")

"""Every screen is the one that somebody has read: tests/screens keeps it as text, for three sizes of a terminal.

`make screens` writes them anew; what changed is then read by eye, as any change is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.program import PROGRAM
from tests.support.screens import FOLDER, SCREENS, SIZES, Town, grid, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("screens")]

# What can be read on dark and on light grounds alike: bold, faint, red, green, magenta.
READABLE = {"0", "1", "2", "31", "32", "35"}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town(Path(PROGRAM)) as town:
        yield town


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_each_screen_is_the_one_that_was_read(size: tuple[int, int], town: Town) -> None:
    seen = town.all_seen(size)
    changed = [
        f"{path_of(name, size).name}:\n{grid(shown, size[0])}"
        for name, shown in seen.items()
        if path_of(name, size).read_text(encoding="utf-8") != grid(shown, size[0])
    ]
    assert not changed, "\n".join(["read these, then: make screens", *changed])
    colours = {code for shown in seen.values() for code in re.findall(r"\x1b\[([0-9;]*)m", shown)}
    assert colours <= READABLE
    assert len(colours) > 1


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_without_colour_and_on_a_dumb_terminal_the_words_are_the_same_and_no_escape_is_written(
    env: dict[str, str], town: Town
) -> None:
    size = SIZES[0]
    for name, shown in town.all_seen(size, **env).items():
        assert "\x1b" not in shown, name
        words = re.sub(r"[`:]", "", grid(shown, size[0])).split()
        assert words == re.sub(r"[`:]", "", path_of(name, size).read_text(encoding="utf-8")).split(), name


def test_there_is_a_file_for_each_screen_and_size_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {path_of(name, size).name for name in SCREENS for size in SIZES}

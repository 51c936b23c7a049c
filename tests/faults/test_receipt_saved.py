"""A receipt that is saved is there wholly or not at all: on a full disk, under kills, and when two save it at once."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.app import exports
from paycli.terminal import paper_file
from tests.faults.test_disk import small_disk
from tests.support.at_once import Line, commanders
from tests.support.effort import often

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household

CAFE = ("--as", "cafe")
MOMENTS = 25


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin(shops=("cafe",))
    house.run("pos", "open", "--float", "50", *CAFE)
    house.run("pos", "charge", "3", "tea", "--no-wait", *CAFE)
    house.run("pos", "cash", "1-1", *CAFE)
    return house


def lines_for(folder: Path) -> list[tuple[str, ...]]:
    """Give what saves a receipt: with its proof, and as a picture."""
    return [
        ("receipt", "save", "1-1", str(folder / "1-1.json"), *CAFE),
        ("pos", "receipt", "1-1", "--out", str(folder / "1-1.svg"), *CAFE),
    ]


def file_of(line: tuple[str, ...]) -> Path:
    return next(Path(word) for word in line if word.startswith("/"))


def is_whole(house: Household, file: Path) -> bool:
    if file.suffix == ".svg":
        return file.read_text(encoding="utf-8").endswith("</svg>\n")
    return bool(house.json("receipt", "verify", str(file))["receipt"] == "1-000001")


def test_on_a_full_disk_nothing_is_left_and_later_it_is_saved(house: Household) -> None:
    with small_disk(1) as folder:
        stuffing = folder / "stuffing"
        for line in lines_for(folder):
            # To the last block: what is left of one is no block that a new file could have.
            with suppress(OSError), stuffing.open("wb", buffering=0) as file:
                while file.write(bytes(4_096)):
                    pass
            refused = house.json(*line, status=78)
            assert "No space left on device" in refused["message"]
            assert [each.name for each in folder.iterdir()] == ["stuffing"]
            stuffing.unlink()
            house.run(*line)
            assert list(folder.iterdir()) == [file_of(line)]
            assert is_whole(house, file_of(line))
            file_of(line).unlink()


@pytest.mark.slow
def test_whenever_it_is_killed_the_file_is_whole_or_absent(house: Household, tmp_path: Path) -> None:
    folder = tmp_path / "receipts"
    folder.mkdir()
    for line in lines_for(folder):
        file = file_of(line)
        # Whatever is imported late was imported then, so that each run has as many calls as the others.
        house.run(*line)
        assert is_whole(house, file)
        file.unlink()
        calls = run_and_count(house, line, tmp_path / "calls")
        found: list[bool] = []
        killed = 0
        for number in range(MOMENTS):
            # What a killed one has left is looked at by the next, which would be later for that.
            for each in folder.iterdir():
                each.unlink()
            killed += kill_at(house, line, 1 + number * (calls - 1) // (MOMENTS - 1))
            found.append(file.exists())
            assert not found[-1] or is_whole(house, file)
        assert (found[0], found[-1], found == sorted(found)) == (False, True, True)
        # The garbage collector makes calls too, so that the last one may be through before its moment.
        assert killed >= MOMENTS - 2


def run_and_count(house: Household, line: tuple[str, ...], note: Path) -> int:
    """Save it, and say how many calls of functions that took."""

    def counted() -> None:
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        _while_writing(count)
        house.run(*line)
        note.write_text(str(calls))

    assert _in_fork(counted) == 0
    return int(note.read_text())


def kill_at(house: Household, line: tuple[str, ...], moment: int) -> bool:
    """Kill whoever saves it at so many calls of functions behind the first that writes; False for one that ended."""

    def killed() -> None:
        left = moment

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        _while_writing(count)
        house.run(*line)

    status = _in_fork(killed)
    assert status in {0, -signal.SIGKILL}
    return bool(status)


def _while_writing(count: Callable[..., None]) -> None:
    really = exports.exported_bytes

    def watched(name: str, data: bytes) -> str:
        sys.setprofile(count)
        try:
            return really(name, data)
        finally:
            sys.setprofile(None)

    for place in (exports, paper_file):
        setattr(place, "exported_bytes", watched)  # noqa: B010  mypy sees no assignment of another module's import


def _in_fork(act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        status = 70
        try:
            act()
            status = 0
        finally:
            # Nothing of the test runner may run in the child, whatever happened.
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_of_two_who_save_at_once_one_does_and_the_file_is_whole(house: Household, tmp_path: Path) -> None:
    with commanders(house, 2) as crew:
        for number in range(often(20)):
            folder = tmp_path / str(number)
            folder.mkdir()
            for words in lines_for(folder):
                found = crew.race([Line(words), Line(words)])
                assert sorted(each.code for each in found) == ["", "already_there"], found
                assert is_whole(house, file_of(words))
            assert len(list(folder.iterdir())) == 2

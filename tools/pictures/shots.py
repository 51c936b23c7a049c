"""The pictures of the README: what the program of this tree shows on a terminal of 80 x 24, while somebody looks.

A play ledger is made, people grab and a shop charges, by the clock and the randomness of tools/record: ids, shares and
the QR code are those of a real run, and each run gives the same ones. The line behind `$` is the command that was run.
"""

from __future__ import annotations

import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tools.pictures.screen import grid
from tools.pictures.svg import THEMES, svg
from tools.record.child import COLUMNS, ROWS, Program
from tools.record.play import Player

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.pictures.screen import Grid

ROOT = Path(__file__).resolve().parents[2]
_TOWN = """
wait 22d
$ init --handle ming --currency EUR --play --vault sealed
@ming wallet new li
@ming wallet new mei
@ming wallet new bo
@ming wallet new zoe
@ming wallet new cafe --shop
@ming cash in ming 100
$ use li
lucky = @ming envelope send 88 -n 6 -m "Happy New Year"
"""
_GRABS = ("mei", "bo", "li", "zoe")


class Shot(NamedTuple):
    """A terminal at one moment, and what is seen there."""

    title: str
    cells: Grid


def pictures() -> Mapping[str, str]:
    """Give every picture by the name of its file in docs/pictures."""
    return {
        f"{name}-{theme}.svg": svg(shot.cells, colors, shot.title)
        for name, shot in shots().items()
        for theme, colors in THEMES.items()
    }


def shots() -> Mapping[str, Shot]:
    """Play the town, and look at the board of an envelope and at the till."""
    with tempfile.TemporaryDirectory(prefix="paycli-pictures-") as folder:
        player = Player(_program(Path(folder)), "pictures", Path(folder) / "town")
        _play(player, *_TOWN.strip().split("\n"))
        return {
            "board": Shot("An envelope is being grabbed: paycli show --live", _board(player)),
            "till": Shot("A sale waits for its payer: paycli pos charge", _till(player)),
        }


def _program(folder: Path) -> Program:
    """Make a command that runs the program of this tree, whichever one is installed."""
    path = folder / "program" / "bin" / "paycli"
    path.parent.mkdir(parents=True)
    tree, python = shlex.quote(str(ROOT)), shlex.quote(sys.executable)
    line = f'PYTHONPATH="$PYTHONPATH":{tree} exec {python} -m paycli "$@"'
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o700)
    return Program(path)


def _play(player: Player, *lines: str) -> None:
    """Do what the lines of a scene say; raises RuntimeError where a command fails."""
    for line in lines:
        player.do(line)
    if any(each.startswith("status ") and each != "status 0" for each in player.written):
        raise RuntimeError("a picture's scene fails:\n" + "\n".join(player.written))


def _board(player: Player) -> Grid:
    typed = player.filled("paycli show {lucky.short} --live")
    with player.watched(typed) as board:
        board.until("0 of 6 taken")
        for who in _GRABS:
            _play(player, f"@{who} grab {{lucky}}")
        board.until(f"{len(_GRABS)} of 6 taken")
        # The end of the same drawing.
        return _seen(typed, board.until("leaves"))


def _till(player: Player) -> Grid:
    typed = "paycli pos charge 38 2 noodles and a pot of tea"
    _play(player, "$ use cafe")
    with player.watched(typed) as till:
        return _seen(typed, till.until("Ctrl-C cancels"))


def _seen(typed: str, written: str) -> Grid:
    return grid(f"$ {typed}\r\n{written}", COLUMNS, ROWS)

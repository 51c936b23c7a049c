"""A shell gets its terminal back at Ctrl-Z, and the till on the whole screen comes back at `fg`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.program import PROGRAM
from tests.support.till_window import TillWindow

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CTRL_Z = "\x1a"
# Job control in a shell that shows nothing of its own.
_SHELL = (
    "/bin/bash",
    "--norc",
    "--noprofile",
    "--noediting",
    "-i",
    "-c",
    'set -m; "$@"; echo stopped; read x; fg',
    "sh",
)


def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_the_till_back(empty_house: Household) -> None:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    house.run("pos", "open", "--float", "200", "--as", "cafe")
    with TillWindow("--as", "cafe", program=(*_SHELL, PROGRAM)) as window:
        before = window.modes
        window.until("DAY 1 since").line("3.50 tea", "TOTAL 3.50 EUR").line("pay", "SALE 1-000001")
        window.type(CTRL_Z).until("stopped")
        assert window.modes == before
        assert not window.cells.is_other
        house.run("pay", house.json("pos", "list", "--as", "cafe")["items"][0]["id"], "--as", "li")
        window.type("\n").until("PAID 3.50 EUR").until("1-000001 wallet @li")
        window.type("quit\n").ended()
        assert window.modes == before

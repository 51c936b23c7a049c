"""An error on the till's screen: no local variable of any frame is shown or written, and the terminal is as before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.till_window import TillWindow

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = pytest.mark.slow

CAFE = ("--as", "cafe")
CANARY = "canary-of-a-pin-8086"
# Runs the program with one of its calls broken; a secret lies in a variable there.
_BREAK = f"""
import importlib, os, sys
name, call, after = sys.argv[1:4]
del sys.argv[1:4]
module, _, owner = name.rpartition(".")
place = getattr(importlib.import_module(module), owner) if owner[0].isupper() else importlib.import_module(name)
really, left = getattr(place, call), [int(after)]

def broken(*words, **named):
    secret = {CANARY!r}
    left[0] -= 1
    if left[0] < 0:
        raise ZeroDivisionError("division by zero")
    return really(*words, **named)

setattr(place, call, broken)
from paycli.main import main
main()
"""
SCREEN = "paycli.terminal.till.screen"
# What is broken, how often it works before, and the status: of the screen's own thread, and of the till's.
BROKEN = {
    "drawing": (f"{SCREEN}.app", "drawn", 3, 75),
    "keys": (f"{SCREEN}.app.TillApp", "take_key", 3, 75),
    "line": (f"{SCREEN}.editor.Editor", "press", 5, 75),
    "update": (f"{SCREEN}.app.TillApp", "update", 3, 75),
    "resize": (f"{SCREEN}.app.TillView", "on_resize", 0, 75),
    "clock": (f"{SCREEN}.app.TillApp", "_tick", 0, 75),
    "hearing": (f"{SCREEN}.driver.TillDriver", "_take", 2, 75),
    "answer": (f"{SCREEN}.printed.ScreenPrinted", "answer", 1, 70),
    "code": (f"{SCREEN}.printed.ScreenPrinted", "code", 0, 70),
    "panel": (f"{SCREEN}.panel.Panel", "_day", 1, 70),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_says_its_kind_and_no_variable(house: Household, name: str, tmp_path: Path) -> None:
    place, call, after, status = BROKEN[name]
    program = (sys.executable, "-c", _BREAK, place, call, str(after))
    with TillWindow(*CAFE, program=program) as window:
        before = window.modes
        if name != "resize":
            window.until("DAY 1 since").type("3.50 tea\npay\n")
        window.ended(status)
        assert window.modes == before
        assert "ZeroDivisionError" in window.seen
        assert CANARY not in window.text
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    assert [row["state"] for row in house.json("pos", "list", *CAFE)["items"]] in ([], ["cancelled"])


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin(shops=("cafe",))
    house.run("pos", "open", "--float", "200", *CAFE)
    return house

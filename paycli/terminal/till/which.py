"""Whether a till runs on the whole screen here or in lines, and why in lines where somebody would wonder."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import NamedTuple

from paycli.console.options import options
from paycli.console.stream import is_dumb, is_tty, size_of
from paycli.console.surroundings import surroundings
from paycli.terminal.till.grid import COLUMNS, ROWS


class Skin(NamedTuple):
    """Whether to run on the whole screen, and else why not; empty where nobody wonders."""

    is_screen: bool
    why: str = ""


def skin(*, wants_lines: bool) -> Skin:
    """Choose; nothing of the screen is imported for that."""
    if wants_lines or options().mode != "human" or not (is_tty(sys.stdin) and is_tty(sys.stdout)):
        return Skin(is_screen=False)
    why = _why_lines()
    return Skin(not why, why)


def _why_lines() -> str:
    if is_dumb() or not surroundings().environ.get("TERM"):
        return "The till in lines: this terminal says that it cannot be drawn on (TERM)"
    if not is_tty(sys.stderr):
        return "The till in lines: stderr is not a terminal"
    columns, rows = size_of(sys.stdout)
    if columns < COLUMNS or rows < ROWS:
        return f"The till in lines: the screen needs {COLUMNS}x{ROWS}, and this window has {columns}x{rows}"
    if find_spec("textual") is None:
        return "The till in lines: the screen needs the extra till, pip install 'paycli[till]'"
    return ""

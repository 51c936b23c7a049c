"""Writing a list into a file or to stdout, piece by piece, so that memory stays flat however long it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.app.exports import exported
from paycli.console.options import options
from paycli.console.stream import write_out
from paycli.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

STDOUT = "-"


def write_lines(to: str, pieces: Iterable[list[str]]) -> int:
    """Write pieces of lines to a new file, or to stdout for `-`; gives how many lines there were.

    Raises AlreadyThere, PermissionRefused; for stdout Usage where JSON or ids are wanted there, OutputFailed and
    SystemExit(141).
    """
    if to == STDOUT and options().mode != "human":
        raise Usage(problem="CSV on stdout and --json, --jsonl or --quiet exclude each other", help="name a file")
    count = 0
    if to == STDOUT:
        for lines in pieces:
            write_out(*lines)
            count += len(lines)
        return count
    with exported(to) as write:
        for lines in pieces:
            write(lines)
            count += len(lines)
    return count

"""Files that somebody else opened for us: `fd:3`, or what a shell's <(command) becomes."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from paycli.disk.private import check_private_file
from paycli.errors import Misconfigured, PermissionRefused

# What a shell gives for <(command) is a link to a pipe, which only the descriptor itself can read.
_named = re.compile(r"(?:fd:|/dev/fd/|/proc/self/fd/)([0-9]{1,9})").fullmatch


def descriptor_of(typed: str) -> int | None:
    """Give the number of the descriptor that is typed; None for a path.

    Raises Misconfigured for `fd:` without a number.
    """
    found = _named("fd:0" if typed == "/dev/stdin" else typed)
    if found:
        return int(found[1])
    if typed.startswith("fd:"):
        raise Misconfigured(problem=f"{typed[:40]} names no file descriptor", help="write it like fd:3")
    return None


def read_descriptor(number: int, bytes_most: int) -> bytes:
    """Read what a descriptor gives to its end.

    A file that a shell opened for us is held to the same rule as one that we open ourselves; a pipe is private. Raises
    OSError where it cannot be read, and PermissionRefused where others can read the file or it is longer.
    """
    if stat.S_ISREG(os.fstat(number).st_mode):
        check_private_file(Path(f"fd:{number}"), number)
    found = b""
    while len(found) <= bytes_most and (piece := os.read(number, bytes_most)):
        found += piece
    if len(found) > bytes_most:
        raise PermissionRefused(path=f"fd:{number}", reason=f"it is longer than {bytes_most} bytes")
    return found

"""A new file that somebody asked for, written line by line: it is there wholly or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.disk.new_file import new_file
from paycli.disk.refused import check_can_make, refused
from paycli.errors import AlreadyThere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@contextmanager
def exported(name: str) -> Iterator[Callable[[Iterable[str]], None]]:
    """Give what takes the lines of a file that gets its name at the end; raises AlreadyThere, PermissionRefused."""
    with new_file(check_new(name)) as file:
        yield lambda lines: file.writelines(line.encode() for line in lines)


def exported_bytes(name: str, data: bytes) -> str:
    """Write a new file wholly or not at all; gives its path. Raises AlreadyThere, PermissionRefused."""
    path = check_new(name)
    with new_file(path) as file:
        file.write(data)
    return str(path)


def check_new(name: str) -> Path:
    """Give the path of a file that can be made, before anything is asked; raises AlreadyThere, PermissionRefused."""
    path = Path(name).absolute()
    if os.path.lexists(path):
        raise AlreadyThere(what=str(path), help="choose another path")
    try:
        os.scandir(path.parent).close()
    except OSError as problem:
        raise refused(path, problem, "it cannot be written") from None
    check_can_make(path)
    return path

"""A new file that somebody asked for, written line by line: it is there wholly or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.disk.durable import make_file, publish, temporary_beside
from paycli.disk.private import PRIVATE_FILE
from paycli.errors import AlreadyThere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@contextmanager
def new_file(name: str) -> Iterator[Callable[[Iterable[str]], None]]:
    """Give what takes the lines of a file that gets its name at the end; raises AlreadyThere, PermissionRefused."""
    path = Path(name).absolute()
    if os.path.lexists(path):
        raise AlreadyThere(what=str(path), help="choose another path")
    fresh = temporary_beside(path)
    try:
        with os.fdopen(make_file(fresh, PRIVATE_FILE), "w", encoding="utf-8", newline="") as file:
            yield file.writelines
        publish(fresh, path)
    except OSError as problem:
        from paycli.disk.refused import refused

        raise refused(path, problem, "it cannot be written") from None
    finally:
        with suppress(OSError):
            fresh.unlink()

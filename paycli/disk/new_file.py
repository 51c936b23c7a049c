"""A new file that gets its name at the end: it is there wholly and durably, or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from paycli.disk.durable import make_file, publish, temporary_beside
from paycli.disk.private import PRIVATE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO


@contextmanager
def new_file(path: Path, mode: int = PRIVATE_FILE, *, family: str | None = None) -> Iterator[BinaryIO]:
    """Give a file to write, which is at `path` once the block has ended well, and is gone otherwise.

    `family` is what names of such files begin with in that folder (see `temporary_beside`). Raises AlreadyThere where
    something is there by then, and PermissionRefused with the system's reason, a full disk's too.
    """
    fresh = temporary_beside(path, family)
    try:
        with os.fdopen(make_file(fresh, mode), "wb") as file:
            yield file
        publish(fresh, path)
    except OSError as problem:
        from paycli.disk.refused import refused

        raise refused(path, problem, "it cannot be written") from None
    finally:
        with suppress(OSError):
            fresh.unlink()

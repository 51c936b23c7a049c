"""Files that appear whole or not at all, with exact modes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from paycli.errors import AlreadyThere, PermissionRefused


def temporary_beside(path: str) -> str:
    """Name a temporary file in the same folder."""
    where = Path(path)
    return os.fspath(where.with_name(f".{where.name}.{secrets.token_hex(6)}.new"))


def sync(path: str) -> None:
    """Make a file's or folder's content durable; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(temporary: str, path: str) -> None:
    """Give a finished temporary file its name, durably, without ever overwriting what is there.

    Raises AlreadyThere, or PermissionRefused with the system's reason.
    """
    try:
        sync(temporary)
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise AlreadyThere(what=path, help="choose another path") from None
        except OSError:
            _reserve_and_rename(temporary, path)
        else:
            Path(temporary).unlink()
        sync(os.fspath(Path(path).parent))
    except OSError as error:
        raise PermissionRefused(path=path, reason=error.strerror or "it cannot be written", help="") from error


def _reserve_and_rename(temporary: str, path: str) -> None:
    """Do the same on a file system without hard links: the empty file that we make keeps the name for us."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
    except FileExistsError:
        raise AlreadyThere(what=path, help="choose another path") from None
    Path(temporary).replace(path)


def remove(path: str) -> None:
    """Remove a temporary file and what SQLite may have laid beside it."""
    for beside in ("", "-journal", "-wal", "-shm"):
        Path(path + beside).unlink(missing_ok=True)

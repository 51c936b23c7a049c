"""The one way in which a file comes to be: filled under another name, brought to the disk, and only then given its own.

So a reader finds it whole or not at all, and what was told survives a power cut.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

from paycli.disk.private import PRIVATE_FILE, make_private_folder
from paycli.errors import AlreadyThere, Unavailable


def write_atomic(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put a whole new file (0600) in the place of an old one, so that a reader sees either, never a part.

    When it returns, the file survives a power cut; with `durable=False` the old one may come back then, which costs no
    wait for the disk. Missing folders are made 0700. Raises PermissionRefused, or Unavailable for a full disk.
    """
    make_private_folder(path.parent)
    # The folder is ours alone, so whatever is unfinished in it is too.
    fresh = temporary_beside(path, family="")
    try:
        with os.fdopen(make_file(fresh, PRIVATE_FILE), "wb") as file:
            file.write(data)
        _put(fresh, path, durable=durable, replaces=True)
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink()
        if is_forbidden(problem):
            from paycli.disk.refused import refused

            raise refused(path, problem, "it cannot be written") from None
        raise Unavailable(reason=f"{path} could not be written ({problem.strerror})") from None


def append(path: Path, data: bytes) -> None:
    """Put a line behind what is in a file, wholly or not at all; nobody else may write it meanwhile.

    It is not waited for the disk. Raises PermissionRefused, or Unavailable for a full disk and where there is no file.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            length = os.fstat(descriptor).st_size
            if os.write(descriptor, data) != len(data):
                # A part of it would spoil what the next one puts behind it.
                os.ftruncate(descriptor, length)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)
    except OSError as problem:
        if is_forbidden(problem):
            from paycli.disk.refused import refused

            raise refused(path, problem, "it cannot be written") from None
        raise Unavailable(reason=f"{path} could not be written ({problem.strerror})") from None


def is_forbidden(problem: OSError) -> bool:
    """Tell whether waiting does not help: no right to it, or a file system that is read-only."""
    return problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}


def publish(temporary: Path, path: Path) -> None:
    """Give a file that somebody else filled its name, durably, without ever overwriting what is there.

    Raises AlreadyThere, or PermissionRefused with the system's reason.
    """
    try:
        _put(temporary, path, durable=True, replaces=False)
    except FileExistsError:
        raise AlreadyThere(what=str(path), help="choose another path") from None
    except OSError as error:
        from paycli.disk.refused import refused

        raise refused(path, error, "it cannot be written") from error


def remove(path: Path) -> None:
    """Remove a file durably; no error if there is none. Raises PermissionRefused."""
    try:
        path.unlink()
        sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as problem:
        from paycli.disk.refused import refused

        raise refused(path, problem, "it cannot be removed") from None


def temporary_beside(path: Path, family: str | None = None) -> Path:
    """Name a file that is not there yet in the same folder, for what will get the name of `path`.

    What killed writers left there is removed first: of files whose name begins with `family`, that of `path` unless
    said.
    """
    _remove_left_over(path.parent, path.name if family is None else family)
    return path.with_name(f".{path.name}.{os.urandom(6).hex()}.new")


# Beside a ledger that was being made or copied lies what SQLite laid there.
_LEFT_OVER = r"\.(.+)\.[0-9a-f]{12}\.new(?:-wal|-shm|-journal)?"
# Nobody writes that long without changing the file.
_LEFT_OVER_S = 3600.0


def _remove_left_over(folder: Path, family: str) -> None:
    """Remove unfinished files of ours that nobody has changed for an hour: their writers were killed. Never raises."""
    with suppress(OSError), os.scandir(folder) as entries:
        before = time.time() - _LEFT_OVER_S
        for entry in entries:
            name = re.fullmatch(_LEFT_OVER, entry.name)
            if name is None or not name[1].startswith(family):
                continue
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_mtime < before:
                Path(entry.path).unlink(missing_ok=True)


def make_file(path: Path, mode: int, group: int | None = None, *, exclusive: bool = True) -> int:
    """Make an empty file of exactly this mode, whatever the umask, and give its descriptor; raises OSError.

    With `exclusive` nothing may be there yet, not even a link; without it a file that is there is opened.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | (os.O_EXCL if exclusive else 0)
    descriptor = os.open(path, flags, PRIVATE_FILE)
    try:
        # A umask can have taken bits away, never added some: the mode is right before the first byte is written.
        if exclusive or os.fstat(descriptor).st_uid == os.geteuid():
            if group is not None:
                os.fchown(descriptor, -1, group)
            os.fchmod(descriptor, mode)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def open_file(path: str | os.PathLike[str]) -> int:
    """Open a file to read and write it; a link, a FIFO, a socket or a device is refused at once. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a regular file")
    return descriptor


def sync(descriptor: int) -> None:
    """Wait for the disk itself; on macOS fsync stops at the disk's own cache, and only F_FULLFSYNC goes on."""
    if sys.platform == "darwin":
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:
            os.fsync(descriptor)
    else:
        os.fsync(descriptor)


def sync_data(descriptor: int) -> None:
    """Wait until what was written over old content of a file is on the disk; its length must be the same as before."""
    if sys.platform == "darwin":
        sync(descriptor)
    else:
        os.fdatasync(descriptor)


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put(fresh: Path, path: Path, *, durable: bool, replaces: bool) -> None:
    """Bring a finished file to the disk, give it its name, and bring the name to the disk too; raises OSError."""
    if durable:
        _sync_file(fresh)
    if replaces:
        fresh.replace(path)
    else:
        _link(fresh, path)
    if durable:
        sync_folder(path.parent)


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def _link(fresh: Path, path: Path) -> None:
    """Give a file its name unless that is taken: raises FileExistsError then."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: the empty file that we make keeps the name for us.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_FILE))
        fresh.replace(path)
    else:
        fresh.unlink()

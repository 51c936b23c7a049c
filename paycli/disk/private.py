"""What only its owner reaches: private folders, and reads that refuse what others could have touched."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from paycli.errors import PermissionRefused

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
BYTES_MOST = 8 * 1024 * 1024
_PIECE_BYTES = 64 * 1024
_OTHERS = 0o077
# systemd lays credentials down as 0400, or as 0440 where an access list shows through the group bits.
_OTHERS_BUT_GROUP_READS = 0o037


def make_private_folder(path: Path) -> None:
    """Make a folder 0700, whatever the umask, and the folders above it that are missing.

    A folder that is already there is only checked: PermissionRefused if others can reach into it or own it.
    """
    # It is there nearly always, and asking costs less than trying to make it.
    if os.path.lexists(path) or not _made(path):
        check_private_folder(path)


def _made(path: Path) -> bool:
    """Make a folder and what is missing above it; False if it was there already, perhaps since a moment ago."""
    if not path.parent.exists():
        _made(path.parent)
    try:
        path.mkdir(PRIVATE_FOLDER)
        # The umask can only have taken bits away, so for no moment was the folder open to others.
        path.chmod(PRIVATE_FOLDER)
    except FileExistsError:
        return False
    except OSError as problem:
        from paycli.disk.refused import refused

        raise refused(path, problem, "the folder cannot be made") from None
    return True


def check_private_folder(path: Path) -> None:
    """Raise PermissionRefused unless a folder is mine and closed to others. It must exist."""
    try:
        found = path.stat()
    except OSError as problem:
        raise PermissionRefused(path=path, reason=f"it cannot be looked at ({problem.strerror})") from None
    if not stat.S_ISDIR(found.st_mode):
        raise PermissionRefused(path=path, reason="it is not a folder")
    _refuse_foreign(path, found.st_uid, "the folder")
    if found.st_mode & _OTHERS:
        raise PermissionRefused(path=path, reason="others can look into it", help=f"chmod 700 {path}")


def foreign_to_root(path: Path) -> str:
    """Say, if we are root, whose the nearest folder is that a path leads through, where that is somebody else; else "".

    What root makes there would lock its owner out.
    """
    if os.geteuid() != 0:
        return ""
    nearest = next((each for each in (path, *path.parents) if each.exists()), Path("/"))
    owner = nearest.stat().st_uid
    from paycli.disk.owners import login_of

    return f"{nearest} belongs to {login_of(owner)}, and what root makes there its owner cannot reach" if owner else ""


def read_private(path: Path, *, credentials: str = "", bytes_most: int = BYTES_MOST) -> bytes:
    """Read a file that must be mine, closed to others, regular and no symbolic link.

    `credentials` is the value of $CREDENTIALS_DIRECTORY: a file inside it may also be root's, and 0440. A file longer
    than `bytes_most` is refused. Raises PermissionRefused; FileNotFoundError if there is no such file.
    """
    # Without waiting: a pipe that nobody writes to would otherwise hold the program for ever.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise
    except OSError as problem:
        if problem.errno == errno.ELOOP:
            raise PermissionRefused(path=path, reason="it is a symbolic link") from None
        raise PermissionRefused(path=path, reason=f"it cannot be opened ({problem.strerror})") from None
    try:
        check_private_file(path, descriptor, credentials=credentials)
        data = _read(descriptor, bytes_most + 1)
    finally:
        os.close(descriptor)
    if len(data) > bytes_most:
        raise PermissionRefused(path=path, reason=f"it is longer than {bytes_most} bytes")
    return data


def _read(descriptor: int, bytes_most: int) -> bytes:
    """Read so many bytes at most; in pieces, since Python makes room for all that it is asked to read."""
    pieces = []
    while bytes_most > 0 and (piece := os.read(descriptor, min(bytes_most, _PIECE_BYTES))):
        pieces.append(piece)
        bytes_most -= len(piece)
    return b"".join(pieces)


def check_private_file(path: Path, descriptor: int, *, credentials: str = "") -> None:
    """Raise PermissionRefused unless an open file is regular, mine and closed to others (see `read_private`)."""
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise PermissionRefused(path=path, reason="it is not a regular file")
    if _is_credential(path, credentials):
        refused, may_be_roots = _OTHERS_BUT_GROUP_READS, True
    else:
        refused, may_be_roots = _OTHERS, False
    if not (may_be_roots and found.st_uid == 0):
        _refuse_foreign(path, found.st_uid, "the file")
    if found.st_mode & refused:
        raise PermissionRefused(path=path, reason="others can read or change it", help=f"chmod 600 {path}")


def _is_credential(path: Path, credentials: str) -> bool:
    if not Path(credentials).is_absolute():
        return False
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(credentials))


def _refuse_foreign(path: Path, owner: int, what: str) -> None:
    if owner != os.geteuid():
        from paycli.disk.owners import login_of

        raise PermissionRefused(path=path, reason=f"{what} belongs to {login_of(owner)}")

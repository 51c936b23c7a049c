"""Where a ledger may lie and who may touch it: owners, modes, links and file systems, checked before it is opened.

A private ledger is a 0600 file in a 0700 folder of one's own. A shared one is 0660 in a 2770 folder that is not
sticky, both of the same group; whose the file is does not matter there. Tighter modes are fine for reading.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import NamedTuple

from paycli.disk.durable import make_file
from paycli.disk.private import PRIVATE_FILE
from paycli.errors import Help, LedgerMissing, NotALedger, PermissionRefused, step

SHARED_FOLDER, SHARED_FILE = 0o2770, 0o660
LOCK_SUFFIX = ".lock"

# Locks and shared memory do not hold across machines there; 9p counts unless it is the root of a sandbox.
_NETWORK = frozenset(
    (
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "afs",
        "ncpfs",
        "ncp",
        "ceph",
        "lustre",
        "glusterfs",
        "beegfs",
        "gpfs",
        "davfs",
        "drvfs",
        "afpfs",
        "webdav",
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.ceph",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.curlftpfs",
        "9p",
    )
)
_OTHERS = 0o077
# The ledger itself and what a writer needs beside it, or SQLite may lay there.
_BESIDE = ("", "-wal", "-shm")
_MADE_BESIDE = (*_BESIDE, "-journal")


class Location(NamedTuple):
    """A ledger's file that may be used: its path, whether a group shares it, whether this process may write it.

    `foreign` tells that we are root and it is somebody else's.
    """

    path: str
    shared: bool
    writable: bool
    foreign: bool


def look_at(path: str) -> Location:
    """Check a ledger's file, its folder and what SQLite lays beside it.

    Raises LedgerMissing, NotALedger for what is no file, and PermissionRefused for a symbolic link, a foreign or open
    file, or a network file system.
    """
    where = Path(path).absolute()
    path, folder = os.fspath(where), where.parent
    try:
        file, home = where.lstat(), folder.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise LedgerMissing(path=path) from None
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be looked at") from None
    for beside in (*_MADE_BESIDE, LOCK_SUFFIX):
        if Path(path + beside).is_symlink():
            raise _refused(path + beside, "it is a symbolic link", "name the file itself")
    if not stat.S_ISREG(file.st_mode):
        raise NotALedger(path=path)
    shared = _is_shared(path, file, home)
    refuse_network(folder)
    foreign = os.geteuid() == 0 and file.st_uid != 0
    writable = not foreign and _may_write(path, folder)
    return Location(path=path, shared=shared, writable=writable, foreign=foreign)


def file_at(path: str) -> tuple[int, int]:
    """Tell which file a path leads to, by device and number; raises LedgerMissing, PermissionRefused."""
    try:
        found = os.stat(path)  # noqa: PTH116  asked for each transaction, and a Path costs more than the answer
    except FileNotFoundError:
        raise LedgerMissing(path=path) from None
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be looked at") from None
    return found.st_dev, found.st_ino


def check_writable(location: Location) -> None:
    """Refuse to write where it would not last or would harm its owner; raises PermissionRefused."""
    if location.foreign:
        raise _refused(
            location.path, "root does not write a ledger that belongs to another account", "run it as its owner"
        )
    if not location.writable:
        # SQLite gives what it lays beside a ledger the ledger's mode of that moment, and leaves it so.
        closed = [location.path + beside for beside in _BESIDE if not _is_open(location.path + beside)]
        raise _refused(closed[0] if closed else location.path, "it is read-only for this account")


def open_lock(location: Location) -> int:
    """Open the lock file beside a ledger, and make it where it is missing; raises PermissionRefused."""
    path = location.path + LOCK_SUFFIX
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        try:
            return os.open(path, flags)
        except FileNotFoundError:
            return make_file(Path(path), SHARED_FILE if location.shared else PRIVATE_FILE, exclusive=False)
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be opened") from None


def remove_unfinished(path: Path) -> None:
    """Remove a ledger's file that got no name, and what SQLite may have laid beside it."""
    for beside in _MADE_BESIDE:
        path.with_name(path.name + beside).unlink(missing_ok=True)


def is_shared_folder(home: os.stat_result) -> bool:
    """Tell whether a folder has exactly the shape of a shared ledger's: 2770 and not sticky."""
    return stat.S_IMODE(home.st_mode) == SHARED_FOLDER


def refuse_network(folder: Path) -> None:
    """Refuse a folder on a network file system; raises PermissionRefused."""
    if not sys.platform.startswith("linux"):
        return
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    kind = file_system(os.fspath(folder.resolve()), mounts)
    if kind in _NETWORK:
        raise _refused(folder, f"it is on a network file system ({kind})", "keep the ledger on a disk of this machine")


def file_system(folder: str, mounts: str) -> str:
    """Give the type of the file system that a folder is on, from the text of /proc/mounts; `9p` at / counts as none."""
    best, kind = "", ""
    for line in mounts.splitlines():
        _device, *rest = line.split(" ")
        if len(rest) < 2:
            continue
        point, of_kind = rest[:2]
        point = point.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
        within = folder == point or folder.startswith(point.rstrip("/") + "/")
        # A later mount on the same point hides the earlier one.
        if within and len(point) >= len(best):
            best, kind = point, of_kind
    return "" if kind == "9p" and best == "/" else kind


def _is_shared(path: str, file: os.stat_result, home: os.stat_result) -> bool:
    """Tell a shared ledger from a private one; anything in between is refused."""
    folder, mode = Path(path).parent, stat.S_IMODE(file.st_mode)
    if is_shared_folder(home):
        if mode != SHARED_FILE or file.st_gid != home.st_gid:
            help_ = f"chgrp {home.st_gid} and chmod 660 {path}"
            raise _refused(path, "in a shared folder a ledger has mode 0660 and the folder's group", help_)
        return True
    if mode & _OTHERS:
        reason = "others can reach it, and its folder is not made for sharing (2770)"
        raise _refused(path, reason, step("close_or_share", path=path))
    if stat.S_IMODE(home.st_mode) & _OTHERS:
        raise _refused(folder, "others can reach this folder of a private ledger", f"chmod 700 {folder}")
    user = os.geteuid()
    if user != 0 and (file.st_uid != user or home.st_uid != user):
        raise _refused(path, "it belongs to another account", step("have_ledger_shared"))
    return False


def _may_write(path: str, folder: Path) -> bool:
    return _is_open(os.fspath(folder)) and all(_is_open(path + beside) for beside in _BESIDE)


def _is_open(path: str) -> bool:
    """Tell whether this account may write a file or folder, or it is not there."""
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK, effective_ids=effective) or not os.path.lexists(path)


def _refused(path: str | Path, reason: str, help_: Help = "") -> PermissionRefused:
    return PermissionRefused(path=str(path), reason=reason, help=help_)

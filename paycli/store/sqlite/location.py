"""Where a ledger may lie and who may touch it: owners, modes, links and file systems, checked before it is opened.

A private ledger is a 0600 file in a 0700 folder of one's own. A shared one is 0660 in a 2770 folder that is not
sticky, both of the same group; whose the file is does not matter there. Tighter modes are fine for reading.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from paycli.disk.private import PRIVATE_FILE
from paycli.errors import Help, LedgerCopy, LedgerMissing, NotALedger, PermissionRefused, step
from paycli.store.sqlite.file_systems import refuse_unsafe

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARED_FOLDER, SHARED_FILE = 0o2770, 0o660
LOCK_SUFFIX = ".lock"

_OTHERS = 0o077
# The ledger itself and what a writer needs beside it, or SQLite may lay there.
_BESIDE = ("", "-wal", "-shm")
_MADE_BESIDE = (*_BESIDE, "-journal")


class Location(NamedTuple):
    """A ledger's file that may be used: its path, whether a group shares it, whether this process may write it.

    `foreign` tells that we are root and it is somebody else's, `copy` that nobody writes it, so it may lie anywhere.
    """

    path: str
    shared: bool
    writable: bool
    foreign: bool
    copy: bool = False


def look_at(path: str) -> Location:
    """Check a ledger's file, its folder and what SQLite lays beside it.

    Raises LedgerMissing, NotALedger for what is no file, and PermissionRefused for a symbolic link, a foreign or open
    file, or a file system on which locks do not hold.
    """
    where = Path(path).absolute()
    path, folder = os.fspath(where), where.parent
    try:
        file, home = where.lstat(), folder.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise LedgerMissing(path=path) from None
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be looked at") from None
    for suffix in (*_MADE_BESIDE, LOCK_SUFFIX):
        _refuse_irregular(path + suffix, is_ledger=not suffix)
    if not stat.S_ISREG(file.st_mode):
        raise NotALedger(path=path)
    shared = _is_shared(path, file, home)
    refuse_unsafe(folder)
    foreign = os.geteuid() == 0 and file.st_uid != 0
    writable = not foreign and _may_write(path, folder)
    return Location(path=path, shared=shared, writable=writable, foreign=foreign)


def is_copy(path: str) -> bool:
    """Tell whether a ledger's file is nobody's to write: a lock lies beside each that is, from its first entry on."""
    return os.path.isfile(path) and not os.path.lexists(path + LOCK_SUFFIX)  # noqa: PTH113  a path need not be UTF-8


def look_at_copy(path: str) -> Location:
    """Check the file of a copy, wherever it lies and whoever can read it; it is only read.

    Raises LedgerMissing, NotALedger for what is no file, and PermissionRefused for a symbolic link.
    """
    path = os.fspath(Path(path).absolute())
    for suffix in _MADE_BESIDE:
        _refuse_irregular(path + suffix, is_ledger=not suffix)
    try:
        found = Path(path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        raise LedgerMissing(path=path) from None
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be looked at") from None
    if not stat.S_ISREG(found.st_mode):
        raise NotALedger(path=path)
    return Location(path=path, shared=False, writable=False, foreign=False, copy=True)


def _refuse_irregular(path: str, *, is_ledger: bool) -> None:
    """Refuse a symbolic link, and beside a ledger what is no file: whoever opened a FIFO there would wait."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if stat.S_ISLNK(mode):
        raise _refused(path, "it is a symbolic link", "name the file itself")
    if not is_ledger and not stat.S_ISREG(mode):
        raise _refused(path, "it is not a regular file", "have its owner move it away")


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
    """Refuse to write where it would not last or would harm its owner; raises PermissionRefused, LedgerCopy."""
    if location.copy:
        raise LedgerCopy(path=location.path)
    if location.foreign:
        raise _refused(
            location.path, "root does not write a ledger that belongs to another account", "run it as its owner"
        )
    if not location.writable:
        closed = closed_beside(location.path)
        if closed:
            raise _refused(closed[0], "it is read-only for this account", f"its owner types: chmod u+w {closed[0]}")
        raise _refused(location.path, "it is read-only for this account")


def closed_beside(path: str) -> list[str]:
    """Name what lies beside a ledger that can be written, and cannot be written itself.

    SQLite gives what it lays there the ledger's mode of that moment: one who reads a ledger that is read-only for a
    while leaves it so.
    """
    beside = [path + suffix for suffix in _BESIDE if suffix]
    return [each for each in beside if not _is_open(each)] if _is_open(path) else []


def opened_up(location: Location) -> Location:
    """Give what lies closed beside a ledger of ours the ledger's own mode again, and look at it anew."""
    closed: Sequence[str] = () if location.foreign or location.writable else closed_beside(location.path)
    opened = [each for each in closed if _has_mode_of(location.path, each)]
    return look_at(location.path) if opened else location


def _has_mode_of(path: str, beside: str) -> bool:
    """Give a file beside a ledger the ledger's mode, if both are ours; tells whether it was done."""
    try:
        descriptor = os.open(beside, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        ledger, found = os.lstat(path), os.fstat(descriptor)
        # A second name of some other file of ours could be laid there by whoever shares the folder.
        ours = stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and found.st_uid == ledger.st_uid == os.geteuid()
        if ours:
            os.fchmod(descriptor, stat.S_IMODE(ledger.st_mode))
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return ours


def open_lock(location: Location) -> int:
    """Open the lock file beside a ledger, and make it where it is missing; raises PermissionRefused."""
    from paycli.disk.durable import make_file, open_file

    path = location.path + LOCK_SUFFIX
    try:
        try:
            return open_file(path)
        except FileNotFoundError:
            return make_file(Path(path), SHARED_FILE if location.shared else PRIVATE_FILE, exclusive=False)
    except OSError as error:
        from paycli.disk.refused import refused

        raise refused(path, error, "it cannot be opened") from None


def remove_unfinished(path: Path) -> None:
    """Remove a ledger's file that got no name, and what SQLite may have laid beside it.

    Never raises: it is called when something has failed already, and then says nothing new.
    """
    for beside in _MADE_BESIDE:
        with suppress(OSError):
            path.with_name(path.name + beside).unlink()


def is_shared_folder(home: os.stat_result) -> bool:
    """Tell whether a folder has exactly the shape of a shared ledger's: 2770 and not sticky."""
    return stat.S_IMODE(home.st_mode) == SHARED_FOLDER


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
        from paycli.disk.owners import login_of

        whose = "it" if file.st_uid != user else f"its folder {folder}"
        owner = login_of(file.st_uid if file.st_uid != user else home.st_uid)
        raise _refused(path, f"{whose} belongs to {owner}", step("have_ledger_shared"))
    return False


def _may_write(path: str, folder: Path) -> bool:
    return _is_open(os.fspath(folder)) and all(_is_open(path + beside) for beside in _BESIDE)


def _is_open(path: str) -> bool:
    """Tell whether this account may write a file or folder, or it is not there."""
    effective, before = os.access in os.supports_effective_ids, None
    while not os.access(path, os.W_OK, effective_ids=effective):
        try:
            found = os.lstat(path)
        except OSError:
            return True
        # SQLite of another process lays files there and takes them away: only of one that stayed the answer counts.
        if before is not None and (before.st_ino, before.st_ctime_ns) == (found.st_ino, found.st_ctime_ns):
            return False
        before = found
    return True


def _refused(path: str | Path, reason: str, help_: Help = "") -> PermissionRefused:
    return PermissionRefused(path=str(path), reason=reason, help=help_)

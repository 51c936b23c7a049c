"""Why the system lets nothing be made or written in a place: whose folder it is."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from paycli.disk.owners import login_of
from paycli.errors import PermissionRefused


def refused(path: str | os.PathLike[str], problem: OSError, what: str) -> PermissionRefused:
    """Give the refusal of a file that cannot be made, written, opened or removed, as `what` says.

    Where it is for want of a right, it names the owner of the folder, or of the file.
    """
    wanted = {errno.EACCES, errno.EPERM}
    whose = _whose(Path(path).absolute()) if problem.errno in wanted else None
    if whose is None:
        return PermissionRefused(path=path, reason=f"{what} ({problem.strerror})")
    reason, help_ = whose
    return PermissionRefused(path=path, reason=reason, help=help_)


def check_can_make(path: Path) -> None:
    """Raise PermissionRefused where nothing can be made, since the folder above must not be written."""
    whose = _whose_folder(path.absolute())
    if whose is not None:
        reason, help_ = whose
        raise PermissionRefused(path=path, reason=reason, help=help_)


def _whose(path: Path) -> tuple[str, str] | None:
    """Say whose a file is, or the folder that is in the way, and what helps; None where it is neither."""
    return _whose_folder(path) or (_said(path, "file") if os.path.lexists(path) else None)


def _whose_folder(path: Path) -> tuple[str, str] | None:
    """Say whose the nearest folder above a path is, where nothing can be made in it."""
    folder = next((each for each in path.parents if _is_folder(each)), Path("/"))
    return None if os.access(folder, os.W_OK | os.X_OK) else _said(folder, "folder")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # What is behind a closed folder cannot be looked at.
        return False


def _said(place: Path, what: str) -> tuple[str, str]:
    found = place.lstat()
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        return f"the {what} {place} lies on a disk that is read-only here", "choose a place that can be written to"
    if found.st_uid == os.geteuid():
        right = "u+rwx" if what == "folder" else "u+rw"
        mode = stat.S_IMODE(found.st_mode)
        return f"the {what} {place} is yours, and its mode {mode:04o} forbids it", f"chmod {right} {place}"
    return f"the {what} {place} belongs to {login_of(found.st_uid)}", "choose a folder of your own, or ask its owner"

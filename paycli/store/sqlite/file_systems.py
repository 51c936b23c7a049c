"""On which file systems a ledger may lie: where locks and shared memory hold for everybody who has the file open."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from paycli.errors import PermissionRefused

# Of a network, a virtual machine's host or a cluster: two kernels do not see each other's locks and memory there.
_SHARED_WITH_OTHERS = frozenset(
    (
        *("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "ncp", "afpfs", "webdav"),
        *("davfs", "coda", "ceph", "lustre", "glusterfs", "beegfs", "gpfs", "orangefs", "pvfs2", "gfs2", "ocfs2"),
        *("9p", "virtiofs", "vboxsf", "prl_fs", "fakeowner", "hgfs", "vmhgfs", "drvfs"),
    )
)
# A program answers for what lies on such a one, so it may be anything; these keep their files on this machine.
_PROGRAMS, _LOCAL_PROGRAMS = (
    ("fuse", "fuseblk"),
    frozenset(
        (
            "fuseblk",
            "fuseblk.ntfs-3g",
            "fuse.ntfs-3g",
            "fuse.fuse-overlayfs",
            "fuse.gocryptfs",
            "fuse.encfs",
            "fuse.cryfs",
        )
    ),
)
# What a sandbox has as its root: it is alone there.
_ROOTS = ("9p", "virtiofs")


def refuse_unsafe(folder: Path) -> None:
    """Refuse a folder on which two programs could write at once without noticing; raises PermissionRefused."""
    if not sys.platform.startswith("linux"):
        return
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    problem = problem_with(file_system(os.fspath(folder.resolve()), mounts))
    if problem:
        raise PermissionRefused(path=str(folder), reason=problem, help="keep the ledger on a disk of this machine")


def problem_with(kind: str) -> str:
    """Say why a ledger may not lie on a file system of this type; empty if it may."""
    if kind in _SHARED_WITH_OTHERS:
        return f"it is on a file system that other machines write too ({kind})"
    if kind.partition(".")[0] in _PROGRAMS and kind not in _LOCAL_PROGRAMS:
        return f"paycli does not know whether locks work on its file system ({kind})"
    return ""


def file_system(folder: str, mounts: str) -> str:
    """Give the type of the file system that a folder is on, from the text of /proc/mounts; a sandbox's / has none."""
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
    return "" if kind in _ROOTS and best == "/" else kind

"""Making a ledger's file and bringing an older one up to date."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from pathlib import Path

from paycli.disk.durable import make_file, publish, temporary_beside
from paycli.disk.owners import login_of
from paycli.disk.private import PRIVATE_FILE, PRIVATE_FOLDER, foreign_to_root
from paycli.disk.refused import check_can_make, refused
from paycli.errors import AlreadyThere, Broken, Misconfigured, NotALedger, PermissionRefused, SchemaNew, step
from paycli.store.sqlite.backup import backup_ledger
from paycli.store.sqlite.connection import APPLICATION_ID, SCHEMA_VERSION, explain
from paycli.store.sqlite.file_systems import refuse_unsafe
from paycli.store.sqlite.location import (
    LOCK_SUFFIX,
    SHARED_FILE,
    SHARED_FOLDER,
    check_writable,
    look_at,
    open_lock,
    remove_unfinished,
)
from paycli.store.sqlite.migrate import migrate
from paycli.store.sqlite.writer_lock import writer_lock


def create_ledger(path: str | os.PathLike[str], share_group: str | None = None) -> None:
    """Make an empty ledger with its folder and lock file, all at once or not at all; never overwrites.

    `share_group` names the group of a shared ledger (folder 2770, files 0660); without it both are for the owner
    alone (0700, 0600). A folder that has other things in it is only used if it already has the right shape.
    Raises AlreadyThere, PermissionRefused, Misconfigured for an unknown group, and StorageFailed or DiskFull.
    """
    target = os.fspath(Path(path).absolute())
    group = None if share_group is None else _group_number(share_group)
    if os.path.lexists(target):
        raise AlreadyThere(what=target, help=step("join_or_choose_path"))
    mode = PRIVATE_FILE if group is None else SHARED_FILE
    temporary = temporary_beside(Path(target))
    try:
        _refuse_place(Path(target).parent, group)
        _make_folder(Path(target).parent, group)
        os.close(make_file(temporary, mode, group))
        _fill(os.fspath(temporary))
        os.close(make_file(Path(target + LOCK_SUFFIX), mode, group, exclusive=False))
        publish(temporary, Path(target))
    except sqlite3.Error as error:
        raise explain(error, target) from error
    except OSError as error:
        raise refused(target, error, "it cannot be made") from error
    finally:
        remove_unfinished(temporary)
    look_at(target)


def check_place(path: str | os.PathLike[str], share_group: str | None = None) -> None:
    """Refuse a place where no ledger could be made, before anybody is asked; raises what `create_ledger` does of it."""
    target = Path(path).absolute()
    group = None if share_group is None else _group_number(share_group)
    try:
        _refuse_place(target.parent, group)
        if target.parent.is_dir() and not _is_adopted(target.parent):
            _require_shape(target.parent, group)
        check_can_make(target)
    except OSError as error:
        raise refused(target, error, "it cannot be made") from error


def upgrade_ledger(path: str | os.PathLike[str]) -> tuple[int, int]:
    """Bring an older ledger to this schema, after a backup beside it; gives (from, to), equal if nothing was to do.

    Raises NotALedger, SchemaNew, LedgerBusy, PermissionRefused, StorageFailed, DiskFull and what a backup raises.
    """
    location = look_at(os.fspath(path))
    check_writable(location)
    with writer_lock(location.path, lambda: open_lock(location)):
        found = _found_version(location.path)
        if found == SCHEMA_VERSION:
            return found, found
        if found > SCHEMA_VERSION:
            raise SchemaNew(found=found, needed=SCHEMA_VERSION)
        backup_ledger(location.path, f"{location.path}.schema{found}-{time.time_ns() // 1_000_000}.backup")
        try:
            migrate(location.path)
        except sqlite3.Error as error:
            raise explain(error, location.path) from error
        reached = _found_version(location.path)
        if reached != SCHEMA_VERSION:
            raise Broken(reason=f"the upgrade reached schema {reached}, not {SCHEMA_VERSION}")
        return found, reached


def _group_number(name: str) -> int:
    import grp

    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        problem = f"there is no group {name} on this machine"
        raise Misconfigured(problem=problem, help="name a group that you belong to: id -Gn") from None


def _refuse_place(folder: Path, group: int | None) -> None:
    """Refuse where no ledger may lie, before anything is made there; raises PermissionRefused."""
    refuse_unsafe(folder)
    if group is None or not folder.exists():
        whose = foreign_to_root(folder)
        if whose:
            raise PermissionRefused(path=folder, reason=whose, help="run paycli as its owner")


def _make_folder(folder: Path, group: int | None) -> None:
    """Make a folder of exactly the right shape, or check the one that is there."""
    wanted = PRIVATE_FOLDER if group is None else SHARED_FOLDER
    folder.parent.mkdir(mode=0o700 if group is None else 0o755, parents=True, exist_ok=True)
    try:
        folder.mkdir(0o700)
    except FileExistsError:
        adopted = _is_adopted(folder)
    else:
        adopted = True
    if adopted:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if group is not None:
                os.fchown(descriptor, -1, group)
            os.fchmod(descriptor, wanted)
        finally:
            os.close(descriptor)
    _require_shape(folder, group)


def _is_adopted(folder: Path) -> bool:
    """Tell whether a folder was made for a ledger: an empty one of one's own. Any other is left as it is."""
    return folder.stat().st_uid == os.geteuid() and not any(folder.iterdir())


def _require_shape(folder: Path, group: int | None) -> None:
    """Raise PermissionRefused unless a folder is as a ledger's must be: one's own alone, or its group's."""
    wanted = PRIVATE_FOLDER if group is None else SHARED_FOLDER
    found = folder.stat()
    mode = stat.S_IMODE(found.st_mode)
    if group is None and found.st_uid != os.geteuid():
        reason = f"this folder belongs to {login_of(found.st_uid)}, and a ledger of your own needs one of your own"
        raise PermissionRefused(path=folder, reason=reason, help="name a new folder for the ledger")
    fits = mode & ~0o700 == 0 if group is None else mode == wanted and found.st_gid == group
    if not fits:
        reason = f"this folder has mode {mode:04o}, and a ledger's needs {wanted:04o}"
        raise PermissionRefused(path=folder, reason=reason, help="name a new folder for the ledger")


def _fill(path: str) -> None:
    """Give a new file the schema and WAL mode, which stays with the file."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(path)
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _found_version(path: str) -> int:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise NotALedger(path=path)
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        connection.close()
    return version

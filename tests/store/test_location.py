"""Where a ledger may lie: modes whatever the umask, foreign owners, links, read-only media, network file systems."""

from __future__ import annotations

import grp
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from paycli.console.hints import hint_of
from paycli.errors import AlreadyThere, Misconfigured, PermissionRefused
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from paycli.store.sqlite.location import look_at
from tests.store import build
from tests.store.build import ALICE, NoCrypto, in_child, post
from tests.store.places import NOBODY, ROOT, ledger_of, modes, read, write

needs_root = [pytest.mark.full, pytest.mark.skipif(not ROOT, reason="only root can give a file to somebody else")]


def group() -> str:
    return grp.getgrgid(os.getegid()).gr_name


# --- making one -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_private_ledger_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        create_ledger(tmp_path / "books" / "ledger.db")
        with closing(SqliteBook(tmp_path / "books" / "ledger.db", NoCrypto())) as book, book.view():
            names = ("ledger.db", "ledger.db.lock", "ledger.db-wal", "ledger.db-shm")
            assert modes(tmp_path / "books") == {"books": 0o700} | dict.fromkeys(names, 0o600)
    finally:
        os.umask(before)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_shared_ledger_is_for_its_group_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "books" / "ledger.db"
    before = os.umask(umask)
    try:
        create_ledger(path, group())
        book = SqliteBook(path, NoCrypto())
        post(book, build.cash_in(ALICE, 5, 1))
        names = ("ledger.db", "ledger.db.lock", "ledger.db-wal", "ledger.db-shm")
        assert modes(path.parent) == {"books": 0o2770} | dict.fromkeys(names, 0o660)
        assert {each.stat().st_gid for each in path.parent.iterdir()} == {os.getegid()}
        book.close()
    finally:
        os.umask(before)


def test_what_another_process_lays_beside_a_ledger_meanwhile_does_not_close_it(tmp_path: Path) -> None:
    path = ledger_of(None, tmp_path)
    flips = "import os, sys\nwhile True:\n    os.close(os.open(sys.argv[1], os.O_CREAT, 0o600)); os.unlink(sys.argv[1])"
    other = subprocess.Popen([sys.executable, "-c", flips, f"{path}-wal"])
    try:
        assert all(look_at(str(path)).writable for _ in range(4_000))
    finally:
        other.kill()
        other.wait()


def test_a_ledger_is_never_made_over_another_file(tmp_path: Path) -> None:
    path = ledger_of(None, tmp_path)
    before = path.read_bytes()
    with pytest.raises(AlreadyThere):
        create_ledger(path)
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["ledger.db", "ledger.db.lock"]


def test_of_two_who_make_the_same_ledger_one_is_told_that_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "books" / "ledger.db"
    start, go = os.pipe()

    def make() -> str:
        os.close(go)
        os.read(start, 1)
        create_ledger(path)
        return "made"

    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            try:
                make()
            except AlreadyThere:
                os._exit(5)
            except BaseException:  # noqa: BLE001  the parent sees the status
                os._exit(99)
            os._exit(0)
        children.append(child)
    os.close(start)
    os.close(go)
    assert sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children) == [0, 5]
    assert write(path) == 1


def test_an_empty_folder_of_ones_own_is_given_the_right_mode(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir(mode=0o755)
    create_ledger(tmp_path / "books" / "ledger.db", group())
    assert (tmp_path / "books").stat().st_mode & 0o7777 == 0o2770


@pytest.mark.parametrize("share", [False, True])
def test_a_folder_with_other_things_in_it_is_left_as_it_is(tmp_path: Path, share: bool) -> None:
    folder = tmp_path / "books"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    (folder / "diary").write_text("mine")
    with pytest.raises(PermissionRefused, match="0755"):
        create_ledger(folder / "ledger.db", group() if share else None)
    assert modes(folder)["books"] == 0o755
    assert [each.name for each in folder.iterdir()] == ["diary"]


def test_an_unknown_group_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no group nosuchgroup") as refused:
        create_ledger(tmp_path / "books" / "ledger.db", "nosuchgroup")
    assert refused.value.exit_status == 78
    assert not (tmp_path / "books").exists()


# --- opening one ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("file", "folder"), [(0o644, 0o700), (0o660, 0o700), (0o600, 0o755), (0o600, 0o710)])
def test_a_private_ledger_that_others_can_reach_is_refused(tmp_path: Path, file: int, folder: int) -> None:
    path = ledger_of(None, tmp_path)
    path.chmod(file)
    path.parent.chmod(folder)
    with pytest.raises(PermissionRefused, match="others can reach") as refused:
        SqliteBook(path, NoCrypto())
    assert "chmod" in hint_of(refused.value)


@pytest.mark.parametrize(("file", "folder"), [(0o664, 0o2770), (0o600, 0o2770), (0o660, 0o3770), (0o660, 0o770)])
def test_a_shared_ledger_of_any_other_shape_is_refused(tmp_path: Path, file: int, folder: int) -> None:
    path = tmp_path / "books" / "ledger.db"
    create_ledger(path, group())
    assert look_at(os.fspath(path)).shared
    path.chmod(file)
    path.parent.chmod(folder)
    with pytest.raises(PermissionRefused):
        SqliteBook(path, NoCrypto())


@pytest.mark.parametrize("suffix", ["", ".lock", "-wal", "-shm", "-journal"])
def test_a_symbolic_link_in_the_place_of_a_file_is_refused(tmp_path: Path, suffix: str) -> None:
    path = ledger_of(None, tmp_path)
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    beside = Path(f"{path}{suffix}")
    if beside.exists():
        beside.unlink()
    beside.symlink_to(victim)
    with pytest.raises(PermissionRefused, match="symbolic link"):
        SqliteBook(path, NoCrypto())
    assert victim.read_bytes() == b"mine"


def test_a_missing_lock_file_is_made_again(tmp_path: Path) -> None:
    path = ledger_of(None, tmp_path)
    Path(f"{path}.lock").unlink()
    assert write(path) == 3
    assert modes(path.parent)["ledger.db.lock"] == 0o600


def test_a_ledger_in_a_read_only_folder_can_be_read_but_not_written(anyones: Path) -> None:
    path = ledger_of(NOBODY if ROOT else None, anyones)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    user = NOBODY if ROOT else None
    try:
        assert in_child(lambda: read(path), user=user) == 4
        assert in_child(lambda: write(path), user=user)[0] is PermissionRefused
        assert sorted(each.name for each in path.parent.iterdir()) == ["ledger.db", "ledger.db.lock"]
    finally:
        path.parent.chmod(0o700)


def test_a_read_only_ledger_is_not_read_without_the_log_that_belongs_to_it(anyones: Path) -> None:
    path = ledger_of(None, anyones)
    book = SqliteBook(path, NoCrypto())
    post(book, build.cash_in(ALICE, 5, 3))
    copy = anyones / "copy" / "ledger.db"
    copy.parent.mkdir(mode=0o700)
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
        Path(f"{copy}{suffix}").chmod(0o400)
        if ROOT:
            os.chown(f"{copy}{suffix}", NOBODY, NOBODY)
    book.close()
    if ROOT:
        os.chown(copy.parent, NOBODY, NOBODY)
    copy.parent.chmod(0o500)
    try:
        assert in_child(lambda: read(copy), user=NOBODY if ROOT else None)[0] is PermissionRefused
    finally:
        copy.parent.chmod(0o700)


# --- other accounts ---------------------------------------------------------------------------------------------------
@pytest.mark.python
class TestOtherAccounts:
    pytestmark = needs_root

    def test_root_reads_the_ledger_of_another_account_but_does_not_write_it(self, anyones: Path) -> None:
        path = ledger_of(NOBODY, anyones)
        assert read(path) == 4
        with pytest.raises(PermissionRefused, match="root does not write"):
            write(path)
        assert {each.stat().st_uid for each in path.parent.iterdir()} == {NOBODY}
        assert in_child(lambda: write(path), user=NOBODY) == 3

    def test_root_makes_no_ledger_below_the_folder_of_another_account(self, anyones: Path) -> None:
        home = anyones / "ming"
        home.mkdir()
        os.chown(home, NOBODY, NOBODY)
        for below in (home / "ledger.db", home / "books" / "of" / "ledger.db"):
            with pytest.raises(PermissionRefused, match="belongs to nobody"):
                create_ledger(below)
        assert list(home.iterdir()) == []

    def test_the_private_ledger_of_another_account_is_refused(self, anyones: Path) -> None:
        path = ledger_of(NOBODY, anyones)
        os.chown(path.parent, 1234, 1234)
        assert in_child(lambda: read(path), user=1234)[0] is PermissionRefused

    def test_a_shared_ledger_belongs_to_all_of_its_group(self, anyones: Path) -> None:
        path = anyones / "books" / "ledger.db"
        create_ledger(path)
        path.parent.chmod(0o2770)
        for each in (path.parent, *path.parent.iterdir()):
            os.chown(each, 1234, NOBODY)
        path.parent.chmod(0o2770)
        path.chmod(0o660)
        Path(f"{path}.lock").chmod(0o660)
        assert in_child(lambda: post(SqliteBook(path, NoCrypto()), build.cash_in(ALICE, 5, 1))[0].n, user=NOBODY) == 1
        with pytest.raises(PermissionRefused, match="root does not write"):
            write(path)

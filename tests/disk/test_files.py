from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.disk.durable import remove, write_atomic
from paycli.disk.private import make_private_folder, read_private
from paycli.errors import PermissionRefused, Unavailable

if TYPE_CHECKING:
    from pathlib import Path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def kept(path: Path, data: bytes = b"secret", permissions: int = 0o600) -> Path:
    path.write_bytes(data)
    path.chmod(permissions)
    return path


def test_what_is_written_is_for_its_owner_alone_under_any_umask(home: Path, umask: int) -> None:
    write_atomic(home / "a" / "b" / "secret", b"x")
    assert [mode(path) for path in (home, home / "a", home / "a" / "b")] == [0o700] * 3
    assert mode(home / "a" / "b" / "secret") == 0o600
    assert read_private(home / "a" / "b" / "secret") == b"x"


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside_it(home: Path) -> None:
    write_atomic(home / "f", b"long old content")
    write_atomic(home / "f", b"new", durable=False)
    assert read_private(home / "f") == b"new"
    assert [path.name for path in home.iterdir()] == ["f"]


def test_a_write_that_the_disk_cuts_short_leaves_the_old_file_and_no_rest(home: Path) -> None:
    write_atomic(home / "f", b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(Unavailable) as caught:
            write_atomic(home / "f", b"n" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.exit_status == 69
    assert read_private(home / "f") == b"old"
    assert [path.name for path in home.iterdir()] == ["f"]


def test_a_durable_write_waits_for_the_file_then_for_the_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_private_folder(home)
    waited: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        waited.append("folder" if os.path.samestat(os.fstat(descriptor), home.stat()) else "file")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    write_atomic(home / "f", b"x", durable=False)
    assert waited == []
    write_atomic(home / "f", b"x")
    assert waited == ["file", "folder"]


def test_writing_replaces_a_planted_link_and_does_not_follow_it(home: Path, tmp_path: Path) -> None:
    target = kept(tmp_path / "target", b"untouched")
    make_private_folder(home)
    (home / "f").symlink_to(target)
    write_atomic(home / "f", b"mine")
    assert target.read_bytes() == b"untouched"
    assert not (home / "f").is_symlink()


@pytest.mark.parametrize("permissions", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o660, 0o777], ids=oct)
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, permissions: int) -> None:
    with pytest.raises(PermissionRefused) as caught:
        read_private(kept(tmp_path / "f", permissions=permissions))
    assert caught.value.exit_status == 78
    assert "chmod 600" in hint_of(caught.value)


def test_a_file_of_another_user_is_refused(tmp_path: Path, somebody_else: None) -> None:
    with pytest.raises(PermissionRefused, match="the file belongs to "):
        read_private(kept(tmp_path / "f"))


def test_links_pipes_and_folders_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(kept(tmp_path / "f"))
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(0o700)
    for name in ("link", "pipe", "folder"):
        with pytest.raises(PermissionRefused):
            read_private(tmp_path / name)


def test_a_file_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PermissionRefused):
        read_private(kept(tmp_path / "f", b"12345"), bytes_most=4)


def test_a_missing_file_is_not_a_permission_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_private(tmp_path / "f")


def test_systemd_credentials_may_be_0440_and_only_there(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir(0o750)
    inside = kept(credentials / "f", permissions=0o440)
    assert read_private(inside, credentials=str(credentials)) == b"secret"
    outside = kept(tmp_path / "f", permissions=0o440)
    for path, folder in (
        (inside, ""),
        (inside, "."),
        (outside, str(credentials)),
        (credentials / ".." / "f", str(credentials)),
        (kept(credentials / "open", permissions=0o444), str(credentials)),
        (kept(credentials / "writable", permissions=0o460), str(credentials)),
    ):
        with pytest.raises(PermissionRefused):
            read_private(path, credentials=folder)


def test_a_folder_that_others_can_look_into_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o750)
    with pytest.raises(PermissionRefused):
        write_atomic(tmp_path / "open" / "f", b"x")


def test_removing_what_is_not_there_is_no_error(home: Path) -> None:
    write_atomic(home / "f", b"x")
    remove(home / "f")
    remove(home / "f")
    assert not (home / "f").exists()

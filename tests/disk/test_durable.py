"""Files that get their name when they are finished, and never take it from another."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.disk.durable import make_file, publish, temporary_beside
from paycli.errors import AlreadyThere, PermissionRefused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["with hard links", "without hard links"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder on a file system that knows hard links, and on one that does not."""
    if request.param == "without hard links":

        def refused(*_: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", refused)
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def filled(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_finished_file_gets_its_name_and_leaves_nothing_beside_it(folder: Path) -> None:
    publish(filled(temporary_beside(folder / "f"), b"new"), folder / "f")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("f", b"new")]


def test_what_is_there_is_never_overwritten(folder: Path) -> None:
    filled(folder / "f", b"old")
    fresh = filled(temporary_beside(folder / "f"), b"new")
    with pytest.raises(AlreadyThere) as caught:
        publish(fresh, folder / "f")
    assert hint_of(caught.value) == "choose another path"
    assert (folder / "f").read_bytes() == b"old"


def test_a_link_that_leads_nowhere_counts_as_there(folder: Path) -> None:
    (folder / "f").symlink_to(folder / "target")
    with pytest.raises(AlreadyThere):
        publish(filled(temporary_beside(folder / "f"), b"new"), folder / "f")
    assert not (folder / "target").exists()


def test_where_the_name_cannot_be_given_the_reason_of_the_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(PermissionRefused, match="No such file"):
        publish(tmp_path / "none", tmp_path / "f")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777], ids=oct)
@pytest.mark.parametrize("mode", [0o600, 0o660], ids=oct)
def test_a_new_file_has_exactly_its_mode_whatever_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        os.close(make_file(tmp_path / "f", mode))
    finally:
        os.umask(before)
    assert (tmp_path / "f").stat().st_mode & 0o7777 == mode


def test_a_file_that_is_there_is_opened_only_where_that_is_wanted(tmp_path: Path) -> None:
    filled(tmp_path / "f", b"old").chmod(0o666)
    with pytest.raises(FileExistsError):
        make_file(tmp_path / "f", 0o600)
    os.close(make_file(tmp_path / "f", 0o600, exclusive=False))
    assert ((tmp_path / "f").read_bytes(), (tmp_path / "f").stat().st_mode & 0o777) == (b"old", 0o600)
    (tmp_path / "link").symlink_to(tmp_path / "f")
    with pytest.raises(OSError, match="symbolic links"):
        make_file(tmp_path / "link", 0o600, exclusive=False)

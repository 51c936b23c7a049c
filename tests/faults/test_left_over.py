"""What killed writers leave unfinished does not lie there for ever."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from paycli.disk import durable
from paycli.disk.durable import temporary_beside, write_atomic
from paycli.store.sqlite import backup, create

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.support.inside import Household

HOUR_S = 3600


def grow_old(folder: Path) -> list[Path]:
    """Let everything unfinished below a folder be two hours old, and name it."""
    found = list(folder.rglob(".*.new*"))
    for path in found:
        when = path.lstat().st_mtime - 2 * HOUR_S
        os.utime(path, (when, when), follow_symlinks=False)
    return found


def unfinished(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*.new*"))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_kill_left_unfinished_is_gone_after_the_next_write(empty_house: Household) -> None:
    house = empty_house.begin("li", cash={"ming": "20"})
    home = house.ledger.parent
    house.killed_at(durable, "_put", "config", "set", "color", "never")
    house.killed_at(durable, "_put", "card", "bind", "--test", "visa", "--as", "ming")
    house.killed_at(backup, "publish", "ledger", "backup", "--as", "ming")
    house.killed_at(create, "publish", "init", "--handle", "bo", "--currency", "EUR", "--play", "--vault", "sealed",
                    "--ledger", str(home / "more" / "l.db"))  # fmt: skip
    left = unfinished(home)
    assert len(left) >= 4
    for line in (("config", "set", "color", "never"), ("ledger", "backup", "--as", "ming")):
        house.run(*line)
    assert unfinished(home) == left, "it may still be written"
    grow_old(home)
    house.run("config", "set", "color", "auto")
    house.run("card", "bind", "--test", "visa", "--as", "ming")
    house.run("send", "li", "1", "--as", "ming")
    house.run("ledger", "backup", "--as", "ming")
    house.run(
        "init",
        "--handle",
        "bo",
        "--currency",
        "EUR",
        "--play",
        "--vault",
        "sealed",
        "--ledger",
        str(home / "more" / "l.db"),
    )
    assert unfinished(home) == []


def test_only_our_own_old_and_unfinished_files_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    diary = tmp_path / "diary"
    diary.write_text("mine")
    kept = [
        ".f.0123456789ab.new",
        ".g.0123456789ab.news",
        "f.0123456789ab.new",
        ".f.0123456789.new",
        ".f.new",
        ".f.swp",
    ]
    for name in kept[1:]:
        (folder / name).write_text(name)
    (folder / kept[0]).symlink_to(diary)
    (folder / ".f.aaaaaaaaaaaa.new").mkdir()
    (folder / ".other.0123456789ab.new").write_text("of another family")
    (folder / ".f.bbbbbbbbbbbb.new").write_text("old")
    for path in folder.iterdir():
        when = path.lstat().st_mtime - 2 * HOUR_S
        os.utime(path, (when, when), follow_symlinks=False)
    (folder / ".f.cccccccccccc.new").write_text("being written")
    temporary_beside(folder / "f")
    assert names_in(folder) == sorted([*kept, ".f.aaaaaaaaaaaa.new", ".f.cccccccccccc.new", ".other.0123456789ab.new"])
    mine = os.geteuid()
    grow_old(folder)
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    temporary_beside(folder / "f")
    monkeypatch.undo()
    assert (folder / ".f.cccccccccccc.new").exists(), "it belongs to somebody else"
    write_atomic(folder / "f", b"x")
    assert names_in(folder) == sorted([*kept, ".f.aaaaaaaaaaaa.new", "f"])
    assert diary.read_text() == "mine"

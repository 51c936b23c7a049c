from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.disk.durable import write_atomic
from paycli.errors import HomeUnusable, PermissionRefused
from paycli.home.folder import home_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_an_empty_home_folder_is_enough(tmp_path: Path) -> None:
    user = tmp_path / "empty"
    user.mkdir()
    home = home_folder({"HOME": str(user)}, "linux")
    assert home == user / ".local" / "share" / "paycli"
    assert not home.exists()
    write_atomic(home / "f", b"x")
    assert [path.stat().st_mode & 0o777 for path in (home, home.parent, home.parent.parent)] == [0o700] * 3
    assert home_folder({"HOME": str(user)}, "linux") == home


def test_each_system_has_its_own_data_folder(tmp_path: Path) -> None:
    user = {"HOME": str(tmp_path)}
    assert home_folder(user, "darwin") == tmp_path / "Library" / "Application Support" / "paycli"
    data = tmp_path / "data"
    assert home_folder(user | {"XDG_DATA_HOME": str(data)}, "linux") == data / "paycli"
    assert home_folder(user | {"XDG_DATA_HOME": "data"}, "linux") == tmp_path / ".local" / "share" / "paycli"


def test_paycli_home_comes_first_and_needs_no_home(tmp_path: Path) -> None:
    own = {"PAYCLI_HOME": str(tmp_path / "own")}
    for others in ({}, {"HOME": ""}, {"HOME": "relative"}, {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}):
        assert home_folder(own | others) == tmp_path / "own"


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"HOME": ""},
        {"HOME": "."},
        {"HOME": "home/me"},
        {"HOME": "/"},
        {"HOME": "//"},
        {"HOME": "/./"},
        {"HOME": "/nobody/made/this"},
        {"HOME": "", "PAYCLI_HOME": ""},
        {"XDG_DATA_HOME": "/data"},
        {"PAYCLI_HOME": "wallet"},
        {"PAYCLI_HOME": "~/wallet"},
        {"PAYCLI_HOME": "/"},
        {"PAYCLI_HOME": "//"},
        {"PAYCLI_HOME": "/dev/.."},
    ],
    ids=str,
)
def test_nothing_is_ever_written_where_no_home_was_named(environ: dict[str, str]) -> None:
    with pytest.raises(HomeUnusable) as caught:
        home_folder(environ)
    assert caught.value.exit_status == 78
    assert "PAYCLI_HOME" in hint_of(caught.value)


def test_a_home_that_others_can_look_into_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own").chmod(0o755)
    with pytest.raises(PermissionRefused):
        home_folder({"PAYCLI_HOME": str(tmp_path / "own")})


def test_a_home_of_another_user_is_refused(tmp_path: Path, somebody_else: None) -> None:
    (tmp_path / "own").mkdir(0o700)
    with pytest.raises(PermissionRefused, match="the folder belongs to "):
        home_folder({"PAYCLI_HOME": str(tmp_path / "own")})


def test_a_file_in_the_place_of_the_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(b"")
    for named in ("own", "own/below"):
        with pytest.raises(HomeUnusable):
            home_folder({"PAYCLI_HOME": str(tmp_path / named)})

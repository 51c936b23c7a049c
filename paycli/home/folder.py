"""The home folder: where profiles, settings and the sealed file lie."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.disk.private import check_private_folder, foreign_to_root
from paycli.errors import HomeUnusable

if TYPE_CHECKING:
    from collections.abc import Mapping


def home_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Give the folder that paycli keeps its own files in; it is made when the first of them is written.

    That is PAYCLI_HOME, else `paycli` below XDG_DATA_HOME, else the data folder below HOME. Raises HomeUnusable when
    none of them is an absolute path or root would use somebody else's, PermissionRefused when the folder is somebody
    else's or open to others.
    """
    home = _named(environ, platform)
    if home == Path(home.anchor):
        raise HomeUnusable(path=home, reason="it would be the root folder")
    _refuse_root_elsewhere(environ, home)
    try:
        found = home.stat()
    except FileNotFoundError:
        return home
    except OSError as problem:
        raise HomeUnusable(path=home, reason=f"{home}: {problem.strerror}") from None
    if not stat.S_ISDIR(found.st_mode):
        raise HomeUnusable(path=home, reason=f"{home} is not a folder")
    check_private_folder(home)
    return home


def _refuse_root_elsewhere(environ: Mapping[str, str], home: Path) -> None:
    """Refuse root in somebody else's home, as `sudo` leaves it with HOME as it was."""
    for place in (home,) if environ.get("PAYCLI_HOME") else (Path(environ["HOME"]), home):
        whose = foreign_to_root(place)
        if whose:
            raise HomeUnusable(reason=whose, help="run paycli as its owner, or set PAYCLI_HOME to a path of your own")


def _named(environ: Mapping[str, str], platform: str) -> Path:
    own = environ.get("PAYCLI_HOME", "")
    if own:
        return _absolute("PAYCLI_HOME", own)
    user = environ.get("HOME", "")
    if not user:
        raise HomeUnusable(reason="HOME is not set")
    base = _absolute("HOME", user)
    # A container without a name for its user gives it HOME=/, and nothing is ever written right below the root.
    if base == Path(base.anchor):
        raise HomeUnusable(reason="HOME is the root folder")
    # Accounts of services name a home that was never made, and making it is not for a wallet to do.
    if not base.is_dir():
        raise HomeUnusable(reason="the folder that HOME names does not exist")
    data = environ.get("XDG_DATA_HOME", "")
    # The XDG specification says that a relative path there counts as none.
    if Path(data).is_absolute():
        return _absolute("XDG_DATA_HOME", data) / "paycli"
    if platform == "darwin":
        return base / "Library" / "Application Support" / "paycli"
    return base / ".local" / "share" / "paycli"


def _absolute(name: str, value: str) -> Path:
    if not Path(value).is_absolute():
        raise HomeUnusable(reason=f"{name} is not an absolute path")
    # Two slashes at the beginning are a root of their own to POSIX, and the plain root to every system that we run on.
    return Path("/" + os.path.normpath(value).lstrip("/"))

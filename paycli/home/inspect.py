"""Looking at the home folder without opening a secret: for the doctor."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from paycli.domain.ports import HomeFacts

if TYPE_CHECKING:
    from pathlib import Path

_OTHERS = 0o077
# What paycli itself lays there; a ledger beside it is looked at as a ledger.
_OWN = ("config.json", "profiles", "seen", "contacts", "vault", "crossings", "pending", "tills")


def look_at_home(home: Path) -> HomeFacts:
    """Give the facts of a home folder; links and what is no longer there are passed over."""
    try:
        mode = stat.S_IMODE(home.stat().st_mode)
    except FileNotFoundError:
        return HomeFacts(str(home), there=False, mode=0, writable=False, open_to_others=())
    found = []
    for name in _OWN:
        top = home / name
        for path in (top, *(sorted(top.rglob("*")) if top.is_dir() else ())):
            try:
                if path.lstat().st_mode & _OTHERS and not path.is_symlink():
                    found.append(str(path))
            except FileNotFoundError:
                continue
    writable = os.access(home, os.W_OK)
    return HomeFacts(str(home), there=True, mode=mode, writable=writable, open_to_others=tuple(found))

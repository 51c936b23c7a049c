"""What every test finds around it: a home of its own, no settings of the machine's user, time in UTC."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

# What the user of this machine may have set, and what would change what paycli says or where it looks.
_SETTINGS = (
    "CLICOLOR_FORCE",
    "COLORTERM",
    "COLUMNS",
    "CREDENTIALS_DIRECTORY",
    "DBUS_SESSION_BUS_ADDRESS",
    "DOAS_USER",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "LINES",
    "NO_COLOR",
    "PYTHON_KEYRING_BACKEND",
    "SUDO_UID",
    "SUDO_USER",
)
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
# How much the tests are to do is for the tests, not for the program.
_OURS = ("PAYCLI_EFFORT", "PAYCLI_FULL")


def live_in(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Make an empty home and let this process live in it, with nothing that the machine's user set."""
    home.mkdir(mode=0o700)
    for name in [name for name in os.environ if name.startswith("PAYCLI_") or name in _SETTINGS]:
        if name not in _OURS:
            patch.delenv(name)
    patch.setenv("HOME", str(home))
    patch.setenv("PAYCLI_HOME", str(home / "paycli"))
    for name in _FOLDERS:
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        patch.setenv(name, str(folder))
    patch.setenv("TZ", "UTC")
    time.tzset()

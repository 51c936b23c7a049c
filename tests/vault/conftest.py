from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.vault.secret_service import missing_programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Name where paycli keeps its files in a test; it does not exist yet."""
    return tmp_path / "wallet"


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Set each umask that matters, one after the other."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever runs the test be another user than the owner of every file."""
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)


@pytest.fixture(scope="session")
def real_keyring() -> None:
    """Need gnome-keyring: a laptop may lack it, the pipeline may not."""
    missing = missing_programs()
    if missing or sys.platform == "darwin":
        pytest.skip(f"needs a Linux with {', '.join(missing)}: install gnome-keyring and dbus")

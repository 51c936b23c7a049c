"""A command takes everything with it when it ends: what SQLite lays beside a ledger is folded into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.program import paycli, sealed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.python

LINES = [
    ("init --handle ming --currency EUR --play --vault sealed", 0),
    ("init --handle ming --currency EUR --play --vault sealed", 0),
    ("card bind --test visa", 0),
    ("topup 5 --yes", 0),
    ("wallet new li", 0),
    ("use li", 0),
    ("send ming 1 --as li --yes", 3),
    ("send li 1 --as ming --yes", 0),
    ("balance", 0),
    ("show zzzz", 4),
    ("ledger audit --as ming", 0),
    ("doctor --as ming", 0),
    ("log --as ming", 0),
]


@pytest.mark.slow
def test_the_file_alone_is_the_whole_ledger_after_every_command(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    for line, status in LINES:
        paycli(*line.split(), status=status, env=env)
        assert sorted(path.name for path in (tmp_path / "home").glob("home.db-*")) == [], line

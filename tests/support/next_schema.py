"""The next paycli: today's with one revision more, so that a ledger of today is an old one for it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.store.schema import migrations
from paycli.store.sqlite import connection, create, inspect, integrity

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

CHECK = "CHECK (position >= 0)"
"""What the revision adds to the table that it makes anew."""

_REVISION = Path(__file__).with_name("next_revision.py")


@contextmanager
def next_paycli(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Be the next paycli in this process; gives the version of its schema.

    What it takes for the right tables is what it makes itself, so a ledger that it upgrades must come out the same.
    """
    version, scripts = connection.SCHEMA_VERSION + 1, folder / "migrations"
    shutil.copytree(Path(str(migrations.__file__)).parent, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(_REVISION, scripts / "versions" / f"{version:04d}_next.py")
    with patch.context() as patched:
        patched.setattr(create, "MIGRATIONS", str(scripts))
        for module in (connection, create, inspect, integrity):
            patched.setattr(module, "SCHEMA_VERSION", version)
        fresh = folder / "fresh" / "ledger.db"
        create.create_ledger(fresh)
        with closing(sqlite3.connect(fresh)) as ledger:
            patched.setattr(integrity, "SCHEMA_FINGERPRINT", integrity.fingerprint(integrity.schema_of(ledger)))
        yield version


def halfway() -> None:
    """Stand between the two halves of the rows that the revision moves: a test lets something happen here."""

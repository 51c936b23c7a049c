"""The next paycli: today's with one revision more, so that a ledger of today is an old one for it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.store.schema import migrations
from paycli.store.sqlite import connection, create, inspect, integrity, migrate, schema_rows
from tests.support.tampering import VERIFY

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
        patched.setattr(migrate, "MIGRATIONS", str(scripts))
        for module in (connection, create, inspect, integrity):
            patched.setattr(module, "SCHEMA_VERSION", version)
        schema_rows.made_schema.cache_clear()
        patched.setattr(schema_rows, "SCHEMA_FINGERPRINT", schema_rows.fingerprint(schema_rows.made_schema()))
        yield version
    schema_rows.made_schema.cache_clear()


def next_verifier(folder: Path, ledger: Path) -> Path:
    """Give the second verifier as it would come with the next paycli: it knows the schema of an upgraded ledger."""
    shutil.copytree(VERIFY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    with closing(sqlite3.connect(ledger)) as upgraded:
        found = upgraded.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'table' DESC")
        (folder / "schema.sql").write_text("".join(f"{ddl};\n" for (ddl,) in found), encoding="ascii")
        (version,) = upgraded.execute("PRAGMA user_version").fetchone()
    knows = (folder / "schema.py").read_text(encoding="utf-8")
    (folder / "schema.py").write_text(
        knows.replace(f"VERSION = {version - 1}", f"VERSION = {version}"), encoding="utf-8"
    )
    return folder


def halfway() -> None:
    """Stand between the two halves of the rows that the revision moves: a test lets something happen here."""

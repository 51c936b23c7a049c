"""A disk that lies: single flipped bits in the file end as a named fault or a typed error, never as a bug."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.support.forger import second_opinion
from tests.support.program import paycli
from tests.support.rich import Rich, client
from tests.support.tampering import copy, dump, found_by_audit

if TYPE_CHECKING:
    from pathlib import Path

FLIPS = 200


def flip(path: Path, bit: int) -> None:
    """Flip one bit of a file."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ (1 << bit % 8)]))


def content(path: Path) -> object:
    """Give what a file says, and None where SQLite cannot read it.

    Alembic's own note of the revision is left out: nothing but an upgrade reads it, and that goes by user_version.
    """
    try:
        return [line for line in dump(path) if "alembic_version" not in line]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


@pytest.mark.slow
def test_a_flipped_bit_is_found_or_makes_no_difference(rich: Rich, tmp_path: Path) -> None:
    sound, dice = content(rich.path), random.Random(20261122)
    size = rich.path.stat().st_size * 8
    missed, found = [], 0
    for bit in sorted(dice.sample(range(size), FLIPS)):
        rotten = copy(rich, tmp_path / f"bit-{bit}")
        flip(rotten.path, bit)
        faults = found_by_audit(rotten, tmp_path / "client")
        found += bool(faults)
        if not faults and content(rotten.path) != sound:
            missed.append(bit)
    assert missed == []
    assert found > FLIPS // 10


@pytest.mark.slow
def test_a_flipped_bit_is_no_riddle_to_the_second_opinion(rich: Rich, tmp_path: Path) -> None:
    dice = random.Random(20261123)
    size = rich.path.stat().st_size * 8
    for bit in dice.sample(range(size), FLIPS // 2):
        rotten = copy(rich, tmp_path / f"bit-{bit}")
        flip(rotten.path, bit)
        try:
            second_opinion(rotten.path)
        except (sqlite3.Error, ValueError, TypeError, AttributeError):
            # Its main() says so in one line and ends with status 1.
            continue


def test_the_installed_audit_says_what_a_flipped_bit_broke(rich: Rich, tmp_path: Path) -> None:
    rotten = copy(rich, tmp_path / "rotten")
    place = rotten.path.read_bytes().index(b'"kind":"cash.in"')
    flip(rotten.path, (place + 3) * 8)
    client(rotten, tmp_path / "client")
    said = paycli("ledger", "audit", status=70, env={"PAYCLI_HOME": str(tmp_path / "client")})
    assert "entry " in said.stdout
    assert "Traceback" not in said.stderr


def test_a_damaged_name_of_a_table_is_told_as_damage(rich: Rich, tmp_path: Path) -> None:
    """SQLite quotes the name in its message, and that is no text any more."""
    for name in (b"CREATE TABLE objects", b"CREATE TABLE seeds", b"objects_kind"):
        rotten = copy(rich, tmp_path / f"rotten-{len(name)}")
        place = rotten.path.read_bytes().index(name) + len(name) - 2
        flip(rotten.path, place * 8 + 7)
        faults = found_by_audit(rotten, tmp_path / "client")
        assert faults
        assert "damaged" in faults[0] or "malformed" in faults[0] or "schema" in faults[0], faults


@pytest.mark.parametrize("kept", [0, 1, 99, 4096, 20_000])
def test_a_file_cut_short_is_no_riddle_either(rich: Rich, tmp_path: Path, kept: int) -> None:
    short = copy(rich, tmp_path / "short")
    with short.path.open("r+b") as file:
        file.truncate(kept)
    assert found_by_audit(short, tmp_path / "client")

"""Whoever can write a file of the home can put anything into it: each is told by its name, and none ends as a bug."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.openings import read_opening
from paycli.errors import OrderMalformed
from tests.support.misses import Misses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.inside import Household

NESTED: Any = json.loads("[" * 900 + "]" * 900)
VALUES: tuple[Any, ...] = (None, True, -1, 1 << 70, float("nan"), "a\0b", "\ud800", "\x1b[31m", [], {}, NESTED)
WHOLE = (b"", b"\0", b"\xff", b"null", b"[]", b"1" * 5_000, b"[" * 100_000, b'{"a":' * 100_000)
# What reads each of them; the vault's own file has tests of its own.
READERS = {
    "config.json": ("balance", "config list"),
    "profiles": ("whoami", "topup 1", "doctor"),
    "contacts": ("send li 1", "contact list"),
    "seen": ("balance", "ledger audit"),
    "crossings": ("tick",),
    "home.db.sandbox-bank.jsonl": ("topup 1", "tick"),
}


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Name every place in a JSON value; of a list, whose elements are alike, the first."""
    for key in value if isinstance(value, dict) else range(len(value[:1])) if isinstance(value, list) else ():
        yield (*above, key)
        yield from places(value[key], (*above, key))


def changed(text: bytes) -> Iterator[tuple[object, bytes]]:
    """Give a text of JSON with something else in each place, without it, and as something else altogether."""
    yield from ((whole[:20], whole) for whole in WHOLE)
    for place in places(json.loads(text)):
        for value in (*VALUES, ...):
            copy = inner = json.loads(text)
            for key in place[:-1]:
                inner = inner[key]
            if value is ...:
                del inner[place[-1]]
            else:
                inner[place[-1]] = value
            yield (place, str(value)[:20]), json.dumps(copy).encode()


def in_lines(text: bytes) -> Iterator[tuple[object, bytes]]:
    """Give a text of lines of JSON with each line changed."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        for name, other in changed(line):
            yield (at, name), b"\n".join([*lines[:at], other, *lines[at + 1 :], b""])


@pytest.mark.slow
def test_whatever_stands_in_a_file_of_the_home_is_no_bug_and_is_told_by_its_name(empty_house: Household) -> None:
    house = empty_house.begin("li", bank={"ming": "50"})
    house.run("config", "set", "color", "never")
    house.run("send", "li", "1", "--as", "ming")
    house.run("card", "bind", "--test", "slow", "--as", "ming")
    house.run("topup", "5", "--from", "c2", "--as", "ming", status=75)
    home = house.ledger.parent
    tried = set()
    with Misses() as misses:
        for path in sorted((*home.rglob("*.json"), *home.rglob("*.jsonl"))):
            room = path.relative_to(home).parts[0]
            before = path.read_bytes()
            for name, data in (in_lines if path.suffix == ".jsonl" else changed)(before) if room in READERS else ():
                path.write_bytes(data)
                for line in READERS[room]:
                    with misses.of(line, room, name):
                        ended = house.run(*line.split(), "--as", "ming", status=None)
                        assert ended.status != 70, ended.err
                        assert ended.status != 65 or str(path) in ended.err
                        assert "is damaged" not in ended.err or str(path) in ended.err
                tried.add(room)
            path.write_bytes(before)
    assert tried == READERS.keys()


def test_what_opens_no_wallet_is_told_as_that(tmp_path: Path) -> None:
    for data in (
        b"[" * 100_000,
        b"null",
        b"{}",
        b"\xff",
        b'{"key":1,"body":{"handle":"a","name":null}}',
        b'{"key":"a","body":[]}',
    ):
        with pytest.raises(OrderMalformed):
            read_opening(data)

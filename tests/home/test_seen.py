from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.disk.durable import write_atomic
from paycli.domain.orders import Seen
from paycli.errors import Misconfigured
from paycli.home.profiles import Profiles

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.ports import Memory

LEDGER, OTHER = "a" * 32, "b" * 32


def test_the_newest_place_is_remembered_for_each_ledger(home: Path) -> None:
    memory: Memory = Profiles(home)
    assert memory.seen(LEDGER) is None
    memory.remember(LEDGER, Seen(5, "5" * 64))
    memory.remember(OTHER, Seen(2, "2" * 64))
    memory.remember(LEDGER, Seen(4, "4" * 64))
    memory.remember(LEDGER, Seen(5, "f" * 64))
    assert Profiles(home).seen(LEDGER) == Seen(5, "5" * 64)
    memory.remember(LEDGER, Seen(6, "6" * 64))
    assert Profiles(home).seen(LEDGER) == Seen(6, "6" * 64)
    assert Profiles(home).seen(OTHER) == Seen(2, "2" * 64)


ROOT = b"0" * 64


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"root": "00", "size": 1}',
        b'{"root": "%s", "size": 0}' % ROOT,
        b'{"root": "%s", "size": %d}' % (ROOT, 2**53),
    ],
)
def test_a_damaged_memory_is_an_error_and_not_a_fresh_start(home: Path, data: bytes) -> None:
    write_atomic(home / "seen" / f"{LEDGER}.json", data)
    for attempt in (lambda: Profiles(home).seen(LEDGER), lambda: Profiles(home).remember(LEDGER, Seen(9, "9" * 64))):
        with pytest.raises(Misconfigured) as caught:
            attempt()
        assert caught.value.exit_status == 78


def test_what_is_no_ledger_id_names_no_file(home: Path) -> None:
    with pytest.raises(Misconfigured):
        Profiles(home).remember("../" + "a" * 29, Seen(1, "1" * 64))
    assert not home.exists()

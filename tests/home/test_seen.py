"""What a client remembers of a ledger's log: it only grows, and a damaged memory is no fresh start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.disk.durable import write_atomic
from paycli.domain.book import Head
from paycli.domain.known import Acceptance, Known, Mark, News, Opened, Own
from paycli.errors import Misconfigured
from paycli.home.profiles import Profiles

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.ports import Memory

LEDGER, OTHER = "a" * 32, "b" * 32


def known(size: int, mark: str = "0", ledger: str = LEDGER) -> Known:
    """Give what somebody knows of a log of some size."""
    return Known(
        ledger=ledger,
        head=Head(size, 1000 + size, tuple(bytes.fromhex(mark * 64) for _ in range(size.bit_count()))),
        settings="5" * 64,
        wallets=(("c" * 40, 1),),
        signed=(1, 2),
        own=(Own(2, "d" * 32, "send"),),
        moved=(2,),
        open=(Opened(2, "sale"),),
        paid=("e" * 40,),
        accepted=(Acceptance(1_790_000_000_000, 9, 1),),
        news=(News(2, "c" * 40),),
        marks=(Mark("c" * 40, 1, 1, 1_790_000_000_000),),
    )


def test_the_newest_place_is_remembered_for_each_ledger(home: Path) -> None:
    memory: Memory = Profiles(home)
    assert memory.known(LEDGER) is None
    memory.remember(known(5))
    memory.remember(known(2, ledger=OTHER))
    memory.remember(known(4))
    assert Profiles(home).known(LEDGER) == known(5)
    memory.remember(known(6))
    assert Profiles(home).known(LEDGER) == known(6)
    assert Profiles(home).known(OTHER) == known(2, ledger=OTHER)
    memory.remember(known(3), replace=True)
    assert Profiles(home).known(LEDGER) == known(3)


def test_a_damaged_memory_is_an_error_and_not_a_fresh_start(home: Path) -> None:
    memory, path = Profiles(home), home / "seen" / f"{LEDGER}.json"
    memory.remember(known(3))
    text = path.read_text()
    damaged = {
        "empty": "",
        "of nothing": "{}",
        "without its size": text.replace('"size": 3, ', ""),
        "of no entry": text.replace('"size": 3', '"size": 0'),
        "of another size": text.replace('"size": 3', '"size": 4'),
        "too large": text.replace('"size": 3', f'"size": {2**53}'),
        "of half a hash": text.replace("0" * 64, "0" * 62, 1),
        "of another wallet": text.replace("c" * 40, "c" * 39),
    }
    for how, data in damaged.items():
        assert data != text, how
        write_atomic(path, data.encode())
        for attempt in (lambda: memory.known(LEDGER), lambda: memory.remember(known(9))):
            with pytest.raises(Misconfigured) as caught:
                attempt()
            assert caught.value.exit_status == 78, how


def test_what_is_no_ledger_id_names_no_file(home: Path) -> None:
    with pytest.raises(Misconfigured):
        Profiles(home).remember(known(1, ledger="../" + "a" * 29))
    assert not home.exists()

"""What a client remembers of a ledger's log: it only grows, and a damaged memory is no fresh start."""

from __future__ import annotations

import resource
import signal
from typing import TYPE_CHECKING

import pytest

from paycli.disk.durable import write_atomic
from paycli.domain.book import Head, Seen
from paycli.domain.known import Acceptance, Known, Mark, News, Opened, Own
from paycli.errors import Misconfigured, Unavailable
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


def test_a_place_that_is_further_on_stays_beside_what_was_noted_until_that_reaches_it(home: Path) -> None:
    memory = Profiles(home)
    memory.remember(known(3))
    for size in (4, 6, 5):
        memory.saw(LEDGER, Seen(size, "e" * 64))
    memory.saw(LEDGER, Seen(2, "e" * 64))
    for reader in (memory, Profiles(home)):
        assert reader.known(LEDGER) == known(3)._replace(further=Seen(6, "e" * 64))
    memory.remember(known(5))
    assert Profiles(home).known(LEDGER) == known(5)._replace(further=Seen(6, "e" * 64))
    memory.remember(known(6))
    assert Profiles(home).known(LEDGER) == known(6)
    memory.saw(LEDGER, Seen(9, "e" * 64))
    memory.remember(known(1), replace=True)
    assert Profiles(home).known(LEDGER) == known(1)


def test_a_place_that_is_just_being_written_does_not_count_and_a_damaged_one_is_an_error(home: Path) -> None:
    memory, path = Profiles(home), home / "seen" / f"{LEDGER}.json"
    memory.remember(known(3))
    whole = path.read_bytes()
    path.write_bytes(whole + b"4 " + b"e" * 64 + b"\n5 eeee")
    assert memory.known(LEDGER) == known(3)._replace(further=Seen(4, "e" * 64))
    for damaged in (b"4\n", b"04 " + b"e" * 64 + b"\n", b"4 " + b"e" * 63 + b"\n", b"\n", b"-1 " + b"e" * 64 + b"\n"):
        path.write_bytes(whole + damaged)
        with pytest.raises(Misconfigured):
            memory.known(LEDGER)


def test_a_place_is_written_wholly_or_not_at_all(home: Path) -> None:
    memory, path = Profiles(home), home / "seen" / f"{LEDGER}.json"
    memory.remember(known(3))
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(Unavailable):
            memory.saw(LEDGER, Seen(4, "e" * 64))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == before

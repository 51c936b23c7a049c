"""The PIN of a till: who guesses at once, kills the process or moves the clock gets no more tries than another."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from paycli.app import till_lock
from paycli.app.till_lock import SealedLock
from paycli.domain.pins import LOCKED_MS, TRIES_MOST
from paycli.domain.records import Profile
from paycli.errors import Misconfigured, PinOfGoods, TillPinBlocked, TillPinMissing, TillPinWrong, Unavailable
from paycli.vault.sealed_format import CHEAPEST
from tests.faults.test_disk import small_disk
from tests.support.crew import Crew
from tests.support.effort import often
from tests.support.programs import killed_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GUESSERS, ROUNDS = 8, often(10)
PIN, WRONG, NOW = "4711", "1234", 1_000_000
SHOP = Profile("cafe", "/nowhere", "0" * 32, "ab" * 20, vault="sealed", operator=False, cards=(), default_card=None)


def lock_at(home: Path, till: int = 1) -> SealedLock:
    return SealedLock(home, SHOP, till, CHEAPEST)


def tried(lock: SealedLock, pin: str, time: int = NOW) -> str:
    try:
        lock.check(pin, time, unlocks=True)
    except TillPinWrong as error:
        return f"{error.values['left']} left"
    except TillPinBlocked as error:
        return f"{error.values['minutes']} min"
    return "right"


def is_locked(lock: SealedLock) -> bool:
    state = lock.state()
    assert state is not None
    return state.is_locked


def test_of_eight_guesses_at_once_three_are_looked_at(tmp_path: Path) -> None:
    def guess(worker: int, number: int) -> Callable[[], str]:
        return lambda: tried(lock_at(tmp_path, number), f"{worker:04}")

    with Crew(GUESSERS, guess) as crew:
        for number in range(ROUNDS):
            lock_at(tmp_path, number).choose(PIN)
            lock_at(tmp_path, number).lock()
            found = crew.race([number] * GUESSERS)
            assert sorted(found) == ["1 left", *["10 min"] * (GUESSERS - TRIES_MOST + 1), "2 left"]
            assert is_locked(lock_at(tmp_path, number))


def test_kills_at_a_guess_cost_tries_and_a_kill_behind_the_right_one_keeps_the_till_locked(tmp_path: Path) -> None:
    lock = lock_at(tmp_path)
    lock.choose(PIN)
    lock.lock()
    for _ in range(TRIES_MOST - 1):
        killed_at(till_lock, "unseal", lambda: tried(lock, WRONG))
    # Here the PIN is right, and nobody wrote that down.
    killed_at(SealedLock, "_forget_tries", lambda: tried(lock, PIN))
    assert is_locked(lock)
    assert tried(lock, PIN) == "10 min"
    assert tried(lock, PIN, NOW + LOCKED_MS) == "right"
    assert not is_locked(lock)


def test_no_clock_that_is_set_back_makes_the_wait_shorter(tmp_path: Path) -> None:
    lock = lock_at(tmp_path)
    lock.choose(PIN)
    assert [tried(lock, WRONG) for _ in range(TRIES_MOST)] == ["2 left", "1 left", "10 min"]
    assert [tried(lock, PIN, NOW + by) for by in (-NOW, -1, 0, LOCKED_MS - 1)] == [*["10 min"] * 3, "1 min"]
    assert tried(lock, PIN, NOW + LOCKED_MS) == "right"
    # The right one forgets those before.
    assert [tried(lock, pin, NOW + LOCKED_MS) for pin in (WRONG, WRONG, PIN, WRONG)] == [
        "2 left", "1 left", "right", "2 left",
    ]  # fmt: skip


def test_another_pin_unlocks_and_ends_the_wait_also_where_the_file_is_damaged(tmp_path: Path) -> None:
    lock = lock_at(tmp_path)
    with pytest.raises(TillPinMissing):
        lock.lock()
    assert not lock.choose(PIN)
    lock.lock()
    assert [tried(lock, WRONG) for _ in range(TRIES_MOST)][-1] == "10 min"
    assert lock.choose(WRONG)
    assert not is_locked(lock)
    assert tried(lock, PIN) == "2 left"
    (file,) = tmp_path.rglob("1.pin.json")
    for damage in (b"", b"{}", file.read_bytes().replace(b'"paycli_till_pin": 1', b'"paycli_till_pin": 2')):
        file.write_bytes(damage)
        for read in (lock.state, lock.lock, lambda: lock.check(WRONG, NOW, unlocks=True)):
            with pytest.raises(Misconfigured, match="damaged"):
                read()
        assert lock.choose(PIN)
        assert tried(lock, PIN) == "right"
    file.write_bytes(b"")
    assert lock.remove()
    assert (lock.remove(), lock.state()) == (False, None)


def test_on_a_full_disk_no_lock_is_said_and_none_is_opened() -> None:
    with small_disk(1) as folder:
        lock = lock_at(folder)
        lock.choose(PIN)
        stuffing = folder / "stuffing"

        def fill() -> None:
            with suppress(OSError), stuffing.open("wb", buffering=0) as file:
                while file.write(bytes(4_096)):
                    pass

        fill()
        for call in (lock.lock, lambda: lock.choose(WRONG)):
            with pytest.raises(Unavailable, match="No space left"):
                call()
        assert not is_locked(lock)
        stuffing.unlink()
        lock.lock()
        fill()
        # What cannot be counted is not looked at, be it right.
        for pin in (WRONG, PIN):
            with pytest.raises(Unavailable, match="No space left"):
                lock.check(pin, NOW, unlocks=True)
        assert is_locked(lock)
        stuffing.unlink()
        assert tried(lock, WRONG) == "2 left"
        fill()
        # The shop is never locked out by that.
        assert lock.remove()


def test_a_seal_of_another_till_opens_nothing_here(tmp_path: Path) -> None:
    lock_at(tmp_path, 1).choose(PIN)
    lock_at(tmp_path, 2).choose(WRONG)
    (one,), (two,) = tmp_path.rglob("1.pin.json"), tmp_path.rglob("2.pin.json")
    two.write_bytes(one.read_bytes())
    assert tried(lock_at(tmp_path, 2), PIN) == "2 left"


def test_a_code_on_goods_is_no_pin_of_a_till(tmp_path: Path) -> None:
    for typed in ("40170725", "036000291452"):
        with pytest.raises(PinOfGoods):
            lock_at(tmp_path).choose(typed)
    assert lock_at(tmp_path).state() is None

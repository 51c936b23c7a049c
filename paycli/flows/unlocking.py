"""Unlocking the sealed file for a while: by command, and behind a passphrase that was just chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.times import duration_text, parse_duration
from paycli.domain.unlocking import LASTS_MOST_MS, LASTS_MS, UnlockedNow
from paycli.errors import UnlockRefused, Usage

if TYPE_CHECKING:
    from paycli.app.machine import LocalMachine
    from paycli.domain.records import Profile
    from paycli.domain.unlocking import Unlocked


def unlock(machine: LocalMachine, typed: str | None) -> UnlockedNow:
    """Unlock by the passphrase for as long as was typed; raises Usage, NothingSealed, UnlockRefused and more."""
    lasts_ms = LASTS_MS if typed is None else parse_duration(typed)
    if lasts_ms > LASTS_MOST_MS:
        raise Usage(problem=f"{typed} is too long", help=f"{duration_text(LASTS_MOST_MS)} at most")
    return _now(machine, machine.unlock(lasts_ms))


def unlock_new(machine: LocalMachine) -> UnlockedNow | None:
    """Unlock a sealed file whose passphrase a person has just chosen, so that the first minute asks for it once.

    None where none was chosen, or where nothing is held: then each payment asks.
    """
    if not machine.has_chosen_passphrase():
        return None
    try:
        return _now(machine, machine.unlock(LASTS_MS))
    except UnlockRefused:
        return None


def unlocked_now(machine: LocalMachine, profile: Profile) -> UnlockedNow | None:
    """Say whether the key of a profile is unlocked in the sealed file."""
    found = machine.unlocked() if machine.is_sealed(profile) else None
    return None if found is None else _now(machine, found)


def _now(machine: LocalMachine, unlocked: Unlocked) -> UnlockedNow:
    handles = tuple(sorted({f"@{each.name}" for each in machine.profiles() if machine.is_sealed(each)}))
    return UnlockedNow(unlocked, machine.clock.now_ms() + unlocked.left_ms, machine.zone(), handles)

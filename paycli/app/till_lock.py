"""The lock of a till (`domain.till_lock.TillLock`): its PIN is kept as a seal that only the PIN opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from paycli.app.till_folders import check_remembers
from paycli.disk.durable import remove
from paycli.domain.pins import TRIES_MOST, PinTries
from paycli.domain.till_lock import LockState, check_new_pin
from paycli.errors import TillPinBlocked, TillPinMissing, TillPinWrong, step
from paycli.home.till_pin import TillPin, TillPinFile
from paycli.vault.dumps import keep_out_of_dumps
from paycli.vault.pin_seal import PinSeal, seal, unseal
from paycli.vault.sealed_format import SENSITIVE, Header

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.app.opened import OpenedApp
    from paycli.domain.records import Profile
    from paycli.vault.sealed_format import KdfProfile


class SealedLock:
    """The lock of one till of a shop, below a home folder (`domain.till_lock.TillLock`)."""

    def __init__(self, home: Path, profile: Profile, till: int, kdf: KdfProfile = SENSITIVE) -> None:
        # PINs go through this process from now on.
        keep_out_of_dumps()
        self._till, self._kdf = till, kdf
        self._bound = f"till {profile.ledger} {profile.wallet} {till}"
        self._pin = TillPinFile(home, profile, till)

    @classmethod
    def of(cls, app: OpenedApp, till: int) -> Self:
        """Give the lock of a till of the own shop; raises Misconfigured where it has no folder to keep a PIN in."""
        check_remembers(app, "The PIN of a till")
        return cls(app.machine.home, app.profile, till)

    def state(self) -> LockState | None:
        """Give how it stands; None where the till has no PIN. Raises Misconfigured where it is damaged."""
        found = self._pin.read()
        return None if found is None else LockState(found.is_locked, found.tries)

    def choose(self, pin: str) -> bool:
        """Keep another PIN durably, which unlocks the till too; tells whether it had one. Damage is no hindrance."""
        (ops, mem_bytes, salt), box = seal(check_new_pin(pin), b"", self._bound, self._kdf)
        fresh = TillPin(ops=ops, mem_bytes=mem_bytes, salt=salt, box=box, is_locked=False, tries=PinTries())
        with self._pin.file.locked():
            had_one = self._pin.is_there()
            self._pin.write(fresh)
        return had_one

    def remove(self) -> bool:
        """Forget the PIN, which unlocks the till; tells whether there was one. Damage is no hindrance."""
        with self._pin.file.locked():
            had_one = self._pin.is_there()
            if had_one:
                remove(self._pin.file.path)
        return had_one

    def lock(self) -> None:
        """Lock the till, durably; raises TillPinMissing."""
        with self._pin.file.locked():
            found = self._pin.read()
            if found is None:
                raise TillPinMissing(till=self._till, help=step("choose_pin", till=self._till))
            self._pin.write(found._replace(is_locked=True))

    def check_tries(self, time: int) -> None:
        """Return where a PIN may be tried, so that nobody is asked for one in vain; raises TillPinBlocked."""
        found = self._pin.read()
        if found is not None and (now := found.tries.at(time)).locked_until:
            raise self._blocked(now)

    def check(self, pin: str, time: int, *, unlocks: bool) -> None:
        """Return where the PIN is right, or where there is none any more; `unlocks` makes it unlock the till too.

        The PIN counts as wrong, durably, before it is looked at: else whoever kills the process in between could try
        one after the other. Raises TillPinWrong, TillPinBlocked, Misconfigured.
        """
        counted = self._count(time)
        if counted is None:
            return
        sealed = PinSeal(Header(counted.ops, counted.mem_bytes, counted.salt), counted.box)
        if unseal(pin, sealed, self._bound) is None:
            tries = counted.tries
            raise self._blocked(tries) if tries.locked_until else TillPinWrong(till=self._till, left=tries.left)
        self._forget_tries(counted, unlocks=unlocks)

    def _count(self, time: int) -> TillPin | None:
        with self._pin.file.locked():
            found = self._pin.read()
            if found is None:
                return None
            now = found.tries.at(time)
            if now.locked_until:
                raise self._blocked(now)
            counted = found._replace(tries=now.begun())
            self._pin.write(counted)
        return counted

    def _forget_tries(self, counted: TillPin, *, unlocks: bool) -> None:
        with self._pin.file.locked():
            found = self._pin.read()
            # Another PIN may have been chosen meanwhile: what was tried of that one stays, and so does its lock.
            if found is not None and found.box == counted.box:
                is_locked = found.is_locked and not unlocks
                self._pin.write(found._replace(tries=found.tries.forgotten(), is_locked=is_locked))

    def _blocked(self, tries: PinTries) -> TillPinBlocked:
        return TillPinBlocked(till=self._till, until=tries.locked_until, minutes=tries.minutes, tries=TRIES_MOST)

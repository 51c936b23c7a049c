"""The tabs that guests gave to a till (`domain.tabs.TillTabs`)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from paycli.app.till_folders import check_remembers
from paycli.disk.descriptors import descriptor_of, read_descriptor
from paycli.domain.ids import key_id
from paycli.domain.pins import DIGITS_MOST
from paycli.domain.tabs import TillTab, begin_try, locked
from paycli.errors import Misconfigured, NotFound, TabPinWrong, Usage, step
from paycli.home.tab_files import TabFile, TabFiles, TillPlace
from paycli.signing import public_of
from paycli.vault.dumps import keep_out_of_dumps
from paycli.vault.pin_seal import PinSeal, seal, unseal
from paycli.vault.sealed_format import SENSITIVE, Header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paycli.app.opened import OpenedApp
    from paycli.vault.sealed_format import KdfProfile


class SealedTabs:
    """The tabs of one till below a home folder (`domain.tabs.TillTabs`)."""

    def __init__(self, home: Path, place: TillPlace, kdf: KdfProfile = SENSITIVE) -> None:
        # PINs and seeds go through this process from now on.
        keep_out_of_dumps()
        self._place, self._kdf = place, kdf
        self._files = TabFiles(home, place)

    @classmethod
    def of(cls, app: OpenedApp, till: int) -> Self:
        """Give the tabs of a till of the own shop; raises Misconfigured where it has no folder to keep one in."""
        check_remembers(app, "A tab")
        return cls(app.machine.home, TillPlace(app.profile.ledger, app.profile.wallet, till))

    def find(self, guest: str) -> TillTab | None:
        """Give the tab of a guest; None where there is none. Raises Misconfigured, TabElsewhere."""
        found = self._files.read(guest)
        return None if found is None else TillTab(guest, found.key, found.tries)

    def all(self) -> Sequence[TillTab]:
        """Give all tabs that are kept here. Raises as `find` does."""
        found = [self.find(guest) for guest in self._files.guests()]
        return [each for each in found if each is not None]

    def keep(self, tab: TillTab, seed: bytes, pin: str) -> None:
        """Seal the key of a tab under a PIN, durably, in the place of what was kept of this guest."""
        (ops, mem_bytes, salt), box = seal(pin, seed, self._bound(tab.guest, tab.key), self._kdf)
        file = TabFile(
            place=self._place,
            guest=tab.guest,
            key=tab.key,
            ops=ops,
            mem_bytes=mem_bytes,
            salt=salt,
            box=box,
            tries=tab.tries,
        )
        with self._files.file(tab.guest).locked():
            self._files.write(file)

    def unseal(self, guest: str, who: str, pin: str, time: int) -> bytes:
        """Give the seed of a guest's tab for the right PIN.

        The PIN counts as wrong, durably, before it is looked at: else whoever kills the process in between could try
        one after the other. Raises TabPinWrong, TabLocked, NotFound, Misconfigured, TabElsewhere.
        """
        counted = self._count(guest, who, time)
        sealed = PinSeal(Header(counted.ops, counted.mem_bytes, counted.salt), counted.box)
        seed = unseal(pin, sealed, self._bound(guest, counted.key))
        if seed is None or key_id(public_of(seed)) != counted.key:
            tries = counted.tries
            raise locked(tries, who) if tries.locked_until else TabPinWrong(who=who, left=tries.left)
        self._forget_tries(counted)
        return seed

    def _count(self, guest: str, who: str, time: int) -> TabFile:
        with self._files.file(guest).locked():
            found = self._files.read(guest)
            if found is None:
                raise NotFound(what="tab of", typed=who, help=step("add_tab"))
            counted = found._replace(tries=begin_try(found.tries, who, time))
            self._files.write(counted)
        return counted

    def _forget_tries(self, tab: TabFile) -> None:
        with self._files.file(tab.guest).locked():
            found = self._files.read(tab.guest)
            # The guest may have chosen another PIN meanwhile: what was tried of that one stays.
            if found is not None and found.box == tab.box:
                self._files.write(found._replace(tries=found.tries.forgotten()))

    def _bound(self, guest: str, key: str) -> str:
        return f"tab {self._place.ledger} {self._place.shop} {self._place.till} {guest} {key}"


def pin_from(typed: str) -> str:
    """Read a PIN from a file descriptor, `fd:3`; raises Usage, which never repeats what was typed.

    A path is refused: what stands there may be the PIN itself.
    """
    number = descriptor_of(typed) if typed.startswith("fd:") else None
    if number is None:
        raise Usage(
            problem="Nothing was done. Others can read an argument, so paycli takes no PIN there",
            help="give --pin - or --pin fd:3",
        )
    try:
        data = read_descriptor(number, DIGITS_MOST + len(os.linesep) + 1)
    except OSError as problem:
        raise Misconfigured(problem=f"fd:{number} cannot be read ({problem.strerror})", help="") from None
    return data.decode(errors="replace").removesuffix("\n").removesuffix("\r")

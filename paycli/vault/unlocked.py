"""A sealed file that is unlocked for a while: its data key, never the passphrase, in the kernel's keyring or a process.

Whoever could read it there could also read it out of any command that pays, so it opens no door that was shut: it makes
the time longer in which the door stands open. It ends at its time, by `paycli lock`, and with the login session.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.unlocking import Unlocked
from paycli.errors import UnlockRefused
from paycli.vault.holder_client import HolderProcess, session_of_ours
from paycli.vault.kernel_keyring import KernelKeyring, boot_ms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What sudo and doas set: then root is borrowed, and its wallets are those of everybody who may borrow it.
_BORROWED = ("SUDO_UID", "SUDO_USER", "DOAS_USER")


class Unlocking:
    """Where the data key of the sealed file in a vault's folder is held while it is unlocked."""

    def __init__(self, vault: Path, environ: Mapping[str, str]) -> None:
        name = sha256(os.path.realpath(vault).encode(errors="surrogateescape")).hexdigest()[:16]
        self._kernel = KernelKeyring(name)
        self._process = HolderProcess(name, vault, environ)
        self._refusal = _refusal(environ)

    def key(self) -> bytes | None:
        """Give the data key if it is held for us; None otherwise, whatever the reason."""
        return None if self._refusal else self._kernel.key() or self._process.key()

    def state(self) -> Unlocked | None:
        """Say who holds the key and for how much longer; None if it is locked."""
        if self._refusal:
            return None
        left_ms = self._kernel.left_ms()
        if left_ms:
            return Unlocked("kernel", left_ms, "login")
        left_ms = self._process.left_ms()
        return Unlocked("process", left_ms, self._process.serves) if left_ms else None

    def check(self) -> None:
        """Raise UnlockRefused where nobody can hold the key, before a passphrase is asked for."""
        if self._refusal:
            raise UnlockRefused(reason=self._refusal)
        if not self._kernel.can_hold():
            session_of_ours()

    def hold(self, key: bytes, lasts_ms: int) -> Unlocked:
        """Hold the key for so long, in place of one that is held already; raises UnlockRefused."""
        self.check()
        self.end()
        if self._kernel.can_hold():
            try:
                self._kernel.hold(key, lasts_ms)
            except OSError:
                # A quota that is used up, or a container that lets one look only: then a process does it.
                pass
            else:
                return Unlocked("kernel", lasts_ms, "login")
        self._process.hold(key, boot_ms() + lasts_ms)
        return Unlocked("process", lasts_ms, self._process.serves)

    def end(self) -> bool:
        """Lock at once, and wait until nothing is left; tells whether it was unlocked."""
        if sys.platform != "linux":
            return False
        ended = [self._kernel.end(), self._process.end()]
        return any(ended)


def _refusal(environ: Mapping[str, str]) -> str:
    """Say why nothing is held here; empty if it is."""
    if sys.platform != "linux":
        return "only Linux has what it takes"
    if os.geteuid() == 0 and any(environ.get(name) for name in _BORROWED):
        return "root is shared by all who may use sudo, and so are its wallets"
    return ""

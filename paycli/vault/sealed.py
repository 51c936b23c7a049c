"""The sealed file: secrets under a passphrase, where no OS keyring is (design, section 6)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from paycli.disk.durable import write_atomic
from paycli.disk.locks import locked
from paycli.disk.private import read_private
from paycli.errors import Misconfigured, NothingSealed, PassphraseWrong, SealedFileBroken
from paycli.vault.sealed_format import (
    SENSITIVE,
    Header,
    Sealed,
    close,
    close_file,
    decode,
    encode,
    is_closed,
    key_of,
    open_with,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paycli.vault.sealed_format import KdfProfile


class SealedVault:
    """A Vault (`domain.ports.Vault`) in one file, which the first `set` makes.

    A random data key encrypts the entries; the passphrase's key encrypts only the data key. `passphrase` is called
    with True when a new file is made, False when one is opened, and once in this object's life, but for a wrong
    one: then it may be called so many `tries`. `held` gives the data key of a file that is unlocked for a while.
    `is_needed` tells whether something is known to be in the file: then no new one is made in its place. `kdf` is
    what a new file is made with; `source` names where a passphrase comes from that nobody types. Files that ask for
    less than SENSITIVE (or than a `kdf` below that) are refused.
    """

    name = "sealed"

    def __init__(
        self,
        path: Path,
        passphrase: Callable[[bool], bytes],
        *,
        is_needed: Callable[[], bool] = lambda: False,
        kdf: KdfProfile = SENSITIVE,
        held: Callable[[], bytes | None] = lambda: None,
        tries: int = 1,
        source: str = "",
    ) -> None:
        self._path = path
        self._passphrase = passphrase
        self._held = held
        self._tries = tries
        self._source = source
        self.was_made = False
        self._is_needed = is_needed
        self._kdf = kdf
        self._phrase: bytes | None = None
        self._opened: tuple[tuple[Header, bytes], bytes] | None = None

    def get(self, entry: str) -> bytes | None:
        """Give a secret, None if there is none; raises PassphraseWrong, PassphraseMissing, SealedFileBroken."""
        sealed = self._read()
        if sealed is None:
            return None
        key = self._key(sealed)
        box = sealed.entries.get(entry)
        if box is None:
            return None
        secret = open_with(key, box, sealed.header, f"entry {entry}")
        if secret is None:
            raise self._broken(f"the entry {entry} does not open")
        return secret

    def set(self, entry: str, secret: bytes) -> None:
        """Keep a secret durably; the first one makes the file. Raises as `get` does, Misconfigured if it is gone."""
        # Asking and deriving are slow, so they come before the lock.
        self.unlock()
        with locked(self._path):
            sealed = self._read() or self._made()
            key = self._key(sealed)
            box = close(key, secret, sealed.header, f"entry {entry}")
            self._write(sealed._replace(entries={**sealed.entries, entry: box}), key)

    def unlock(self) -> None:
        """Ask for the passphrase, a new one where there is no file yet. Raises as `set` does."""
        sealed = self._read()
        if sealed is not None:
            self._key(sealed)
            return
        if self._is_needed():
            raise Misconfigured(
                problem=f"The sealed file {self._path}, which has the secrets of the wallets here, is gone",
                help="put it back from your own backup",
            )
        self._known_phrase(new=True)

    def delete(self, entry: str) -> None:
        """Forget a secret; no error if there is none. Raises as `get` does."""
        sealed = self._read()
        if sealed is None or entry not in sealed.entries:
            return
        self._key(sealed)
        with locked(self._path):
            sealed = self._read()
            if sealed is not None:
                key = self._key(sealed)
                entries = {name: box for name, box in sealed.entries.items() if name != entry}
                self._write(sealed._replace(entries=entries), key)

    def data_key(self) -> bytes:
        """Give the key of the file, opened by the passphrase and by nothing else; raises NothingSealed and as `get`."""
        sealed = self._read()
        if sealed is None:
            raise NothingSealed
        return self._key(sealed, unlocked=False)

    def _read(self) -> Sealed | None:
        try:
            data = read_private(self._path)
        except FileNotFoundError:
            return None
        sealed, reason = decode(data, self._kdf)
        if sealed is None:
            raise self._broken(reason)
        return sealed

    def _write(self, sealed: Sealed, key: bytes) -> None:
        write_atomic(self._path, encode(close_file(key, sealed)))

    def _made(self) -> Sealed:
        """Make an empty file's content: a fresh salt, and a random data key under the passphrase's key."""
        header = Header(self._kdf.ops, self._kdf.mem_bytes, os.urandom(16))
        data_key = os.urandom(32)
        wrapped = close(key_of(self._known_phrase(new=True), header), data_key, header, "data key")
        sealed = close_file(data_key, Sealed(header=header, wrapped=wrapped, entries={}, seal=b""))
        self._opened = ((header, wrapped), data_key)
        self.was_made = True
        return sealed

    def _key(self, sealed: Sealed, *, unlocked: bool = True) -> bytes:
        """Give the data key, derived once in this object's life, and check that the file is whole under it."""
        lock = (sealed.header, sealed.wrapped)
        if self._opened is not None and self._opened[0] == lock:
            key = self._opened[1]
        else:
            held = self._held() if unlocked else None
            # One that opens nothing is of a file that was here before: it is as if none were held.
            key = held if held is not None and is_closed(held, sealed) else self._unwrapped(sealed)
        if not is_closed(key, sealed):
            raise self._broken("something in it is not what paycli wrote")
        self._opened = (lock, key)
        return key

    def _unwrapped(self, sealed: Sealed) -> bytes:
        """Open the box of the data key by the passphrase; a person may try again."""
        for _ in range(self._tries):
            phrase = self._known_phrase(new=False)
            key = open_with(key_of(phrase, sealed.header), sealed.wrapped, sealed.header, "data key")
            if key is not None:
                return key
            self._phrase = None
        of = f" of {self._source}" if self._source else ""
        raise PassphraseWrong(of=of)

    def _known_phrase(self, *, new: bool) -> bytes:
        if self._phrase is None:
            self._phrase = self._passphrase(new)
        return self._phrase

    def _broken(self, reason: str) -> SealedFileBroken:
        return SealedFileBroken(path=self._path, reason=reason)

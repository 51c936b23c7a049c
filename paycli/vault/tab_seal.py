"""The key of a guest's tab under the guest's PIN: Argon2id and XChaCha20-Poly1305, as the sealed file has them.

The box is bound to the till that it was given to. A PIN has few digits, so who has the file tries all of them in the
end: what bounds the loss is the tab's cap of a day (docs/security.md).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.vault.sealed_format import SENSITIVE, Header, close, key_of, open_with

if TYPE_CHECKING:
    from paycli.vault.sealed_format import KdfProfile

_SALT_BYTES = 16


class TabSeal(NamedTuple):
    """A sealed key: how the PIN becomes a key (`header`), and the box."""

    header: Header
    box: bytes


def seal(pin: str, seed: bytes, bound: str, kdf: KdfProfile = SENSITIVE) -> TabSeal:
    """Seal the seed of a tab under a PIN, bound to a text; raises Misconfigured where memory is short."""
    header = Header(kdf.ops, kdf.mem_bytes, os.urandom(_SALT_BYTES))
    return TabSeal(header, close(key_of(pin.encode(), header), seed, header, _purpose(bound)))


def unseal(pin: str, sealed: TabSeal, bound: str) -> bytes | None:
    """Give the seed; None where the PIN, the box or what it is bound to is another."""
    return open_with(key_of(pin.encode(), sealed.header), sealed.box, sealed.header, _purpose(bound))


def _purpose(bound: str) -> str:
    return f"tab {bound}"

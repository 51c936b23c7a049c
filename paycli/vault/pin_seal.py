"""A secret under a PIN that is typed at a till: Argon2id and XChaCha20-Poly1305, as the sealed file has them.

The box is bound to a text that says what it is and of which till. A PIN has few digits, so who has the file tries all
of them in the end (docs/security.md).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.vault.sealed_format import SENSITIVE, Header, close, key_of, open_with

if TYPE_CHECKING:
    from paycli.vault.sealed_format import KdfProfile

_SALT_BYTES = 16


class PinSeal(NamedTuple):
    """A sealed secret: how the PIN becomes a key (`header`), and the box."""

    header: Header
    box: bytes


def seal(pin: str, secret: bytes, bound: str, kdf: KdfProfile = SENSITIVE) -> PinSeal:
    """Seal a secret under a PIN, bound to a text; raises Misconfigured where memory is short."""
    header = Header(kdf.ops, kdf.mem_bytes, os.urandom(_SALT_BYTES))
    return PinSeal(header, close(key_of(pin.encode(), header), secret, header, bound))


def unseal(pin: str, sealed: PinSeal, bound: str) -> bytes | None:
    """Give the secret; None where the PIN, the box or what it is bound to is another."""
    return open_with(key_of(pin.encode(), sealed.header), sealed.box, sealed.header, bound)

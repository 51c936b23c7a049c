"""The Merkle root of RFC 6962 over the log, kept incrementally as a frontier of complete subtrees."""

from __future__ import annotations

import struct
from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.canonical import quoted, utf8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.accounts import Transfer

EMPTY_ROOT = sha256(b"").digest()
Frontier = tuple[bytes, ...]


def leaf_hash(n: int, time: int, order: bytes, signature: str | None, transfers: Sequence[Transfer]) -> bytes:
    """Hash one entry (protocol, section 3): 0x00 and the canonical JSON of its place, time, order and transfers.

    The JSON is written by hand, since this runs while everybody else waits; a test holds it against `encode`.
    """
    signed = "null" if signature is None else quoted(signature)
    moved = ",".join(
        [
            f"[{quoted(row.debit)},{quoted(row.credit)},{quoted(row.currency)},{row.amount_minor},{row.effective}]"
            for row in transfers
        ]
    )
    text = f'[{n},{time},"{sha256(order).hexdigest()}",{signed},[{moved}]]'
    return sha256(b"\x00" + utf8(text)).digest()


def append(frontier: Frontier, size: int, leaf: bytes) -> Frontier:
    """Add a leaf to a tree of `size` leaves; the frontier holds one hash for each set bit of the size, large first."""
    return grow(frontier, size, leaf)[0]


def grow(frontier: Frontier, size: int, leaf: bytes) -> tuple[Frontier, bytes]:
    """Add a leaf as `append` does; gives the nodes that it completes too, from the leaf up, 32 bytes each."""
    peaks, node, completed = list(frontier), leaf, leaf
    while size & 1:
        node = sha256(b"\x01" + peaks.pop() + node).digest()
        completed += node
        size >>= 1
    peaks.append(node)
    return tuple(peaks), completed


def root_of(frontier: Frontier) -> bytes:
    """Fold a frontier into the root of its tree."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for node in reversed(frontier[:-1]):
        root = sha256(b"\x01" + node + root).digest()
    return root


def pack(frontier: Frontier) -> bytes:
    """Write a frontier as one string of 32-byte hashes."""
    return b"".join(frontier)


def unpack(packed: bytes) -> Frontier:
    """Read what `pack` wrote; raises ValueError for what is no string of whole hashes."""
    try:
        return struct.unpack("32s" * (len(packed) // 32), packed)
    except struct.error:
        raise ValueError(len(packed)) from None

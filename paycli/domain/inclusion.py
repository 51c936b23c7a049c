"""The audit path of RFC 6962: what shows to somebody without the log that a leaf stands under a root."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LENGTH_MOST = 64


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """Give the largest power of two below `count`: so many leaves stand on the left side (RFC 6962, section 2.1)."""
    return 1 << (count - 1).bit_length() - 1


def audit_path(index: int, size: int, subtree: Callable[[int, int], bytes]) -> tuple[bytes, ...]:
    """Give the hashes beside the way from leaf `index` (from 0) to the root of `size` leaves, the leaf's own first.

    `subtree` gives the hash of a complete subtree: its level, and its index on that level. RFC 6962, section 2.1.1.
    """
    path: list[bytes] = []
    first, count = 0, size
    while count > 1:
        half = _split(count)
        if index - first < half:
            path.append(_hash_of(first + half, count - half, subtree))
            count = half
        else:
            path.append(_hash_of(first, half, subtree))
            first, count = first + half, count - half
    return tuple(reversed(path))


def _hash_of(first: int, count: int, subtree: Callable[[int, int], bytes]) -> bytes:
    """Hash `count` leaves from `first` on; they begin where a complete subtree of that size would."""
    half = 1 << count.bit_length() - 1
    left = subtree(half.bit_length() - 1, first // half)
    return left if half == count else _node(left, _hash_of(first + half, count - half, subtree))


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Give the root of `size` leaves to which a path leads; None for a path of a length that no tree of them has."""
    if not 0 <= index < size or len(path) > _LENGTH_MOST:
        return None
    node, at, last = leaf, index, size - 1
    for beside in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            node = _node(beside, node)
            # A node without a neighbour stands for itself, one level up and more.
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = _node(node, beside)
        at, last = at >> 1, last >> 1
    return node if last == 0 else None

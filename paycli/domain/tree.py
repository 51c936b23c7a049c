"""Proving that something stands in a Merkle tree whose end is known, over stored nodes that may be forged."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.merkle import Frontier

_HASH_BYTES = 32


def peaks(size: int, frontier: Frontier) -> Iterator[tuple[int, int, bytes]]:
    """Give the complete subtrees that a tree of `size` leaves is made of: level, index on that level, hash."""
    first = 0
    levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
    for level, node in zip(levels, frontier, strict=True):
        yield level, first >> level, node
        first += 1 << level


class Tree:
    """A tree of `size` leaves with a known frontier (RFC 6962, section 2.1.1).

    `nodes_at` gives the stored nodes that leaf `n` (from 1) completes, from the leaf up. They are not believed: a path
    counts when it ends in a hash that is known. What was proven once is kept, so the next path is shorter.
    """

    def __init__(self, size: int, frontier: Frontier, nodes_at: Callable[[int], bytes]) -> None:
        self._size = size
        self._nodes_at = nodes_at
        self._proven = {(level, index): node for level, index, node in peaks(size, frontier)}

    def holds(self, level: int, index: int, node: bytes) -> bool:
        """Tell whether a complete subtree has this hash; level 0 are the leaves, index 0 the first of a level."""
        if (index + 1) << level > self._size:
            return False
        path: dict[tuple[int, int], bytes] = {}
        while (known := self._proven.get((level, index))) is None:
            # Below a peak each node has its neighbour, and the leaf that completes it.
            other = index ^ 1
            neighbour = self._proven.get((level, other)) or self._stored(level, other)
            path[level, index], path[level, other] = node, neighbour
            left, right = (neighbour, node) if index & 1 else (node, neighbour)
            node = sha256(b"\x01" + left + right).digest()
            level, index = level + 1, index >> 1
        if known != node:
            return False
        self._proven.update(path)
        return True

    def frontier_at(self, size: int) -> Frontier:
        """Give the stored frontier of the first `size` leaves; it is not believed, and may be of hashes cut short."""
        levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
        return tuple(self._stored(level, (size >> level) - 1) for level in levels)

    def _stored(self, level: int, index: int) -> bytes:
        start = level * _HASH_BYTES
        return self._nodes_at((index + 1) << level)[start : start + _HASH_BYTES]

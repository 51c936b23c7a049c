"""The Merkle tree of RFC 6962 over the entries of a log."""

from __future__ import annotations

from functools import reduce
from hashlib import sha256


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows; it knows its root after each of its leaves."""

    def __init__(self) -> None:
        self.roots: list[bytes] = []
        # The roots of whole subtrees, largest first, one for each bit of the size.
        self.subtrees: list[bytes] = []

    @property
    def size(self) -> int:
        """Give the number of leaves."""
        return len(self.roots)

    @property
    def frontier(self) -> bytes:
        """Give what a head keeps of the tree, so that it can grow on."""
        return b"".join(self.subtrees)

    def add(self, leaf: bytes) -> bytes:
        """Add a leaf, and give the new root."""
        size = self.size
        self.subtrees.append(sha256(b"\x00" + leaf).digest())
        # Two subtrees of one size become one of twice the size, as bits are carried when one is added to a number.
        while size & 1:
            self.subtrees[-2:] = [node(*self.subtrees[-2:])]
            size //= 2
        root = reduce(lambda right, left: node(left, right), reversed(self.subtrees))
        self.roots.append(root)
        return root

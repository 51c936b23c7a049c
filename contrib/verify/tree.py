"""The Merkle tree of RFC 6962 over the entries of a log."""

from __future__ import annotations

from functools import reduce
from hashlib import sha256
from typing import TYPE_CHECKING

from checks import need

if TYPE_CHECKING:
    from collections.abc import Sequence


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\x01" + left + right).digest()


def leaf_of(data: bytes) -> bytes:
    """Hash what a leaf stands for."""
    return sha256(b"\x00" + data).digest()


def root_by(path: Sequence[bytes], leaf: bytes, number: int, size: int) -> bytes:
    """Give the root that an audit path (section 2.1.1) leads to, from leaf `number` of `size`, counted from 0.

    Raises:
        ValueError: a path from there has another length.
    """
    if size == 1:
        need(not path, "its path is too long")
        return leaf
    need(path, "its path is too short")
    # The left subtree is whole, and as large as it can be.
    left = 1 << ((size - 1).bit_length() - 1)
    if number < left:
        return node(root_by(path[:-1], leaf, number, left), path[-1])
    return node(path[-1], root_by(path[:-1], leaf, number - left, size - left))


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
        self.subtrees.append(leaf_of(leaf))
        # Two subtrees of one size become one of twice the size, as bits are carried when one is added to a number.
        while size & 1:
            self.subtrees[-2:] = [node(*self.subtrees[-2:])]
            size //= 2
        root = reduce(lambda right, left: node(left, right), reversed(self.subtrees))
        self.roots.append(root)
        return root

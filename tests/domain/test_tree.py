"""Proofs in a Merkle tree over stored nodes, which may be forged (RFC 6962, section 2.1)."""

from __future__ import annotations

from hashlib import sha256

import pytest

from paycli.domain import merkle
from paycli.domain.tree import Tree, peaks

MOST = 70
LEAVES = [sha256(b"leaf %d" % number).digest() for number in range(MOST)]


def grown(size: int) -> tuple[merkle.Frontier, dict[int, bytes]]:
    """Grow a tree; gives its frontier and the nodes that each leaf (from 1) completes."""
    frontier: merkle.Frontier = ()
    stored = {}
    for at, leaf in enumerate(LEAVES[:size]):
        frontier, stored[at + 1] = merkle.grow(frontier, at, leaf)
    return frontier, stored


def test_the_peaks_of_a_tree_are_its_frontier_from_left_to_right() -> None:
    frontier, _ = grown(11)
    assert [(level, index) for level, index, _ in peaks(11, frontier)] == [(3, 0), (1, 4), (0, 10)]
    assert [node for *_, node in peaks(11, frontier)] == list(frontier)
    assert list(peaks(0, ())) == []


def test_each_leaf_of_each_tree_is_proven_and_no_other_in_its_place() -> None:
    wrong = []
    for size in range(1, MOST + 1):
        frontier, stored = grown(size)
        for at in range(size):
            tree = Tree(size, frontier, stored.__getitem__)
            other = LEAVES[(at + 1) % size] if size > 1 else b"x" * 32
            # Before the true one too: what was refused may leave nothing behind that is believed.
            if tree.holds(0, at, other) or not tree.holds(0, at, LEAVES[at]) or tree.holds(0, at, other):
                wrong.append((size, at))
        if Tree(size, frontier, stored.__getitem__).holds(0, size, LEAVES[0]):
            wrong.append((size, size))
    assert wrong == []


def test_a_tree_extends_each_of_its_beginnings_and_no_other_history() -> None:
    frontier, stored = grown(MOST)
    for size in range(1, MOST + 1):
        before, _ = grown(size)
        tree = Tree(MOST, frontier, stored.__getitem__)
        assert all(tree.holds(level, index, node) for level, index, node in peaks(size, before)), size
        forked = (*before[:-1], sha256(before[-1]).digest())
        assert not all(tree.holds(level, index, node) for level, index, node in peaks(size, forked)), size


@pytest.mark.parametrize("forged", [b"", b"short", b"\0" * 32 * 8], ids=["missing", "too short", "other nodes"])
def test_forged_nodes_prove_nothing(forged: bytes) -> None:
    frontier, stored = grown(MOST)
    tree = Tree(MOST, frontier, lambda n: forged if n == 2 else stored[n])
    assert not tree.holds(0, 0, LEAVES[0])
    assert tree.holds(0, 39, LEAVES[39]), "its path has another neighbour at each step"

"""Audit paths of RFC 6962: each leaf of each small tree leads to its root, and nothing else does."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.inclusion import audit_path, root_of_path
from paycli.domain.merkle import append, root_of


def _tree(leaves: list[bytes]) -> bytes:
    """Hash leaves as RFC 6962, section 2.1, says it: read from there, not from our code."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + _tree(leaves[:half]) + _tree(leaves[half:])).digest()


def _subtree(leaves: list[bytes], level: int, index: int) -> bytes:
    return _tree(leaves[index << level : (index + 1) << level])


def _leaves(size: int) -> list[bytes]:
    return [sha256(bytes([0, each % 256, each // 256])).digest() for each in range(size)]


def test_each_leaf_of_each_tree_leads_to_its_root_and_a_changed_path_does_not() -> None:
    misses = []
    for size in range(1, 70):
        leaves = _leaves(size)
        frontier: tuple[bytes, ...] = ()
        for place, leaf in enumerate(leaves):
            frontier = append(frontier, place, leaf)
        root = _tree(leaves)
        assert root == root_of(frontier), size
        for index, leaf in enumerate(leaves):
            path = audit_path(index, size, partial(_subtree, leaves))
            changed = (sha256(b"".join(path)).digest(), *path[1:])
            wrong = {
                "another leaf": root_of_path(sha256(leaf).digest(), index, size, path),
                "a longer path": root_of_path(leaf, index, size, (*path, leaf)),
                "a shorter path": root_of_path(leaf, index, size, path[:-1]) if path else None,
                "a changed hash": root_of_path(leaf, index, size, changed) if path else None,
            }
            misses += [(size, index, "not its root")] if root_of_path(leaf, index, size, path) != root else []
            misses += [(size, index, name) for name, found in wrong.items() if found == root]
    assert not misses


@given(st.integers(-2, 1 << 70), st.integers(-2, 1 << 70), st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_any_numbers_and_any_path_end_well(index: int, size: int, path: list[bytes]) -> None:
    found = root_of_path(bytes(32), index, size, path)
    assert found is None or (0 <= index < size and len(found) == 32)

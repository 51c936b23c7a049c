"""The Merkle root: RFC 6962's own definition, and the frontier that keeps it incrementally."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain import merkle
from paycli.domain.accounts import Transfer
from paycli.domain.canonical import INTEGER_LIMIT, encode
from paycli.errors import OrderMalformed

# The leaf inputs that the certificate-transparency project tests its trees with, and the roots of their first 8 sizes.
INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def _leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def _definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word: split at the largest power of two below the size."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + _definition(leaves[:split]) + _definition(leaves[split:])).digest()


def test_the_published_roots() -> None:
    frontier: merkle.Frontier = ()
    for size, (data, root) in enumerate(zip(INPUTS, ROOTS, strict=True)):
        frontier = merkle.append(frontier, size, _leaf(bytes.fromhex(data)))

        assert merkle.root_of(frontier).hex() == root


def test_the_frontier_gives_the_defined_root_at_each_of_300_sizes() -> None:
    leaves = [_leaf(b"%d" % i) for i in range(300)]
    frontier: merkle.Frontier = ()
    assert merkle.root_of(frontier) == _definition([])
    for size, leaf in enumerate(leaves):
        frontier = merkle.append(frontier, size, leaf)

        assert merkle.root_of(frontier) == _definition(leaves[: size + 1])
        assert merkle.unpack(merkle.pack(frontier)) == frontier


@pytest.mark.parametrize("field", range(5))
def test_a_leaf_depends_on_every_field(field: int) -> None:
    transfer = Transfer("a", "b", "EUR", 5, 7)
    base: list[object] = [1, 2, b"order", "ab" * 64, (transfer,)]
    other: list[object] = [9, 9, b"other", None, (transfer._replace(effective=8),)]
    changed = [*base]
    changed[field] = other[field]

    assert merkle.leaf_hash(*base) != merkle.leaf_hash(*changed)  # type: ignore[arg-type]


def test_the_leaf_is_the_one_of_the_protocol() -> None:
    row = b'[3,4,"' + sha256(b"{}").hexdigest().encode() + b'",null,[["x:cash:world:EUR","w:1:main:EUR","EUR",5,4]]]'

    leaf = merkle.leaf_hash(3, 4, b"{}", None, [Transfer("x:cash:world:EUR", "w:1:main:EUR", "EUR", 5, 4)])

    assert leaf == sha256(b"\x00" + row).digest()


_text = st.text(max_size=20)
_number = st.integers(0, INTEGER_LIMIT - 1)


@given(
    n=_number,
    time=_number,
    order=st.binary(max_size=40),
    signature=st.none() | _text,
    transfers=st.lists(st.builds(Transfer, _text, _text, _text, _number, _number), max_size=3),
)
def test_the_leaf_is_written_by_hand_as_canonical_json_would(
    n: int, time: int, order: bytes, signature: str | None, transfers: list[Transfer]
) -> None:
    row = [n, time, sha256(order).hexdigest(), signature, transfers]
    assert merkle.leaf_hash(n, time, order, signature, transfers) == sha256(b"\x00" + encode(row)).digest()


def test_a_leaf_with_a_name_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(OrderMalformed):
        merkle.leaf_hash(1, 2, b"{}", None, [Transfer("w:\ud800:main:EUR", "b", "EUR", 5, 4)])


@pytest.mark.parametrize("length", [1, 31, 33])
def test_what_is_no_string_of_whole_hashes_is_no_frontier(length: int) -> None:
    with pytest.raises(ValueError, match=str(length)):
        merkle.unpack(b"x" * length)

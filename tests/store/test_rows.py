"""Rows of a damaged file: what cannot be read is a fault of the ledger, never a bug of ours."""

from __future__ import annotations

import pytest

from paycli.errors import Broken
from paycli.store.sql.rows import entry_of

SOUND = (5, 1_790_000_000_000, b"{}", b"s" * 64, b"r" * 32, b"l" * 32)


def test_an_entry_is_read_from_its_row() -> None:
    assert entry_of(SOUND, ()).order == b"{}"
    assert entry_of((*SOUND[:3], None, *SOUND[4:]), ()).signature is None


@pytest.mark.parametrize("place", [2, 3, 4, 5], ids=["order", "signature", "root", "nodes"])
@pytest.mark.parametrize("wrong", ["a text", 7])
def test_an_entry_with_a_text_or_a_number_in_the_place_of_bytes_is_a_fault(place: int, wrong: object) -> None:
    row = [*SOUND[:place], wrong, *SOUND[place + 1 :]]
    with pytest.raises(Broken, match="entry 5 has something else in the place of bytes"):
        entry_of(row, ())

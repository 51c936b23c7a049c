"""Names that were swapped in the file, or that the door would never give: found, and never used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.ids import key_id
from paycli.domain.orders import read_unchecked
from paycli.domain.texts import Text, text_commitment
from paycli.errors import CommitmentMismatch, PaycliError
from paycli.services.engine.signed_texts import text_of
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading
from paycli.signing import sign_order
from tests.support.circle import HandClock, Party, _seed
from tests.support.forger import open_book, wanted_changes, write
from tests.support.ids import order_id
from tests.support.orders import make_order
from tests.support.rich import Rich, opened
from tests.support.tampering import copy, found_by_audit, tampering

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


def _swap(connection: sqlite3.Connection, query: str, update: str) -> None:
    """Exchange what two rows hold: `query` gives (name, *values) of both, `update` takes (*values, name)."""
    (one, *ones), (other, *others) = connection.execute(query).fetchall()
    # A wallet has one handle, so the first of them stands aside for a moment.
    connection.execute(update, (*[bytes(20) if len(ones) == 1 else value for value in ones], one))
    connection.execute(update, (*ones, other))
    connection.execute(update, (*others, one))


HANDLES = (
    "SELECT handle, owner FROM handles WHERE handle IN ('ming', 'li')",
    "UPDATE handles SET owner = ? WHERE handle = ?",
)


TEXTS = (
    "SELECT t.n, salt, text FROM texts t JOIN entries e ON e.n = t.n WHERE field = 'handle' AND text IN ('ming', 'li')",
    "UPDATE texts SET salt = ?, text = ? WHERE field = 'handle' AND n = ?",
)


@pytest.mark.parametrize("swaps", [(HANDLES,), (TEXTS,), (HANDLES, TEXTS)], ids=["handles", "texts", "both"])
def test_names_swapped_between_wallets_are_found_and_never_used(
    rich: Rich, tmp_path: Path, swaps: tuple[tuple[str, str], ...]
) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        for query, update in swaps:
            _swap(connection, query, update)
    faults = found_by_audit(forged, tmp_path / "client")
    assert any("handle" in fault for fault in faults)
    app = opened(forged, tmp_path / "client")
    with reading(app) as reader:
        for handle in ("ming", "li"):
            with pytest.raises(PaycliError) as caught:
                resolve(reader, handle)
            assert caught.value.code == "commitment_mismatch"
    app.book.close()


@pytest.mark.parametrize("handle", ["bo", "operator", "Bo O'Ne\x1b[31m"], ids=["taken", "reserved", "none at all"])
def test_a_handle_that_the_door_would_not_give_is_found(rich: Rich, tmp_path: Path, handle: str) -> None:
    """Any member of a shared ledger could write a group past the door, under the handle of somebody else."""
    forged = copy(rich, tmp_path / "forged")
    book = open_book(forged.path)
    with book.view() as view:
        zoe = Party(_seed("zoe"), str(view.handle_owner("zoe")))
        owner = view.handle_owner("bo")
    at, salt = HandClock().now + 4_000_000, "ab" * 32
    body = {"handle": text_commitment(salt, handle), "members": []}
    order = make_order(
        "group.new", body, id=order_id(at), at=at, key=key_id(zoe.public), ledger=rich.ledger, wallet=zoe.wallet
    )
    texts, changes = (Text("handle", salt, handle),), wanted_changes(book, order, at)
    free = None if handle == "bo" else (handle, order.name)
    write(book, order, sign_order(zoe.seed, order), changes, time=at, texts=texts, handle=free)
    book.close()
    if free is None:
        with tampering(forged.path) as connection:
            owners = (bytes.fromhex(order.name), bytes.fromhex(str(owner)))
            connection.execute("UPDATE handles SET owner = ? WHERE owner = ?", owners)
    found = found_by_audit(forged, tmp_path / "client")
    assert any(f"handle {handle}" in fault or "its handle has not the form" in fault for fault in found), found


def test_a_text_whose_beginning_passes_for_salt_is_not_the_one_that_was_signed(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        n, salt, text = connection.execute(
            "SELECT n, salt, text FROM texts WHERE field = 'note' AND length(text) > 4 ORDER BY n DESC"
        ).fetchone()
        cut = (salt + text[:3].encode(), text[3:], n)
        connection.execute("UPDATE texts SET salt = ?, text = ? WHERE field = 'note' AND n = ?", cut)
    assert any(f"entry {n}: its note is not" in fault for fault in found_by_audit(forged, tmp_path / "client"))
    app = opened(forged, tmp_path / "client")
    with app.book.view() as view:
        entry = view.entry(n)
        assert entry is not None
        with pytest.raises(CommitmentMismatch):
            text_of(view, n, "note", read_unchecked(entry.order).body)
    app.book.close()

"""What entries prove of rows: the same as the rows that the door wrote, by the short way and by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.orders import read_unchecked
from paycli.domain.state import Needs
from paycli.services.proof.plain import plain_wallet
from paycli.services.proof.view import ProvenView
from tests.support.rich import Rich, opened

if TYPE_CHECKING:
    from pathlib import Path


def test_every_row_of_a_rich_ledger_is_what_its_entries_come_to(rich: Rich, tmp_path: Path) -> None:
    app = opened(rich, tmp_path / "client")
    with app.unproven.view() as rows, app.book.view() as view:
        assert isinstance(view, ProvenView)
        there = rows.everything()
        proven = {each: view.state_of(each) for each in (*there.objects, *there.wallets)}
        assert view.registry == there.registry
        objects = {each: proven[each].object_like(row) for each, row in there.objects.items()}
        objects = {each: row and row.as_stored() for each, row in objects.items()}
        assert objects == {each: row.as_stored() for each, row in there.objects.items()}
        assert {each: proven[each].wallets[each] for each in there.wallets} == there.wallets
        claims = {pair: claim for each in there.objects for pair, claim in proven[each].claims.items()}
        assert claims == there.claims
        assert {pair: asked for each in there.objects for pair, asked in proven[each].asked.items()} == there.asked
        short = {each: plain_wallet(each, view.entries_about(each)) for each in there.wallets}
    app.book.close()
    assert {each: there.wallets[each] for each, row in short.items() if row is not None} == {
        each: row for each, row in short.items() if row is not None
    }
    # Some were only opened and admitted, and some have keys, credit or somebody blocked.
    assert 0 < list(short.values()).count(None) < len(short)


def test_an_order_of_which_something_was_given_back_is_no_object_that_is_missing(rich: Rich, tmp_path: Path) -> None:
    app = opened(rich, tmp_path / "home")
    with app.book.view() as view:
        given = [read_unchecked(each.order).body.of for each in view.entries() if b'"kind":"send.back"' in each.order]
        assert len(given) == 3
        there = view.load(Needs(objects=tuple(given)))
        assert len(there.objects) == 1
    app.book.close()

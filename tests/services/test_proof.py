"""What entries prove of rows: the same as the rows that the door wrote, by the short way and by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.orders import Order
from paycli.domain.rules.judge import needs
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
        short = {each: plain_wallet(each, view.entries_about(each)) for each in there.wallets}
    app.book.close()
    assert {each: there.wallets[each] for each, row in short.items() if row is not None} == {
        each: row for each, row in short.items() if row is not None
    }
    # Some were only opened and admitted, and some have keys, credit or somebody blocked.
    assert 0 < list(short.values()).count(None) < len(short)


def test_what_a_plain_payment_paid_can_be_given_back_again_by_who_believes_no_row(rich: Rich, tmp_path: Path) -> None:
    """The entries that gave something back name it as their object, and there is no object of its name."""
    app = opened(rich, tmp_path / "client")
    with app.book.view() as view:
        orders = [Order.parse(entry.order) for entry in view.entries()]
        given = [order for order in orders if order.kind == "send.back"]
        found = [view.load(needs(order)) for order in given]
    app.book.close()
    assert [{*state.payments} for state in found] == [{(order.body.of, str(order.wallet))} for order in given]
    # Some of what was given back has an object, and some has none.
    assert {order.body.of in state.objects for order, state in zip(given, found, strict=True)} == {True, False}

"""Rows that somebody changed who may write the file: each is noticed before money moves, not only after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.errors import Broken
from tests.support.inside import Household, wallet_of
from tests.support.tampering import tampering

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.circle import Circle
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", "thief", shops=("cafe", "copycat"), cash={"ming": "50"})


@pytest.mark.parametrize("command", ["send bo 5", "envelope send bo 5", "cash in bo 5", "wallet show bo"])
def test_a_handle_that_was_turned_to_another_wallet_pays_nobody(house: Household, command: str) -> None:
    """The forger gives the name to a wallet of his own and lets its row point to the true opening of @bo."""
    bo, thief = (bytes.fromhex(wallet_of(house, name)) for name in ("bo", "thief"))
    with tampering(house.ledger) as connection:
        connection.execute("DELETE FROM handles WHERE owner = ?", (thief,))
        connection.execute("UPDATE handles SET owner = ? WHERE owner = ?", (thief, bo))
        connection.execute("UPDATE wallets SET n = (SELECT n FROM wallets WHERE id = ?) WHERE id = ?", (bo, thief))
    refused = house.json(*command.split(), "--as", "ming", status=70)
    assert refused["code"] == "not_proven"
    assert house.balance("ming") == "50.00"


def test_the_terms_of_an_envelope_are_those_of_the_order_that_made_it(circle: Circle, path: Path) -> None:
    for_bo = circle.envelope("li", 9_00, 1, rule="equal-1", audience=[circle.people["bo"].wallet])
    for_all = circle.envelope("ming", 1_00, 1, rule="equal-1")
    with tampering(path) as connection:
        moved = (for_all.n, bytes.fromhex(for_bo.order.name))
        connection.execute("UPDATE objects SET n = ? WHERE id = ?", moved)
    with pytest.raises(Broken):
        circle.grab("ming", for_bo.order.name)


@pytest.mark.parametrize(("column", "value"), [("maker", "copycat"), ("amount_minor", 90_00), ("currency", "JPY")])
def test_a_sale_whose_row_was_changed_is_not_paid(house: Household, column: str, value: object) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    with tampering(house.ledger) as connection:
        forged = bytes.fromhex(wallet_of(house, str(value))) if column == "maker" else value
        statement = "UPDATE objects SET COLUMN_ = ? WHERE id = ?".replace("COLUMN_", column)
        connection.execute(statement, (forged, bytes.fromhex(sale)))
    assert house.json("pay", sale, "--as", "ming", status=70)["code"] == "broken"
    assert house.balance("ming") == "50.00"


def test_a_head_that_does_not_fit_its_last_entry_is_written_behind_by_nobody(circle: Circle, path: Path) -> None:
    with tampering(path) as connection:
        (frontier,) = connection.execute("SELECT frontier FROM head").fetchone()
        connection.execute("UPDATE head SET frontier = ?", (bytes([frontier[0] ^ 1]) + frontier[1:],))
    with pytest.raises(Broken):
        circle.send("ming", "li", 1)
    with tampering(path) as connection:
        connection.execute("UPDATE head SET frontier = ?", (frontier,))
    circle.send("ming", "li", 1)
    with tampering(path) as connection:
        connection.execute("UPDATE head SET time = time - 1")
    with pytest.raises(Broken):
        circle.send("ming", "li", 1)


def test_a_result_that_cannot_be_shown_says_that_the_order_stands(house: Household) -> None:
    envelope = house.json("envelope", "send", "5", "-m", "hello", "--as", "ming")["id"]
    with tampering(house.ledger) as connection:
        connection.execute("UPDATE texts SET text = 'changed' WHERE text = 'hello'")
    refused = house.json("grab", envelope, "--as", "li", status=70)
    assert refused["code"] == "commitment_mismatch"
    assert refused["message"].startswith("The order was booked and stands")
    assert house.balance("li") == "5.00"


def test_a_note_whose_row_is_missing_is_not_shown_as_no_note(house: Household) -> None:
    sent = house.json("send", "li", "5", "rent", "--as", "ming")["id"]
    with tampering(house.ledger) as connection:
        connection.execute("DELETE FROM texts WHERE text = 'rent'")
    assert house.json("show", sent, "--as", "li", status=70)["code"] == "commitment_mismatch"

"""A program that goes on and on: what it proved it need not prove again, and what others write meanwhile it must."""

from __future__ import annotations

import os
import signal
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from paycli import PaycliError, Wallet
from paycli.app.machine import LocalMachine
from paycli.home.profiles import Profiles
from paycli.signing import sign_order
from paycli.store.sqlite.backup import backup_ledger
from tests.support.forger import open_book, wanted_changes, write
from tests.support.ids import order_id
from tests.support.inside import key_of, wallet_of
from tests.support.orders import make_order
from tests.support.programs import opened
from tests.support.proof import entries, faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.inside import Household

# More than are written whole at once.
MANY = 230


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bo", "li", cash={"ming": "100", "bo": "5"})


@pytest.fixture
def ming(house: Household) -> Iterator[Wallet]:
    with opened(house, "ming") as wallet:
        yield wallet


def forge_a_payment(house: Household, at: int) -> None:
    """Write a payment of @ming's past the door, which @bo signed."""
    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find("bo"))
    seed, ledger = app.signing_seed("wallet"), app.profile.ledger
    machine.close()
    body = {"to": wallet_of(house, "bo"), "amount": 1, "currency": "EUR", "note": None}
    ming = wallet_of(house, "ming")
    order = make_order("send", body, id=order_id(at), at=at, key=key_of(ming), ledger=ledger, wallet=ming)
    book = open_book(house.ledger)
    write(book, order, sign_order(seed, order), wanted_changes(book, order, at), time=at)
    book.close()


def test_what_others_write_between_two_payments_is_walked_and_told(ming: Wallet, house: Household) -> None:
    for number in range(3):
        ming.send("bo", 1, key=f"before-{number}")
        house.run("send", "ming", "0.50", f"back {number}", "--as", "bo")
    assert ming.balance().amounts[0].amount_minor == 10_000 - 300 + 150
    # What came in for this account is noted, also where own entries stand before and behind it.
    assert [row.line.note for row in ming.inbox().rows if row.line] == ["back 2", "back 1", "back 0"]
    assert ming.send("li", 1, key="behind").n == entries(house.ledger)


def test_a_forged_entry_between_two_payments_is_never_built_on(ming: Wallet, house: Household) -> None:
    sent = ming.send("bo", 1, key="before")
    forge_a_payment(house, sent.time + 1)
    for attempt in (lambda: ming.send("bo", 1, key="behind"), ming.balance, ming.log):
        with pytest.raises(PaycliError) as caught:
            attempt()
        assert caught.value.code == "not_proven"


def test_a_changed_row_between_two_payments_is_noticed_as_before_the_first(ming: Wallet, house: Household) -> None:
    ming.send("bo", 1, key="before")
    book = open_book(house.ledger)
    with book.lock(), book.begin() as transaction:
        connection = transaction._connection  # type: ignore[attr-defined]
        connection.execute("UPDATE accounts SET floor_minor = -5000 WHERE name LIKE 'w:%:main:EUR'")
        connection.execute("COMMIT")
    book.close()
    with pytest.raises(PaycliError) as caught:
        ming.balance()
    assert caught.value.code in {"not_proven", "ledger_broken"}


def test_a_program_that_is_killed_forgets_no_place_that_it_was_shown(house: Household, tmp_path: Path) -> None:
    """It is killed between two writings of all that it notes, and the ledger put back by one payment."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with opened(house, "ming") as wallet:
                wallet.send("bo", 1, key="first")
                wallet.send("bo", 1, key="second")
                backup_ledger(house.ledger, tmp_path / "before.db")
                wallet.send("bo", 1, key="third")
                os.write(tell, b".")
                signal.pause()
        finally:
            os._exit(70)
    assert os.read(ready, 1) == b"."
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    known = Profiles(house.ledger.parent).known(house.json("ledger", "show", "--as", "bo")["ledger"])
    assert known is not None
    assert max(known.head.size, known.further.size if known.further else 0) == entries(house.ledger)
    for beside in ("", "-wal", "-shm"):
        house.ledger.with_name(house.ledger.name + beside).unlink(missing_ok=True)
    (tmp_path / "before.db").replace(house.ledger)
    for words in (("balance",), ("send", "bo", "1")):
        assert house.json(*words, "--as", "ming", status=70)["code"] == "ledger_rewound"


def test_what_is_noted_of_many_own_payments_is_what_a_walk_notes(house: Household) -> None:
    """It is noted of the own entries as they are written, and of others as they are walked; both come to the same."""
    ledger = house.json("ledger", "show", "--as", "bo")["ledger"]
    before = Profiles(house.ledger.parent).known(ledger)
    with opened(house, "ming") as ming:
        for number in range(MANY):
            ming.send("bo", Decimal("0.01"), key=str(number))
        gift = ming.envelope_send(1, ["bo"], key="gift")
        ming.cancel(gift.id)
    went_on = Profiles(house.ledger.parent).known(ledger)
    assert before is not None
    Profiles(house.ledger.parent).remember(before, replace=True)
    house.run("balance", "--as", "ming")
    walked = Profiles(house.ledger.parent).known(ledger)
    assert went_on is not None
    assert walked is not None
    # What has ended is noted once somebody looks at it.
    assert walked._replace(open=(), signed=()) == went_on._replace(open=(), signed=())
    assert faults(house.ledger) == []

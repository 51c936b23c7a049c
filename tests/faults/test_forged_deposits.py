"""Money out of nothing: cash that nobody took, and answers of a rail that it never gave."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.accounts import Transfer, main_account, world_account
from paycli.domain.ids import key_id, uuid8_of_key
from paycli.domain.orders import Order, Submission
from paycli.domain.rules.rails import done_key
from paycli.domain.state import Changes, Key
from paycli.errors import PaycliError
from paycli.services.engine.posting import post
from paycli.signing import public_of, sandbox_seed, sign_order
from tests.support.circle import HandClock, Party, _seed
from tests.support.forger import open_book, second_opinion, wanted_changes, write
from tests.support.ids import order_id
from tests.support.orders import make_order
from tests.support.rich import Rich, build
from tests.support.tampering import audit_fails, copy, found_by_audit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Rich:
    return build(tmp_path_factory.mktemp("real") / "ledger", money="real")


def _cash(rich: Rich, party: Party, *, key: str | None = None) -> tuple[Order, str, Changes]:
    """Make a deposit of 1,000.00 for the client's own wallet, signed by whoever it is."""
    body = {"wallet": rich.wallet, "amount": 1_000_00, "currency": "EUR", "note": None}
    now = HandClock().now + 4_000_000
    order = make_order("cash.in", body, id=order_id(now), at=now, key=key or key_id(party.public), ledger=rich.ledger)
    move = Transfer(world_account("cash", "EUR"), main_account(rich.wallet, "EUR"), "EUR", 1_000_00, now)
    return order, sign_order(party.seed, order), Changes((move,))


def _operator_key(rich: Rich) -> str:
    with closing(sqlite3.connect(rich.path)) as connection:
        key: str = connection.execute("SELECT lower(hex(key)) FROM entries WHERE n = 1").fetchone()[0]
        return key


def _refused_and_found(rich: Rich, home: Path, order: Order, signature: str, changes: Changes, public: str) -> None:
    forged = copy(rich, home.parent / f"forged-{order.kind}-{public[:8]}")
    book = open_book(forged.path)
    clock = HandClock(order.at)
    outcome = post(book, clock, [Submission(order, signature, public)]).outcomes[0]
    assert isinstance(outcome, PaycliError), outcome
    write(book, order, signature, changes, time=order.at)
    book.close()
    assert any(fault.startswith(f"entry {rich.seen.size + 1}:") for fault in found_by_audit(forged, home))
    assert any(fault.startswith(f"entry {rich.seen.size + 1} ") for fault in second_opinion(forged.path))
    assert found_by_audit(forged, home, knows_place=True)


@pytest.mark.parametrize("money", ["play", "real"])
@pytest.mark.parametrize("who", ["ming", "stranger", "sandbox"])
def test_cash_that_the_operator_never_took_is_refused_and_found(
    rich: Rich, real: Rich, tmp_path: Path, money: str, who: str
) -> None:
    ledger = rich if money == "play" else real
    seeds = {"ming": _seed("ming"), "stranger": b"s" * 32, "sandbox": sandbox_seed(ledger.ledger)}
    party = Party(seeds[who], None)
    _refused_and_found(ledger, tmp_path / "client", *_cash(ledger, party), party.public)
    claimed = _cash(ledger, party, key=_operator_key(ledger))
    _refused_and_found(ledger, tmp_path / "client2", *claimed, public_of(_seed("operator")))


def _flying(rich: Rich) -> str:
    """Give a top-up or withdrawal that its rail has not answered."""
    with closing(sqlite3.connect(rich.path)) as connection:
        query = "SELECT lower(hex(id)) FROM objects WHERE rail IS NOT NULL AND state = 'pending' ORDER BY kind"
        found: str = connection.execute(query).fetchone()[0]
        return found


@pytest.mark.parametrize("money", ["play", "real"])
def test_an_answer_of_a_rail_by_another_key_is_refused_and_found(
    rich: Rich, real: Rich, tmp_path: Path, money: str
) -> None:
    ledger = rich if money == "play" else real
    asked = _flying(ledger)
    seed = b"s" * 32 if money == "play" else sandbox_seed(ledger.ledger)
    now = HandClock().now + 4_000_000
    order = make_order(
        "rail.done",
        {"of": asked, "reference": "made-up"},
        id=uuid8_of_key(ledger.ledger, None, done_key(asked)),
        at=now,
        key=key_id(public_of(seed)),
        ledger=ledger.ledger,
    )
    book = open_book(ledger.path)
    changes = wanted_changes(book, order, now)
    book.close()
    _refused_and_found(ledger, tmp_path / "client", order, sign_order(seed, order), changes, public_of(seed))


def test_real_money_never_gets_the_bank_of_play_money(real: Rich, tmp_path: Path) -> None:
    seed, operator = sandbox_seed(real.ledger), _seed("operator")
    now = HandClock().now + 4_000_000
    for rail in ("sandbox", "bank"):
        body: dict[str, Any] = {"rail": rail, "public": public_of(seed)}
        order = make_order(
            "rail.admit", body, id=order_id(now), at=now, key=key_id(public_of(operator)), ledger=real.ledger
        )
        key = Key(key_id(public_of(seed)), public_of(seed), f"rail:{rail}", None)
        changes = Changes(keys=(key,), registry=((f"rail:{rail}", key.id),))
        home = tmp_path / rail / "client"
        home.parent.mkdir()
        _refused_and_found(real, home, order, sign_order(operator, order), changes, public_of(operator))


def test_the_installed_audit_names_a_forged_deposit(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    book = open_book(forged.path)
    order, signature, changes = _cash(rich, Party(b"s" * 32, None))
    write(book, order, signature, changes, time=order.at)
    book.close()
    said = audit_fails(forged, tmp_path / "client", f"entry {rich.seen.size + 1}", knows_place=True)
    assert "cash.in" in said

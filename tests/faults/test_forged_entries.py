"""Entries that a member wrote past the door, hashed as they should be: no command shows them as true."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.ids import key_id
from paycli.domain.state import Changes
from paycli.errors import PaycliError
from paycli.services.reading.reader import reading
from paycli.signing import public_of, sign_order
from tests.support.forger import open_book, wanted_changes, write
from tests.support.ids import order_id
from tests.support.inside import key_of, wallet_of
from tests.support.orders import make_order
from tests.support.town import Town, build_town

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household


@pytest.fixture
def town(empty_house: Household) -> Town:
    town = build_town(
        {"PAYCLI_HOME": str(empty_house.ledger.parent)}, lambda *words: str(empty_house.json(*words).get("id", ""))
    )
    empty_house.run("wallet", "new", "mal", "--as", "ming")
    empty_house.run("group", "new", "family", "li", "--as", "ming")
    return town


class Forged(NamedTuple):
    """An order that @mal signs as if it were somebody's, and commands of others that would show or use it."""

    kind: str
    body: Callable[[Household, Town], dict[str, Any]]
    wallet: str | None
    lines: tuple[str, ...]


def _group(house: Household) -> str:
    machine = LocalMachine(os.environ, None)
    with reading(machine.open(machine.store.find("ming"))) as reader:
        owner = reader.view.handle_owner("family")
    machine.close()
    return str(owner)


CASES = {
    "a payment by somebody else": Forged(
        "sale.pay",
        lambda house, town: {
            "sale": town.sale, "to": wallet_of(house, "cafe"), "amount": 38_00, "currency": "EUR", "tip": 0,
        },
        "ming",
        ("pos receipt SALE --as cafe", "show SALE --as cafe", "balance --as cafe", "refund SALE --as cafe"),
    ),
    "a setting": Forged(
        "setting.set",
        lambda _, __: {"name": "most_per_order:EUR", "value": 1},
        None,
        ("ledger show --as ming", "send li 1 --as ming", "balance --as li"),
    ),
    "a currency": Forged(
        "currency.add",
        lambda _, __: {"currency": "KWD", "exponent": 3},
        None,
        ("ledger show --as ming", "send li 1KWD --as ming"),
    ),
    "a member by who is none": Forged(
        "group.add",
        lambda house, _: {"of": _group(house), "wallets": [wallet_of(house, "mal")]},
        "ming",
        ("group list --as ming", "envelope send family 1 --as ming", "group list --as li"),
    ),
    "credit": Forged(
        "credit.set",
        lambda house, _: {"wallet": wallet_of(house, "mal"), "amount": 99_00, "currency": "EUR"},
        None,
        ("send mal 1 --as ming",),
    ),
    "cash": Forged(
        "cash.in",
        lambda house, _: {"wallet": wallet_of(house, "li"), "amount": 99_00, "currency": "EUR", "note": None},
        None,
        ("balance --as li", "log --as li"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_was_not_signed_by_whom_it_names_is_shown_by_no_command(
    empty_house: Household, town: Town, name: str
) -> None:
    case, house = CASES[name], empty_house
    body = case.body(house, town)
    wallet = None if case.wallet is None else wallet_of(house, case.wallet)
    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find("mal"))
    seed, at, ledger = app.signing_seed("wallet"), app.clock.now_ms(), app.profile.ledger
    # The key that is named is the one that could sign, since another one is refused for that alone.
    key = app.registry.rails["cash"] if wallet is None else key_of(wallet)
    machine.close()
    for named, what in ((key, "the signature of entry"), (key_id(public_of(seed)), "of entry")):
        order = make_order(case.kind, body, id=order_id(at), at=at, key=named, ledger=ledger, wallet=wallet)
        book = open_book(town.ledger)
        copy = town.ledger.read_bytes()
        write(book, order, sign_order(seed, order), _changes(book, order, at), time=at)
        book.close()
        for line in case.lines:
            refused = house.json(*town.words(line), status=70)
            assert refused["code"] == "not_proven", (line, refused)
            assert what in refused["message"], (line, refused)
        for beside in ("-wal", "-shm"):
            town.ledger.with_name(town.ledger.name + beside).unlink(missing_ok=True)
        town.ledger.write_bytes(copy)


def test_a_ledger_that_was_put_back_is_not_accepted_with_an_order_that_nobody_signed(
    empty_house: Household, town: Town
) -> None:
    """Nor does it make somebody known who was never paid."""
    house, copy = empty_house, town.ledger.read_bytes()
    for _ in range(2):
        house.run("send", "li", "1", "--as", "ming")
    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find("mal"))
    seed, at, ledger = app.signing_seed("wallet"), app.clock.now_ms(), app.profile.ledger
    machine.close()
    town.ledger.write_bytes(copy)
    ming = wallet_of_profile("ming")
    body = {"to": wallet_of_profile("mal"), "amount": 1, "currency": "EUR", "note": None}
    order = make_order("send", body, id=order_id(at), at=at, key=key_id(public_of(seed)), ledger=ledger, wallet=ming)
    book = open_book(town.ledger)
    write(book, order, sign_order(seed, order), _changes(book, order, at), time=at)
    book.close()
    refused = house.json("ledger", "accept", "--as", "ming", status=70)
    assert refused["code"] == "not_proven", refused


def wallet_of_profile(handle: str) -> str:
    """Give the wallet of a profile, without a look at its ledger."""
    machine = LocalMachine(os.environ, None)
    found = machine.store.find(handle).wallet
    machine.close()
    return found


def _changes(book: Any, order: Any, at: int) -> Changes:
    try:
        return wanted_changes(book, order, at)
    except PaycliError:
        return Changes()

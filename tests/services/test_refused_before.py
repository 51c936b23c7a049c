"""What the rules refuse is refused before anybody is asked, under an idempotency key too; a repeat is no refusal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.app.machine import LocalMachine
from paycli.errors import (
    AlreadyEnded,
    AlreadyRefunded,
    Conflict,
    InsufficientFunds,
    LimitExceeded,
    OperatorOnly,
    PaycliError,
    Usage,
)
from paycli.services.engine.intents import Execution, Plan
from paycli.services.envelopes.send import NewEnvelope
from paycli.services.envelopes.send import send as send_envelope
from paycli.services.payments.cancel import cancel
from paycli.services.payments.transfers import send
from paycli.services.rails.card_transfers import topup, withdraw
from paycli.services.rails.cash import cash_in, cash_out
from paycli.services.sales.charge import charge
from paycli.services.sales.pay import pay
from paycli.services.sales.refund import refund
from tests.support.inside import Household

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.app.opened import OpenedApp


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Household, dict[str, str]]]:
    """Give a ledger where @li has 10 EUR, @cafe sells, and nobody may move more than 50 EUR; and its settings."""
    with pytest.MonkeyPatch.context() as patch:
        made = Household(tmp_path_factory.mktemp("refused"), patch)
        made.begin("li", shops=("cafe",), cash={"li": "10", "cafe": "10"}, bank={"ming": "20"})
        made.run("ledger", "set", "most-per-order", "50EUR", "--as", "ming")
        made.without_rights("li", "cafe")
        yield made, {name: os.environ[name] for name in ("PAYCLI_HOME", "PAYCLI_PASSPHRASE_FILE")}


@pytest.fixture
def house(furnished: tuple[Household, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Household:
    """Give the ledger to a test, which has a home of its own otherwise."""
    made, settings = furnished
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return made


_machines: list[LocalMachine] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close what a test opened."""
    yield
    while _machines:
        _machines.pop().close()


def app_of(handle: str) -> OpenedApp:
    machine = LocalMachine(os.environ, None)
    _machines.append(machine)
    return machine.open(machine.store.find(handle))


def paid(house: Household) -> str:
    sale = str(house.json("pos", "charge", "1", "--as", "cafe", "--no-wait")["id"])
    house.run("pay", sale, "--as", "li")
    return sale


def refunded(house: Household) -> str:
    sale = paid(house)
    house.run("refund", sale, "--as", "cafe")
    return sale


def cancelled(house: Household) -> str:
    sale = str(house.json("pos", "charge", "1", "--as", "cafe", "--no-wait")["id"])
    house.run("cancel", sale, "--as", "cafe")
    return sale


def paid_out(house: Household) -> str:
    withdrawal = str(house.json("withdraw", "1", "--cash", "--as", "li")["id"])
    house.run("cash", "out", withdrawal, "--as", "ming")
    return withdrawal


class Case(NamedTuple):
    """Somebody who wants what is refused: `before` gives the id that it is about."""

    who: str
    wants: Callable[[OpenedApp, str, Execution], object]
    refusal: type[PaycliError]
    before: Callable[[Household], str] = lambda _: ""


def dear(_house: Household) -> str:
    return charge(app_of("cafe"), "40", None, Execution()).id


CASES = {
    "send": Case("li", lambda app, _, run: send(app, "ming", "40", None, run), InsufficientFunds),
    "envelope-send": Case("li", lambda app, _, run: send_envelope(app, NewEnvelope("40"), run), InsufficientFunds),
    "envelope-send-too-late": Case(
        "li", lambda app, _, run: send_envelope(app, NewEnvelope("1", opens_at=1), run), Usage
    ),
    "withdraw": Case("ming", lambda app, _, run: withdraw(app, "40", None, run), InsufficientFunds),
    "withdraw-cash": Case("li", lambda app, _, run: withdraw(app, "40", None, run, cash=True), InsufficientFunds),
    "topup": Case("ming", lambda app, _, run: topup(app, "60", None, run), LimitExceeded),
    "pay": Case("li", lambda app, sale, run: pay(app, sale, None, run), InsufficientFunds, dear),
    "refund": Case("cafe", lambda app, sale, run: refund(app, sale, None, None, run), AlreadyRefunded, refunded),
    "cancel": Case("cafe", cancel, AlreadyEnded, cancelled),
    "cash-in": Case("li", lambda app, _, run: cash_in(app, "li", "1", None, run), OperatorOnly),
    "cash-out": Case("ming", lambda app, of, run: cash_out(app, of, run, refuse=True), Conflict, paid_out),
}


@pytest.mark.parametrize("key", [None, "a key"])
@pytest.mark.parametrize("name", CASES)
def test_what_is_refused_is_refused_before_anybody_is_asked(house: Household, name: str, key: str | None) -> None:
    case, asked = CASES[name], list[Plan]()
    about = case.before(house)
    with pytest.raises(case.refusal) as refused:
        case.wants(app_of(case.who), about, Execution(key, agree=asked.append))
    assert asked == []
    assert refused.value.money


def test_a_refused_top_up_asks_for_no_passphrase_and_notes_no_card(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, asked = app_of("ming"), list[str]()

    def signing_seed(party: str) -> bytes:
        asked.append(party)
        return b""

    monkeypatch.setattr(app, "signing_seed", signing_seed)
    with pytest.raises(LimitExceeded):
        topup(app, "60", None, Execution())
    assert asked == []


def test_a_repeat_under_a_key_is_no_refusal_though_the_money_is_gone(house: Household) -> None:
    asked: list[Plan] = []
    run = Execution("once", agree=asked.append)
    assert withdraw(app_of("li"), "1", None, run, cash=True).replayed is False
    assert len(asked) == 1
    rest = str(house.json("balance", "--as", "li")["balances"][0]["amount"])
    house.run("send", "ming", rest, "--as", "li")
    assert withdraw(app_of("li"), "1", None, run, cash=True).replayed is True
    house.run("send", "li", rest, "--as", "ming")

"""What a hostile reader tried: limits of the money, strange bytes beside an order, names that somebody else chose."""

from __future__ import annotations

import grp
import os
import signal
from typing import TYPE_CHECKING

import pytest

from paycli.app import LocalMachine
from paycli.domain import draw
from paycli.domain.ids import short_range
from paycli.domain.orders import Order, Submission
from paycli.domain.rules.rails import done_key
from paycli.domain.texts import Text, text_commitment
from paycli.errors import AmountTooLarge, OrderMalformed, PaycliError, SignatureBad
from paycli.rails.sandbox import SandboxBank
from paycli.services.engine.posting import Posted
from paycli.services.people import onboarding as start
from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support.auditing import faults_of
from tests.support.circle import START_MS, Circle
from tests.support.ids import order_id
from tests.support.inside import Household, post_as, wallet_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOUND = 10**15


@pytest.fixture(params=["memory", "sqlite"])
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Circle]:
    if request.param == "memory":
        made = Circle(MemoryBook(CRYPTO), cash_minor=10)
    else:
        create_ledger(tmp_path / "ledger" / "home.db")
        made = Circle(SqliteBook(tmp_path / "ledger" / "home.db", CRYPTO), cash_minor=10)
    yield made
    assert faults_of(made.book, str(made.ledger)) == []
    made.book.close()


def top_up(circle: Circle, handle: str, amount_minor: int) -> Posted:
    asked = circle.do(
        "topup.ask", {"rail": "sandbox", "amount": amount_minor, "currency": "EUR"}, circle.people[handle]
    )
    body = {"of": asked.order.id, "reference": f"ref-{asked.n}"}
    return circle.do("rail.done", body, circle.sandbox, key=done_key(asked.order.id))


def send_order(circle: Circle, payer: str, payee: str, note: str | None = None, salt: str = "11" * 32) -> Submission:
    commitment = None if note is None else text_commitment("11" * 32, "as it should be")
    body = {"to": circle.people[payee].wallet, "amount": 1, "currency": "EUR", "note": commitment}
    texts = () if note is None else (Text("note", salt, note),)
    return circle.order("send", body, circle.people[payer], texts=texts)


# --- the bound of what an account holds -------------------------------------------------------------------------------
def test_money_that_is_due_back_is_booked_however_much_its_sender_has_by_then(circle: Circle) -> None:
    """Were it refused, every later order would be: the door settles what is due first."""
    top_up(circle, "ming", BOUND - 20)
    circle.envelope("ming", BOUND - 20, 1, rule=draw.EQUAL, expires_ms=1000)
    circle.send("li", "ming", 10)
    circle.send("bo", "ming", 10)
    circle.clock.now += 1000
    circle.send("cafe", "li", 1)
    assert circle.balance("ming") == BOUND + 10
    circle.send("ming", "li", 1)
    with pytest.raises(AmountTooLarge):
        circle.send("li", "ming", 1)


def test_a_withdrawal_that_failed_comes_back_however_much_there_is_by_then(circle: Circle) -> None:
    top_up(circle, "ming", BOUND - 20)
    asked = circle.do(
        "withdraw.ask", {"rail": "sandbox", "amount": BOUND - 20, "currency": "EUR"}, circle.people["ming"]
    )
    circle.send("li", "ming", 10)
    circle.send("bo", "ming", 10)
    body = {"of": asked.order.id, "reference": "none"}
    circle.do("rail.failed", body, circle.sandbox, key=done_key(asked.order.id))
    assert circle.balance("ming") == BOUND + 10


def test_what_came_in_by_a_rail_is_bounded_over_all_wallets_as_the_audit_counts_it(circle: Circle) -> None:
    top_up(circle, "ming", 9 * BOUND // 10)
    with pytest.raises(AmountTooLarge):
        top_up(circle, "li", 9 * BOUND // 10)


def test_a_top_up_and_its_answer_in_one_group_count_what_the_wallet_has(circle: Circle) -> None:
    top_up(circle, "ming", BOUND // 2)
    asked = circle.order(
        "topup.ask", {"rail": "sandbox", "amount": BOUND // 2 - 1, "currency": "EUR"}, circle.people["ming"]
    )
    answer = circle.order(
        "rail.done", {"of": asked.order.id, "reference": "r"}, circle.sandbox, key=done_key(asked.order.id)
    )
    first, second = circle.post_all([asked, answer]).outcomes
    assert isinstance(first, Posted)
    assert isinstance(second, AmountTooLarge)


# --- what lies beside an order, and times -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("note", "salt"),
    [("as it should be", "11" * 16), ("as it should be", "abc"), ("as it should be", "zz" * 32), ("\ud800", "11" * 32)],
    ids=["a short salt", "half a byte", "no hex", "no Unicode"],
)
def test_a_strange_text_beside_an_order_refuses_that_order_alone(circle: Circle, note: str, salt: str) -> None:
    good, bad = send_order(circle, "ming", "li"), send_order(circle, "bo", "li", note, salt)
    first, second = circle.post_all([good, bad]).outcomes
    assert isinstance(first, Posted)
    assert isinstance(second, OrderMalformed)


@pytest.mark.parametrize("seed", ["00" * 16, "abc", "zz" * 32])
def test_a_seed_that_is_not_32_bytes_is_refused(circle: Circle, seed: str) -> None:
    body = {
        "amount": 9, "currency": "EUR", "count": 3, "audience": "any", "opens_at": None, "expires_ms": 1000,
        "note": None, "draw": {"rule": "even-1", "commitment": "0" * 64},
    }  # fmt: skip
    with pytest.raises(OrderMalformed):
        circle.do("envelope.send", body, circle.people["ming"], seed=seed)


def test_a_signature_has_one_spelling_since_the_root_is_over_its_letters(circle: Circle) -> None:
    good = send_order(circle, "ming", "li")
    assert good.signature is not None
    with pytest.raises(SignatureBad):
        circle.post(good._replace(signature=good.signature.upper()))
    circle.post(good)


@pytest.mark.parametrize("opens_at", [253_402_300_800_000, (1 << 53) - 1])
def test_an_envelope_cannot_open_after_the_last_calendar_day(circle: Circle, opens_at: int) -> None:
    body = {
        "amount": 9, "currency": "EUR", "count": 1, "audience": "any", "opens_at": opens_at, "expires_ms": 1,
        "note": None, "draw": {"rule": "equal-1", "commitment": None},
    }  # fmt: skip
    with pytest.raises(OrderMalformed):
        circle.do("envelope.send", body, circle.people["ming"])
    made = circle.do("envelope.send", body | {"opens_at": 253_402_300_799_999}, circle.people["ming"])
    with pytest.raises(PaycliError, match="opens 9999-12-31"):
        circle.grab("li", made.order.id)


def test_an_order_is_never_made_that_could_not_be_read_back() -> None:
    def made(at: int) -> Order:
        body = {"of": "0" * 32}
        return Order.make("cancel", body, at=at, id=order_id(0), key="0" * 64, ledger="0" * 32, wallet="0" * 40)

    assert Order.parse(made(START_MS).data).at == START_MS
    with pytest.raises(OrderMalformed):
        made(1 << 53)


def test_letters_that_grow_in_upper_case_are_no_prefix_of_an_id() -> None:
    assert short_range("ß" * 12) is None
    assert short_range("ﬁ") is None


# --- names and ids that somebody else chose ---------------------------------------------------------------------------
@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    made = Household(tmp_path / "house", monkeypatch)
    made.begin("li", "bo")
    made.run("wallet", "new", "cafe", "--shop")
    for handle in ("ming", "li", "bo"):
        made.run("cash", "in", handle, "10", "--as", "ming")
    return made


def pay_a_cent(house: Household, payer: str, payee: str, order_id: str, note: str | None = None) -> None:
    texts = () if note is None else (Text("note", "11" * 32, note),)
    commitment = None if note is None else text_commitment("11" * 32, note)
    body = {"to": wallet_of(house, payee), "amount": 1, "currency": "EUR", "note": commitment}
    post_as(payer, "send", body, order_id, texts)


def test_an_order_of_somebody_else_with_the_id_of_an_envelope_confuses_nobody(house: Household) -> None:
    sent = house.json("envelope", "send", "5", "-n", "2", "happy", "birthday", "--as", "ming")
    pay_a_cent(house, "bo", "li", sent["id"], "another note")
    assert house.json("show", sent["id"], "--as", "li")["message"] == "happy birthday"
    assert house.json("grab", "--as", "li")["message"] == "happy birthday"


def test_a_sale_is_found_however_many_orders_end_as_it_does(house: Household) -> None:
    sale = house.json("pos", "charge", "1", "tea", "--as", "cafe")
    for number in range(51):
        pay_a_cent(house, "bo", "li", f"{number:012x}7000{sale['id'][16:]}")
    assert house.json("pay", sale["id"], "--as", "ming")["to"] == "@cafe"


@pytest.mark.parametrize("lines", ["no JSON", "[" * 5000, "5", "[{}]", '[{"what":["a"]}]'])
def test_a_sale_can_be_looked_at_and_paid_whatever_its_shop_wrote_there(house: Household, lines: str) -> None:
    body = {"amount": 5, "currency": "EUR", "lines": text_commitment("11" * 32, lines), "expires_ms": 60_000}
    post_as("cafe", "sale.new", body, order_id(1), (Text("lines", "11" * 32, lines),))
    assert len(house.json("show", order_id(1), "--as", "li")["lines"]) == 1
    assert house.json("pay", order_id(1), "--as", "li")["amount"] == "0.05"


def test_a_dry_run_does_not_tell_what_is_in_the_next_packet(house: Household) -> None:
    lucky = house.json("envelope", "send", "5", "-n", "3", "--as", "ming")["id"]
    tried = house.json("grab", lucky, "--dry-run", "--as", "li")
    assert (tried["amount"], tried["currency"], tried["dry_run"]) == (None, "EUR", True)
    equal = house.json("envelope", "send", "3", "-n", "3", "--rule", "equal", "--as", "ming")["id"]
    assert house.json("grab", equal, "--dry-run", "--as", "li")["amount"] == "1.00"


def test_of_two_who_ask_for_a_handle_the_operator_names_one(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    for who in ("an", "an-in-disguise"):
        with monkeypatch.context() as patch:
            patch.setenv("PAYCLI_HOME", str(tmp_path / who))
            asked.append(house.json("join", str(house.ledger), "--handle", "an", "--vault", "sealed"))
    refused = house.json("wallet", "admit", "an", status=2)
    for each in asked:
        assert f"{each['wallet']} (key {each['fingerprint']})" in refused["hint"]
    waiting = [row for row in house.json("inbox")["items"] if row["what"] == "wallet"]
    assert sorted(row["id"] for row in waiting) == sorted(each["wallet"] for each in asked)
    assert house.json("wallet", "admit", asked[0]["wallet"])["handle"] == "@an"
    house.run("wallet", "admit", asked[1]["wallet"], status=5)


# --- beginning, killed and begun again --------------------------------------------------------------------------------
@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    return Household(tmp_path / "house", monkeypatch)


INIT = ("init", "--handle", "ming", "--vault", "sealed", "--currency")


def test_init_that_was_killed_before_it_posted_takes_other_values_the_next_time(nothing: Household) -> None:
    nothing.killed_at(start, "_post_ledger", *INIT, "EUR", "--play")
    begun = nothing.json(*INIT, "USD", "--real")
    shown = nothing.json("ledger", "show")
    assert (
        (begun["money"], begun["currency"]) == (shown["money"], shown["currencies"][0]["currency"]) == ("real", "USD")
    )


def test_init_that_was_killed_after_it_posted_never_says_that_it_made_something_else(nothing: Household) -> None:
    nothing.killed_at(start, "open_wallet", *INIT, "EUR", "--play")
    refused = nothing.json(*INIT, "USD", "--real", status=5)
    assert "of play money in EUR" in refused["message"]
    assert nothing.json(*INIT, "EUR", "--play")["money"] == "play"


@pytest.mark.parametrize("kind", ["ledger-", "wallet-"])
def test_init_that_was_killed_as_it_tidied_up_leaves_one_wallet(nothing: Household, kind: str) -> None:
    def forget(self: LocalMachine, slot: str) -> None:
        really(self, slot)
        if slot.startswith(kind):
            os.kill(os.getpid(), signal.SIGKILL)

    really = LocalMachine.forget_pending_order
    child = os.fork()
    if child == 0:
        try:
            LocalMachine.forget_pending_order = forget  # type: ignore[method-assign]
            nothing.run(*INIT, "EUR", "--play", status=None)
        finally:
            os._exit(70)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    nothing.json(*INIT, "EUR", "--play")
    assert len(nothing.json("wallet", "list")["items"]) == 1
    nothing.run("ledger", "audit")


def test_init_that_was_killed_a_day_ago_with_nothing_but_a_file_begins_anew(
    nothing: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PAYCLI_NOW", "-25h")
        nothing.killed_at(start, "kept_submission", *INIT, "EUR", "--play")
    assert nothing.ledger.exists()
    assert nothing.json(*INIT, "EUR", "--play")["changed"] is True
    nothing.run("ledger", "audit")


@pytest.mark.parametrize("moment", ["+200000000d", "+999999999d", "-99999d", "1969-01-01T00:00:00Z"])
def test_a_moved_clock_stays_within_the_calendar(
    house: Household, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", moment)
    assert house.json("send", "li", "1", "--as", "ming", status=78)["code"] == "misconfigured"


def test_a_ledger_of_real_money_is_not_begun_by_a_moved_clock(
    nothing: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "+26h")
    nothing.run(*INIT, "EUR", "--real", status=78)
    assert not nothing.ledger.exists()


def test_a_card_that_money_still_goes_by_is_not_forgotten(house: Household) -> None:
    house.run("card", "bind", "--test", "visa", "--as", "li")
    house.killed_at(SandboxBank, "payout", "withdraw", "4", "--as", "li")
    assert "withdrawal" in house.json("card", "unbind", "c1", "--as", "li", status=6)["message"]
    house.run("tick", "--as", "li")
    assert house.movements() == [("payout", 400)]
    house.run("card", "unbind", "c1", "--as", "li")


def test_a_withdrawal_whose_bank_cannot_be_read_is_pending_since_its_money_was_set_aside(house: Household) -> None:
    house.run("card", "bind", "--test", "visa", "--as", "li")
    good = house.bank.read_bytes()
    house.bank.write_bytes(b"no row\n" + good)
    assert house.json("withdraw", "4", "--as", "li", status=75)["code"] == "rail_pending"
    assert house.balance("li") == "6.00"
    house.bank.write_bytes(good)
    house.run("tick", "--as", "li")
    assert house.movements() == [("payout", 400)]


def test_an_older_copy_is_noticed_also_by_somebody_who_only_asked_to_join(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.db"
    house.run("ledger", "backup", str(old))
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "an"))
    house.run("join", str(house.ledger), "--handle", "an", "--vault", "sealed")
    for beside in ("", "-wal", "-shm"):
        house.ledger.with_name(house.ledger.name + beside).unlink(missing_ok=True)
    old.rename(house.ledger)
    assert house.json("whoami", status=70)["code"] == "ledger_rewound"


def test_init_again_never_says_that_a_private_ledger_is_shared(nothing: Household) -> None:
    nothing.run(*INIT, "EUR", "--play")
    group = grp.getgrgid(os.getgid()).gr_name
    assert "nobody shares" in nothing.json(*INIT, "EUR", "--play", "--share", group, status=5)["message"]
    assert nothing.json(*INIT, "EUR", "--play")["changed"] is False

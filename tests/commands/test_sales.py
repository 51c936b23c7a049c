"""Sales under the ids that others chose: the one that was meant is paid, and its receipt keeps its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.texts import Text, text_commitment
from tests.support.ids import order_id
from tests.support.inside import Household, in_process, pay_a_cent, post_as

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe", "copycat"), cash={"ming": "50", "li": "10", "bo": "10"})


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


def test_a_shop_that_copies_the_end_of_a_sales_id_gets_nothing(house: Household) -> None:
    true = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    body = {"amount": 49_00, "currency": "EUR", "lines": None, "expires_ms": 600_000}
    copied = "0" * 12 + "7000" + true["id"][16:]
    post_as("copycat", "sale.new", body, copied)
    assert house.json("show", true["short"], "--as", "li")["shop"] == "@cafe"
    house.run("cancel", true["id"], "--as", "cafe")
    assert house.json("pay", true["short"], "--as", "ming", status=4)["code"] == "sale_cancelled"
    assert house.balance("ming") == "50.00"


def test_an_id_that_could_be_worked_out_beforehand_is_never_taken_for_the_first(house: Household) -> None:
    kept = house.json("pos", "charge", "5", "tea", "--as", "cafe", "-k", "table 4")
    body = {"amount": 49_00, "currency": "EUR", "lines": None, "expires_ms": 600_000}
    post_as("copycat", "sale.new", body, "0" * 12 + "7000" + kept["id"][16:])
    refused = house.json("pay", kept["short"], "--as", "ming", status=4)
    assert refused["code"] == "prefix_ambiguous"
    assert kept["id"] in refused["hint"]
    assert house.json("pay", kept["id"], "--as", "ming")["to"] == "@cafe"


def test_under_a_key_an_id_is_typed_whole_since_a_repeat_must_mean_the_same(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"][:4], "-k", "k", "--as", "ming", status=2)["code"] == "usage"
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is False
    house.run("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is True


def test_a_receipts_number_does_not_change_when_an_older_sale_is_paid_later(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "+1h")
    older, newer = (house.json("pos", "charge", "1", what, "--as", "cafe")["id"] for what in ("tea", "cake"))
    # The clock is behind the ledger from here on, so that both are paid at the same ledger time.
    monkeypatch.setenv("PAYCLI_NOW", "+59m")
    house.run("pay", newer, "--as", "ming")
    assert house.json("pos", "receipt", newer, "--as", "cafe")["receipt"] == 1
    house.run("pay", older, "--as", "ming")
    numbers = [house.json("pos", "receipt", sale, "--as", "cafe")["receipt"] for sale in (newer, older)]
    assert numbers == [1, 2]


CHARGE = ("pos", "charge", "5", "tea", "--as", "cafe", "-k", "o1")
ROWS_OF_A_CODE = 15


def paid_it(house: Household, sale: str, _patch: pytest.MonkeyPatch) -> None:
    house.run("pay", sale, "--as", "ming")


def cancelled_it(house: Household, sale: str, _patch: pytest.MonkeyPatch) -> None:
    house.run("cancel", sale, "--as", "cafe")


def waited(_house: Household, _sale: str, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PAYCLI_NOW", "+1h")


@pytest.mark.parametrize(
    ("ends", "state", "number", "said"),
    [
        (paid_it, "done", 1, "it was paid by @ming: receipt 1"),
        (cancelled_it, "cancelled", None, "it was not paid: cancelled"),
        (waited, "expired", None, "it was not paid: expired"),
    ],
)
def test_a_repeated_charge_says_what_became_of_the_sale(
    house: Household,
    monkeypatch: pytest.MonkeyPatch,
    ends: Callable[[Household, str, pytest.MonkeyPatch], None],
    state: str,
    number: int | None,
    said: str,
) -> None:
    sale = house.json(*CHARGE)
    again = house.json(*CHARGE)
    assert (again["state"], again["receipt"], again["replayed"]) == ("pending", None, True)
    assert in_process(*CHARGE, "--yes").out.count("\n") >= ROWS_OF_A_CODE, "it can still be paid"
    ends(house, sale["id"], monkeypatch)
    again = house.json(*CHARGE)
    assert (again["id"], again["state"], again["receipt"], again["replayed"]) == (sale["id"], state, number, True)
    shown = in_process(*CHARGE, "--wait", "--yes")
    assert (shown.status, said in shown.out, "paycli pay" in shown.out) == (0, True, False), shown
    assert shown.out.count("\n") < ROWS_OF_A_CODE, "nobody can pay it any more"


def test_a_repeated_envelope_that_has_ended_tells_nobody_to_take_from_it(house: Household) -> None:
    for way in ((), ("--link",)):
        line = ("envelope", "send", *(("li",) if not way else ()), "5", *way, "-k", f"e{len(way)}", "--as", "ming")
        envelope = house.json(*line)
        assert "paycli grab" in in_process(*line, "--yes").out
        house.run("cancel", envelope["id"], "--as", "ming")
        assert house.json(*line)["state"] == "cancelled"
        shown = in_process(*line, "--yes").out
        assert "it has ended: cancelled" in shown
        assert "paycli grab" not in shown
        assert "PAYCLI:" not in shown


def test_a_repeated_withdrawal_says_what_became_of_it(house: Household) -> None:
    line = ("withdraw", "5", "--cash", "-k", "w1", "--as", "ming")
    cash = house.json(*line)
    assert "paycli cash out" in in_process(*line, "--yes").out
    house.run("cash", "out", cash["id"], "--as", "ming")
    assert house.json(*line)["state"] == "done"
    assert "5.00 EUR paid out to cash" in in_process(*line, "--yes").out

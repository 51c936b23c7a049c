"""Sales under the ids that others chose: the one that was meant is paid, and its receipt keeps its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.ids import name_of, uuid8_of_key
from paycli.domain.texts import Text, text_commitment
from tests.support import counter_bodies
from tests.support.ids import order_id
from tests.support.inside import Household, in_process, post_as, wallet_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe", "copycat"), cash={"ming": "50", "li": "10", "bo": "10"})


SALE_OF_49 = counter_bodies.sale(49_00)


def id_under(house: Household, shop: str, key: str) -> str:
    """Work out the id that somebody's idempotency key stands for, as everybody can."""
    return uuid8_of_key(house.json("ledger", "show")["ledger"], wallet_of(house, shop), key.encode())


def test_what_somebody_makes_under_the_id_of_my_sale_is_another_thing_with_another_name(house: Household) -> None:
    before, after = (id_under(house, "cafe", key) for key in ("table 4", "table 5"))
    post_as("copycat", "sale.new", SALE_OF_49, before)
    sales = [house.json("pos", "charge", "5", "tea", "--as", "cafe", "-k", key) for key in ("table 4", "table 5")]
    post_as("copycat", "sale.new", SALE_OF_49, after)
    for sale in sales:
        for typed in (sale["id"], sale["short"], sale["qr"]):
            assert house.json("show", typed, "--as", "li")["to"] == ["@cafe"]
        assert house.json("pay", sale["short"], "--as", "ming")["to"] == ["@cafe"]
    assert house.json("show", name_of(after, wallet_of(house, "copycat")), "--as", "li")["to"] == ["@copycat"]
    assert house.balance("ming") == "40.00"


def test_nobody_blocks_the_key_of_somebody_else(house: Household) -> None:
    ways = (("envelope", "send", "1"), ("send", "bo", "1"), ("withdraw", "1", "--cash"))
    for number, typed in enumerate(ways):
        taken = id_under(house, "li", f"k{number}")
        post_as("copycat", "sale.new", SALE_OF_49, taken)
        handle = Text("handle", "11" * 32, f"group{number}")
        body = {"handle": text_commitment(handle.salt, handle.text), "members": []}
        post_as("cafe", "group.new", body, taken, (handle,))
        made = [house.json(*typed, "-k", f"k{number}", "--as", "li") for _ in range(2)]
        assert [each["replayed"] for each in made] == [False, True]
        assert made[0]["id"] == made[1]["id"] == name_of(taken, wallet_of(house, "li"))
    assert house.json("ledger", "audit")["faults"] == []


@pytest.mark.parametrize("lines", ["no JSON", "[" * 5000, "5", "[{}]", '[{"what":["a"]}]'])
def test_a_sale_can_be_looked_at_and_paid_whatever_its_shop_wrote_there(house: Household, lines: str) -> None:
    body = counter_bodies.sale(5, lines=text_commitment("11" * 32, lines))
    post_as("cafe", "sale.new", body, order_id(1), (Text("lines", "11" * 32, lines),))
    sale = name_of(order_id(1), wallet_of(house, "cafe"))
    assert len(house.json("show", sale, "--as", "li")["lines"]) == 1
    assert house.json("pay", sale, "--as", "li")["amount"] == "0.05"


def test_under_a_key_an_id_is_typed_whole_since_a_repeat_must_mean_the_same(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"][:4], "-k", "k", "--as", "ming", status=2)["code"] == "usage"
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is False
    house.run("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is True


def test_a_sale_has_its_number_from_the_beginning_and_keeps_it_whatever_becomes_of_it(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each number is used up without a gap: by who pays later than others, by what is cancelled, by what expires."""

    def number(sale: str) -> str:
        return str(house.json("pos", "receipt", sale, "--as", "cafe")["receipt"])

    charged = [house.json("pos", "charge", "1", what, "--as", "cafe") for what in ("tea", "cake", "soup", "rice")]
    older, newer, dropped, late = (sale["id"] for sale in charged)
    wanted = [f"0-{place:06d}" for place in range(1, 6)]
    assert [sale["receipt"] for sale in charged] == [number(sale["id"]) for sale in charged] == wanted[:4]
    house.run("pay", newer, "--as", "ming")
    house.run("pay", older, "--as", "ming")
    house.run("cancel", dropped, "--as", "cafe")
    monkeypatch.setenv("PAYCLI_NOW", "+1h")
    assert house.json("pos", "receipt", late, "--as", "cafe")["state"] == "expired"
    assert [number(sale["id"]) for sale in charged] == wanted[:4]
    assert house.json("pos", "charge", "1", "nuts", "--as", "cafe")["receipt"] == wanted[4]
    # Another shop counts its own.
    assert house.json("pos", "charge", "1", "nuts", "--as", "copycat")["receipt"] == wanted[0]


def test_a_sale_is_found_by_its_number_and_by_no_bare_digits(house: Household) -> None:
    sales = [house.json("pos", "charge", "1", what, "--as", "cafe")["id"] for what in ("tea", "cake")]
    for typed in ("0-000002", "0-2", "00-2"):
        assert house.json("pos", "receipt", typed, "--as", "cafe")["id"] == sales[1]
    for typed in ("0-3", "1-1"):
        assert house.json("pos", "receipt", typed, "--as", "cafe", status=4)["code"] == "not_found"
    for typed in ("2", "000002"):
        assert house.json("refund", typed, "--as", "cafe", status=2)["code"] == "usage"
    assert house.json("pos", "receipt", "0-1", "--as", "copycat", status=4)["code"] == "not_found"


def test_a_gift_has_nothing_to_refund_and_a_paid_sale_wants_no_more_cash(house: Household) -> None:
    house.run("pos", "open", "--float", "20", "--as", "cafe")
    given, sold = (house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"] for _ in range(2))
    house.run("pos", "gift", given, "birthday", "--as", "cafe")
    refused = house.json("refund", given, "--as", "cafe", status=6)
    assert "was a gift of the house, so there is nothing to refund" in refused["message"]
    house.run("pay", sold, "--as", "ming")
    for cash in ("1", "20"):
        assert house.json("pos", "cash", sold, cash, "--as", "cafe", status=5)["code"] == "already_paid"


CHARGE = ("pos", "charge", "5", "tea", "--as", "cafe", "-k", "o1")
ROWS_OF_A_CODE = 15


def paid_it(house: Household, sale: str, _patch: pytest.MonkeyPatch) -> None:
    house.run("pay", sale, "--as", "ming")


def cancelled_it(house: Household, sale: str, _patch: pytest.MonkeyPatch) -> None:
    house.run("cancel", sale, "--as", "cafe")


def waited(_house: Household, _sale: str, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PAYCLI_NOW", "+1h")


@pytest.mark.parametrize(
    ("ends", "state", "said"),
    [
        (paid_it, "done", "it was paid by @ming: sale 0-000001"),
        (cancelled_it, "cancelled", "it was not paid: cancelled"),
        (waited, "expired", "it was not paid: expired"),
    ],
)
def test_a_repeated_charge_says_what_became_of_the_sale(
    house: Household,
    monkeypatch: pytest.MonkeyPatch,
    ends: Callable[[Household, str, pytest.MonkeyPatch], None],
    state: str,
    said: str,
) -> None:
    sale = house.json(*CHARGE)
    again = house.json(*CHARGE)
    assert (again["state"], again["receipt"], again["replayed"]) == ("pending", "0-000001", True)
    assert in_process(*CHARGE, "--yes").out.count("\n") >= ROWS_OF_A_CODE, "it can still be paid"
    ends(house, sale["id"], monkeypatch)
    again = house.json(*CHARGE)
    assert (again["id"], again["state"], again["receipt"]) == (sale["id"], state, "0-000001")
    assert again["replayed"]
    shown = in_process(*CHARGE, "--wait", "--yes")
    # As the first run would have ended: a script learns from the status whether the sale is paid.
    status = 0 if state == "done" else 4
    assert (shown.status, said in shown.out, "paycli pay" in shown.out) == (status, True, False), shown
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

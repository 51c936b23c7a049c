"""A regular's tab: a guest pays at a till by a PIN, up to a cap of a day, and the key is good for nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from paycli.console.stopping import Stopped
from paycli.domain.codes import bearer_secret, parse_text
from paycli.domain.mandate_records import MandateFile
from paycli.flows.tabs import PinAsker
from paycli.home.mandate_file import Files
from paycli.services.sales import charge as charge_service
from paycli.services.sales import pay as pay_service
from paycli.signing import tab_seed
from tests.support.inside import Household, in_process, wallet_of
from tests.support.misses import Misses
from tests.support.regulars import CAFE, PIN, WRONG, charge, refused, with_regular
from tests.support.terminal import Screen
from tests.support.town import have_tab

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def house(empty_house: Household) -> Household:
    return with_regular(empty_house)


def tab_file(house: Household) -> Path:
    (file,) = (house.ledger.parent / "tabs").rglob("*.json")
    return file


# --- paying -----------------------------------------------------------------------------------------------------------
def test_a_guest_pays_by_pin_and_nobody_at_the_till_reads_what_they_have(house: Household) -> None:
    status, receipt = charge("4.50")
    assert (status, receipt["from"], receipt["tender"], receipt["state"]) == (0, "@li", "wallet", "done")
    sale = house.json("pos", "charge", "3", *CAFE)["receipt"]
    shown = in_process("pos", "tab", "pay", sale, "li", "--pin", "-", *CAFE, stdin=PIN + "\n").out
    assert "paid by @li" in shown
    assert "42.50" not in shown + json.dumps(receipt)
    assert (house.balance("li"), house.balance("cafe")) == ("42.50", "7.50")
    [row] = house.json("pos", "tab", "list", *CAFE)["items"]
    assert (row["guest"], row["state"], row["maximum"], row["left"]) == ("@li", "ready", "30.00", "22.50")
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_a_guest_with_too_little_money_is_told_so_without_how_much_there_is(house: Household) -> None:
    house.run("withdraw", "47", "--cash", "--as", "li")
    _, error = charge("5")
    assert (error["code"], error["message"]) == ("tab_short", "Nothing was paid. @li does not have 5.00 EUR.")
    assert "3.00" not in json.dumps(error)


def test_a_sale_that_comes_to_nothing_is_taken_back_and_is_no_news(house: Household) -> None:
    assert refused("4", WRONG) == "tab_pin_wrong"
    [sale] = house.json("pos", "list", *CAFE)["items"]
    assert sale["state"] == "cancelled"
    assert "not shown" not in in_process("pos", "x", *CAFE).err


def test_paying_again_what_the_guest_has_paid_shows_the_receipt_and_asks_nobody(house: Household) -> None:
    _, receipt = charge("4.50")
    again = in_process("pos", "tab", "pay", receipt["id"], "li", "--json", *CAFE)
    assert (again.status, json.loads(again.out)["paid_at"]) == (0, receipt["paid_at"])
    assert house.balance("li") == "45.50"


def test_a_charge_under_a_key_is_paid_once(house: Household) -> None:
    keyed = ("-k", "table-4", *CAFE)
    first, again = (charge("4.50", PIN, *keyed) for _ in range(2))
    assert (first[0], again[0], house.balance("li")) == (0, 0, "45.50")


def test_a_repeat_of_a_charge_that_nobody_paid_does_not_end_as_if_it_were(house: Household) -> None:
    keyed = ("-k", "table-4", *CAFE)
    assert refused("4", WRONG, *keyed) == "tab_pin_wrong"
    status, error = charge("4", PIN, *keyed)
    assert (status, error["code"], error["message"]) == (
        4, "sale_cancelled", "Nothing was paid. The shop cancelled this sale."
    )  # fmt: skip
    assert house.balance("li") == "50.00"


def test_a_repeat_of_a_charge_that_was_paid_says_so_whatever_became_of_the_tab(house: Household) -> None:
    keyed = ("-k", "table-4", *CAFE)
    paid = charge("4", PIN, *keyed)[1]
    for _ in range(3):
        refused("1", WRONG)
    status, again = charge("4", PIN, *keyed)
    assert (status, again["id"], again["state"]) == (0, paid["id"], "done")
    assert refused("4", PIN, "-k", "table-5", *CAFE) == "tab_locked"
    house.run("tab", "leave", "cafe", "--as", "li")
    assert charge("4", PIN, *keyed)[0] == 0
    assert house.balance("li") == "46.00"


def test_the_key_of_a_charge_is_the_shops_and_not_one_of_the_guests(house: Household) -> None:
    house.run("send", "bar", "1", "-k", "table-4", "--as", "li")
    assert charge("4", PIN, "-k", "table-4", *CAFE)[0] == 0
    house.run("send", "bar", "1", "-k", "table-5", "--as", "li")
    assert house.balance("li") == "44.00"


def test_a_signal_around_the_payment_leaves_nothing_half_done(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is paid by then is shown as paid, and a sale that nobody was asked to pay yet is taken back."""

    def stopped(place: object, name: str) -> tuple[int, str]:
        really = getattr(place, name)

        def behind_it(*args: Any, **more: Any) -> None:
            really(*args, **more)
            raise Stopped

        with monkeypatch.context() as patch:
            patch.setattr(place, name, behind_it)
            try:
                status = charge("4")[0]
            except SystemExit as ended:
                status = int(str(ended.code))
        return status, house.json("pos", "list", "--limit", "1", *CAFE)["items"][0]["state"]

    assert stopped(pay_service, "carry_out") == (0, "done")
    assert stopped(charge_service, "carry_out") == (130, "cancelled")
    assert stopped(PinAsker, "__call__") == (130, "cancelled")
    assert house.balance("li") == "46.00"
    assert "not shown" not in in_process("pos", "x", *CAFE).err


def test_the_cap_of_a_day_holds_and_the_next_day_has_its_own(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    assert charge("29")[0] == 0
    assert refused("1.01") == "tab_spent"
    assert charge("1")[0] == 0
    monkeypatch.setenv("PAYCLI_NOW", "+24h")
    assert charge("2")[0] == 0
    assert refused("28.01") == "tab_spent"


def test_a_till_that_acts_by_its_own_key_needs_a_folder_for_tabs(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = house.json("tab", "join", "cafe", "--max", "30/day", "--as", "li")["code"]
    key, home = str(house.ledger.parent / "till.key"), os.environ["PAYCLI_HOME"]
    house.run("pos", "setup", "1", "--out", key, *CAFE)
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", key)
    monkeypatch.delenv("PAYCLI_HOME")
    without = in_process("pos", "tab", "add", "--pin", "-", stdin=f"{code}\n{PIN}\n")
    assert (without.status, "set PAYCLI_HOME or STATE_DIRECTORY" in without.err) == (78, True), without
    monkeypatch.setenv("PAYCLI_HOME", home)
    assert in_process("pos", "tab", "add", "--pin", "-", stdin=f"{code}\n998877\n").status == 0
    assert charge("4", "998877", "--till", "1")[0] == 0


# --- what the key is good for -----------------------------------------------------------------------------------------
def test_the_tab_of_one_till_is_refused_at_another(house: Household) -> None:
    house.run("pos", "open", "--till", "2", "--float", "0", *CAFE)
    file = tab_file(house)
    other = file.parent.with_name("till-2") / file.name
    other.parent.mkdir(mode=0o700)
    shutil.copy(file, other)
    at_2 = ("--till", "2", *CAFE)
    assert refused("1", PIN, *at_2) == "tab_elsewhere"
    # Whoever makes it say what this till expects only makes a box that no PIN opens.
    other.write_text(json.dumps(json.loads(file.read_text()) | {"till": 2}))
    assert refused("1", PIN, *at_2) == "tab_pin_wrong"
    assert charge("1", PIN, "--till", "1", *CAFE)[0] == 0


def test_the_key_is_not_in_the_file_and_the_file_is_private(house: Household) -> None:
    code = house.json("tab", "join", "cafe", "--max", "30/day", "--as", "li")["code"]
    secret = bearer_secret(parse_text(code))
    for path in (each for each in house.ledger.parent.rglob("*") if each.is_file()):
        data = path.read_bytes()
        for each in (secret, tab_seed(secret)):
            assert each not in data, path
            assert each.hex().encode() not in data, path
        assert code.encode() not in data, path
    assert tab_file(house).stat().st_mode & 0o777 == 0o600


def test_the_door_refuses_the_key_of_a_tab_for_everything_else(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a thief has it who tried all PINs: another shop's sale, sending, and the cap of a day."""
    code = house.json("tab", "join", "cafe", "--max", "30/day", "--as", "li")["code"]
    elsewhere = house.json("pos", "charge", "5", "--as", "bar")["id"]
    here = house.json("pos", "charge", "31", *CAFE)["id"]
    stolen = str(house.ledger.parent / "stolen.key")
    ledger = house.json("whoami", "--as", "li")["ledger"]
    seed = tab_seed(bearer_secret(parse_text(code)))
    name = house.json("tab", "list", "--as", "li")["items"][0]["name"]
    file = MandateFile(name, str(house.ledger), ledger, wallet_of(house, "li"), "li", seed, "play")
    Files(os.environ).write(stolen, file)
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", stolen)
    with Misses() as misses:
        for line, code_ in (
            (("pay", elsewhere), "mandate_payee"),
            (("pay", here), "mandate_spent"),
            (("send", "bar", "1"), "mandate_kind"),
            (("send", "cafe", "1"), "mandate_kind"),
            (("withdraw", "1", "--cash"), "mandate_kind"),
            (("envelope", "send", "1"), "mandate_kind"),
        ):
            with misses.of(*line):
                assert house.json(*line, status=6)["code"] == code_
    monkeypatch.delenv("PAYCLI_MANDATE_FILE")
    assert house.balance("li") == "50.00"


# --- the guest --------------------------------------------------------------------------------------------------------
def test_the_same_tab_shows_the_same_code_again_and_another_one_wants_leaving_first(house: Household) -> None:
    join = ("tab", "join", "cafe", "--as", "li", "--max")
    first, again = (house.json(*join, "30/day") for _ in range(2))
    assert (first["code"], again["changed"]) == (again["code"], False)
    assert re.fullmatch("PAYCLI:1/T/[0-9A-Z]{26}/[0-9A-Z]{26}", first["code"])
    for other in (("20/day",), ("30/day", "--until", "+30d")):
        assert house.json(*join, *other, status=5)["hint"] == "paycli tab leave cafe"
    house.run("tab", "leave", "cafe", "--as", "li")
    assert house.json(*join, "20/day")["code"] != first["code"]


def test_leaving_takes_the_key_out_of_force_at_once(house: Household) -> None:
    assert house.json("tab", "leave", "cafe", "--as", "li")["changed"]
    assert refused("1") == "tab_unfit"
    assert house.json("pos", "tab", "list", *CAFE)["items"][0]["state"] == "left"
    assert not house.json("tab", "leave", "cafe", "--as", "li")["changed"]
    assert house.json("tab", "list", "--as", "li")["items"] == []
    assert house.json("tab", "list", "--all", "--as", "li")["items"][0]["state"] == "revoked"
    # The old code opens nothing either; a new one does.
    have_tab("li", "cafe")
    assert charge("1")[0] == 0


def test_leaving_while_the_pin_is_typed_is_noticed_by_the_door(house: Household) -> None:
    with Screen("pos", "charge", "4.50", "cake", "--tab", "li", *CAFE) as till:
        till.until("PIN: ")
        house.run("tab", "leave", "cafe", "--as", "li")
        till.type(f"{PIN}\n")
        till.ended(6)
    assert house.balance("li") == "50.00"


def test_a_code_that_is_no_tab_here_is_refused_and_never_repeated(house: Household) -> None:
    code = house.json("tab", "join", "cafe", "--max", "30/day", "--as", "li")["code"]
    gift = house.json("envelope", "send", "1", "--link", "--as", "li")["link"]
    other = house.json("tab", "join", "bar", "--max", "5/day", "--as", "li")["code"]
    ends = "0" if code[-1] != "0" else "1"
    cases: Sequence[tuple[str, tuple[str, ...], int, str]] = (
        (other, CAFE, 6, "it is for another shop"),
        (code[:-1] + ends, CAFE, 6, "no tab on this ledger"),
        (gift, CAFE, 65, "not that of a tab"),
        (code[:-3], CAFE, 65, "its end is missing"),
        (f"{code[:11]}{'0' * 26}{code[37:]}", CAFE, 65, "does not fit this ledger"),
        (code, ("--as", "li"), 6, "shop"),
    )
    with Misses() as misses:
        for typed, who, status, said in cases:
            with misses.of(said):
                ended = in_process("pos", "tab", "add", "--pin", "-", *who, stdin=f"{typed}\n{PIN}\n")
                assert (ended.status, said in ended.err) == (status, True), ended
                assert typed[-20:] not in ended.err
        with misses.of("as an argument of pay"):
            ended = in_process("pay", code, "--yes", "--as", "li")
            assert (ended.status, code[-26:] in ended.err) == (65, False), ended
    house.run("tab", "leave", "cafe", "--as", "li")
    ended = in_process("pos", "tab", "add", "--pin", "-", *CAFE, stdin=f"{code}\n{PIN}\n")
    assert (ended.status, "the guest has left it" in ended.err) == (6, True), ended


def test_the_name_of_a_tab_is_plain_and_no_other_mandate_takes_it(house: Household) -> None:
    [tab] = house.json("tab", "list", "--as", "li")["items"]
    assert tab["name"] == f"tab-{wallet_of(house, 'cafe')[:12]}"
    [mandate] = house.json("mandate", "list", "--as", "li")["items"]
    assert (mandate["name"], mandate["grants"][0]["to"], mandate["grants"][0]["kinds"]) == (
        tab["name"], ["@cafe"], ["sale.pay"],
    )  # fmt: skip
    terms = ("--can", "cancel", "--until", "+1d", "--out", str(house.ledger.parent / "x.key"), "--as", "ming")
    assert "paycli tab join" in house.json("mandate", "new", tab["name"], *terms, status=2)["hint"]

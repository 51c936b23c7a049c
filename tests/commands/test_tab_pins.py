"""The PIN of a regular's tab: three tries, whatever is killed and whatever the clock says; hidden at a terminal."""

from __future__ import annotations

import os

import pytest

from paycli.app import till_tabs
from tests.support.inside import Household, in_process
from tests.support.misses import Misses
from tests.support.regulars import CAFE, PIN, WRONG, charge, refused, with_regular
from tests.support.terminal import CTRL_C, Screen, flat
from tests.support.town import have_tab


@pytest.fixture
def house(empty_house: Household) -> Household:
    return with_regular(empty_house)


def test_three_wrong_pins_lock_for_ten_minutes_over_restarts_and_clocks(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [charge("1", WRONG)[1] for _ in range(3)]
    assert [(each["code"], each.get("tries_left")) for each in found] == [
        ("tab_pin_wrong", 2), ("tab_pin_wrong", 1), ("tab_locked", None),
    ]  # fmt: skip
    [row] = house.json("pos", "tab", "list", *CAFE)["items"]
    assert (row["state"], row["locked_until"]) == ("locked", found[2]["opens_at"])
    sales = len(house.json("pos", "list", *CAFE)["items"])
    for now in ("", "+9m", "-1h", "-300d"):
        monkeypatch.setenv("PAYCLI_NOW", now)
        # The right one is not looked at, and no sale is made for it.
        assert refused("1") == "tab_locked"
    monkeypatch.delenv("PAYCLI_NOW")
    assert len(house.json("pos", "list", *CAFE)["items"]) == sales
    monkeypatch.setenv("PAYCLI_NOW", "+10m")
    assert charge("1")[0] == 0


def test_the_right_pin_forgets_the_wrong_ones(house: Household) -> None:
    for _ in range(2):
        assert [refused("1", WRONG) for _ in range(2)] == ["tab_pin_wrong"] * 2
        assert charge("1")[0] == 0


def test_a_process_that_is_killed_while_it_looks_at_a_pin_has_used_up_a_try(
    house: Household,
) -> None:
    for number in range(3):
        read, write = os.pipe()
        os.write(write, b"000%d\n" % number)
        os.close(write)
        sale = house.json("pos", "charge", "1", *CAFE)["id"]
        house.killed_at(till_tabs, "unseal", "pos", "tab", "pay", sale, "li", "--pin", f"fd:{read}", *CAFE)
        os.close(read)
    assert refused("1") == "tab_locked"


def test_a_new_code_of_the_guest_chooses_another_pin_and_ends_the_lock(house: Household) -> None:
    for _ in range(3):
        charge("1", WRONG)
    have_tab("li", "cafe", "556677")
    assert refused("1") == "tab_pin_wrong"
    assert charge("1", "556677")[0] == 0


def test_what_is_no_pin_is_refused_and_never_repeated(house: Household) -> None:
    code = house.json("tab", "join", "cafe", "--max", "30/day", "--as", "li")["code"]
    with Misses() as misses:
        for pin in ("123", "1234567890123", "12a4", "\uff11\uff12\uff13\uff14", "12 34"):
            with misses.of(pin):
                ended = in_process("pos", "tab", "add", "--pin", "-", *CAFE, stdin=f"{code}\n{pin}\n")
                assert ended.status == 2, ended
                assert "4 to 12 digits" in ended.err
                assert pin not in ended.err + ended.out
        for typed in ("4711", "/etc/hostname", "fd:x"):
            with misses.of(typed):
                ended = in_process("pos", "charge", "1", "--tab", "li", "--pin", typed, *CAFE)
                assert ended.status in {2, 78}, ended
                assert "4711" not in ended.err
    assert house.json("pos", "list", *CAFE)["items"] == []


def test_at_a_terminal_the_guest_sees_the_sum_types_hidden_and_may_try_again(house: Household) -> None:
    with Screen("pos", "charge", "4.50", "cake", "--tab", "li", *CAFE) as till:
        till.until("@li pays 4.50 EUR (PLAY) to @cafe.  PIN: ").type(f"{WRONG}\n")
        till.until("Tries left: 2.").until("PIN: ").type(f"{PIN}\n")
        screen = flat(till.ended())
    assert "paid by @li" in screen
    assert WRONG not in screen
    assert PIN not in screen
    with Screen("pos", "charge", "1", "--tab", "li", *CAFE) as till:
        till.until("PIN: ").type(CTRL_C)
        till.ended(130)
    assert [each["state"] for each in house.json("pos", "list", *CAFE)["items"]] == ["cancelled", "done"]


def test_at_a_terminal_the_guest_chooses_a_pin_twice_and_the_code_is_hidden(house: Household) -> None:
    code = house.json("tab", "join", "cafe", "--max", "30/day", "--as", "li")["code"]
    with Screen("pos", "tab", "add", *CAFE, columns=120) as till:
        till.answer("The code of the tab: ", code).until("30.00 EUR a day")
        till.answer("@li chooses a PIN, 4 to 12 digits: ", "12").until("A PIN has 4 to 12 digits.")
        till.answer("digits: ", "9999").answer("The same PIN again: ", "9998").until("The two differ.")
        till.answer("digits: ", "8642").answer("The same PIN again: ", "8642")
        screen = till.ended()
    assert code[-26:] not in screen
    assert "8642" not in screen
    assert charge("1", "8642")[0] == 0

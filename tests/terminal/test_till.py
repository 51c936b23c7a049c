"""The till at a real terminal of 80 x 24: the code, the wait, the guest who pays meanwhile, and Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
from typing import TYPE_CHECKING

import pytest

from paycli.tour.paint import DARK, LIGHT
from paycli.tour.reading import read_back
from tests.support.program import paycli, paycli_json, sealed
from tests.support.terminal import CTRL_C, Screen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = [pytest.mark.python, pytest.mark.slow]

CHARGE = ("pos", "charge", "8.00", "2", "noodles", "--as", "cafe")
WAIT_LINE = re.compile(r"waiting \.\. (\d+) s   Ctrl-C cancels")
TYPED = re.compile(r"types:\s.*?paycli pay (\w{12})\n", re.DOTALL)


@pytest.fixture
def shop(tmp_path: Path) -> Mapping[str, str]:
    """Give the environment of a shop @cafe and a guest @li who has 20.00 EUR."""
    env = sealed(tmp_path / "shop")
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--zone", "UTC", "--vault", "sealed", env=env)
    paycli("wallet", "new", "cafe", "--shop", env=env)
    paycli("wallet", "new", "li", env=env)
    paycli("cash", "in", "li", "20", "--as", "ming", "--yes", env=env)
    return env


def waits(till: Screen) -> str:
    """Wait until the till waits, and give the sale's short id."""
    till.until("Ctrl-C cancels")
    found = TYPED.search(till.text)
    assert found, till.text
    assert WAIT_LINE.search(till.text), till.text
    return found[1]


def pays(sale: str, env: Mapping[str, str]) -> str:
    """Have the guest pay at another terminal, and give that screen."""
    with Screen("pay", sale, "--as", "li", env=env) as guest:
        guest.until("Pay? [y/N] ").type("y\n")
        return guest.ended()


def test_the_till_waits_until_the_guest_has_paid(shop: Mapping[str, str]) -> None:
    with Screen(*CHARGE, env=shop) as till:
        sale = waits(till)
        assert "8.00 EUR paid to @cafe (PLAY)    balance 12.00 EUR (PLAY)" in pays(sale, shop)
        screen = till.ended()

    last = screen.rstrip("\n").split("\r")[-1]
    assert re.fullmatch(r"paid by @li \d\d:\d\d:\d\d \(PLAY\)    sale 0-000001    today 1 sale 8\.00 EUR", last), screen


def test_the_wait_counts_down_to_the_end_of_the_sale(shop: Mapping[str, str]) -> None:
    with Screen(*CHARGE, "--expires", "90s", env=shop) as till:
        waits(till)
        first = int(WAIT_LINE.findall(till.text)[0])
        till.until(f"waiting .. {first - 2} s")
        till.type(CTRL_C).ended(130)
        seconds = [int(number) for number in WAIT_LINE.findall(till.text)]

    assert 80 <= first <= 90
    assert seconds == sorted(seconds, reverse=True)


def test_code_and_wait_fit_a_terminal_of_80_by_24_and_the_code_is_read_off_it(shop: Mapping[str, str]) -> None:
    with Screen(*CHARGE, env=shop) as till:
        sale = waits(till)
        till.type(CTRL_C).ended(130)
        shown = till.raw.split("waiting")[0].split("\n")

    code = shown[:19]
    # 29 modules with a quiet zone of 4 on each side; two rows of them in a line. What is charged stands beside it.
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in code]
    assert {len(line) for line in plain if not line[37:]} == {29 + 8}
    assert [line[37:] for line in plain if line[37:]] == [
        "   8.00 EUR (PLAY)",
        "   to @cafe",
        "   2 noodles",
        "   sale 0-000001",
        "   the guest scans the code, or types:",
        f"   paycli pay {sale}",
    ]
    assert "\x1b[0m   \x1b[1m8.00 EUR (PLAY)\x1b[0m" in "\n".join(code)
    text = read_back(code, DARK)
    assert text is not None
    assert text == read_back(code, LIGHT)
    assert text.startswith("PAYCLI:1/S/")
    assert f"/{sale.upper()}" in text
    # The command itself, the code, the wait, the next prompt.
    assert shown[19:] == ["\r"]


BELOW = "8.00 EUR (PLAY) to @cafe"


@pytest.mark.parametrize(
    ("columns", "goods", "below"),
    [
        (80, "2 noodles, a pot of green tea, one tiramisu and two spoons", False),
        (75, "2 noodles", True),
        (80, "Donaudampfschifffahrtsgesellschaftskapitaenskajuete", True),
        (80, "noodles, and " * 60, True),
    ],
    ids=["long goods", "narrow screen", "long word", "goods without end"],
)
def test_the_sale_stands_below_the_code_where_it_would_not_fit_beside_it(
    columns: int, goods: str, below: bool, shop: Mapping[str, str]
) -> None:
    with Screen("pos", "charge", "8", goods, "--as", "cafe", env=shop, columns=columns) as till:
        sale = waits(till)
        till.type(CTRL_C).ended(130)

    assert (BELOW in till.text) == below
    assert (f"the guest types: paycli pay {sale}" in till.text) == below
    # Words without end stand above it, so that they do not push it out of the screen.
    text = read_back(till.raw.split("waiting")[0].rstrip("\r").split("\n")[-20:-1], DARK) if len(goods) > 80 else None
    text = text or read_back(till.raw.split("\n")[:19], DARK)
    assert text is not None
    assert f"/{sale.upper()}" in text


def test_ctrl_c_cancels_the_sale(shop: Mapping[str, str]) -> None:
    with Screen(*CHARGE, env=shop) as till:
        sale = waits(till)
        screen = till.type(CTRL_C).ended(130)

    assert "Cancelled: nothing was charged." in screen
    receipt = paycli_json("pos", "receipt", sale, "--as", "cafe", env=shop)
    assert (receipt["state"], receipt["from"], receipt["receipt"]) == ("cancelled", None, "0-000001")
    refused = paycli_json("pay", receipt["short"], "--as", "li", "--yes", env=shop, status=4)
    assert refused["error"]["code"] == "sale_cancelled"
    assert paycli_json("balance", "--as", "li", env=shop)["amount"] == "20.00"


def test_a_sale_that_was_paid_in_the_moment_of_ctrl_c_is_paid(shop: Mapping[str, str]) -> None:
    with Screen(*CHARGE, env=shop) as till:
        sale = waits(till)
        # It cannot look while it is stopped, so Ctrl-C is the first that it hears of.
        os.kill(till.pid, signal.SIGSTOP)
        pays(sale, shop)
        os.kill(till.pid, signal.SIGINT)
        os.kill(till.pid, signal.SIGCONT)
        screen = till.ended(0)

    assert "paid by @li " in screen
    assert "Cancelled" not in screen


def test_a_sale_that_nobody_pays_in_time_ends_with_status_4(shop: Mapping[str, str]) -> None:
    with Screen(*CHARGE, "--expires", "1s", env=shop) as till:
        screen = till.ended(4)

    assert "Nothing was paid." in screen


def test_without_a_terminal_the_till_says_at_once_what_the_guest_types(shop: Mapping[str, str]) -> None:
    shown = paycli(*CHARGE, "--wait", "--expires", "1s", env=shop, status=4)

    assert re.search(r"^the guest types: paycli pay \w{12}$", shown.stdout, re.MULTILINE)
    assert "waiting" not in shown.stdout + shown.stderr

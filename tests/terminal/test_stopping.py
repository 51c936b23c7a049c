"""The till for a program: a line at once, a line at the end; and every signal that may end the wait between them."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import termios
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import PROGRAM, paycli, paycli_json, sealed
from tests.support.schemas import require_schema
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = [pytest.mark.python, pytest.mark.slow]

CHARGE = ("pos", "charge", "8.00", "2", "noodles", "--wait", "--no-key", "--as", "cafe")
STATUSES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.fixture
def shop(tmp_path: Path) -> Mapping[str, str]:
    """Give the environment of a shop @cafe and a guest @li who has 20.00 EUR."""
    env = sealed(tmp_path / "shop")
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--zone", "UTC", "--vault", "sealed", env=env)
    paycli("wallet", "new", "cafe", "--shop", env=env)
    paycli("wallet", "new", "li", env=env)
    paycli("cash", "in", "li", "20", "--as", "ming", "--yes", env=env)
    return env


class Till:
    """A till that a program runs: its lines as documents."""

    def __init__(self, *more: str, env: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [PROGRAM, *CHARGE, *more, "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **env},
        )

    def line(self) -> dict[str, Any]:
        """Give the next line, which may be waited for."""
        assert self.process.stdout is not None
        document: dict[str, Any] = json.loads(self.process.stdout.readline())
        require_schema(CHARGE, document)
        return document

    def ended(self, status: int) -> tuple[str, str]:
        """Require the exit status, and give what was written since the last line, and to stderr."""
        out, err = self.process.communicate(timeout=60)
        assert self.process.returncode == status, (out, err)
        return out, err


@contextmanager
def till(*more: str, env: Mapping[str, str]) -> Iterator[Till]:
    running = Till(*more, env=env)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()


@contextmanager
def busy(env: Mapping[str, str]) -> Iterator[None]:
    """Write the ledger, as a process would that takes its time."""
    with Path(env["PAYCLI_HOME"], "home.db.lock").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def receipt(sale: str, env: Mapping[str, str]) -> dict[str, Any]:
    return paycli_json("pos", "receipt", sale, "--as", "cafe", env=env)


def test_the_first_line_comes_at_once_and_the_last_one_is_the_receipt(shop: Mapping[str, str]) -> None:
    with till(env=shop) as running:
        sale = running.line()
        assert (sale["state"], sale["receipt"], sale["amount"]) == ("pending", "0-000001", "8.00")
        paycli("pay", sale["qr"], "--tip", "1", "--as", "li", "--yes", env=shop)
        last = running.line()
        assert (last["id"], last["state"], last["from"], last["tip"]) == (sale["id"], "done", "@li", "1.00")
        assert running.ended(0) == ("", "")
    assert sale["due"] > sale["time"]


@pytest.mark.parametrize("number", STATUSES)
def test_a_signal_cancels_the_sale_and_the_last_line_says_so(number: signal.Signals, shop: Mapping[str, str]) -> None:
    with till(env=shop) as running:
        sale = running.line()
        running.process.send_signal(number)
        assert running.line()["state"] == "cancelled"
        assert running.ended(STATUSES[number]) == ("", "")

    assert receipt(sale["id"], shop)["state"] == "cancelled"
    assert paycli_json("resume", env=shop)["items"] == []


@pytest.mark.parametrize("number", STATUSES)
def test_a_sale_that_was_paid_in_the_moment_of_a_signal_is_paid(
    number: signal.Signals, shop: Mapping[str, str]
) -> None:
    with till(env=shop) as running:
        sale = running.line()
        # It cannot look while it is stopped, so the signal is the first that it hears of.
        running.process.send_signal(signal.SIGSTOP)
        paycli("pay", sale["qr"], "--as", "li", "--yes", env=shop)
        running.process.send_signal(number)
        running.process.send_signal(signal.SIGCONT)
        assert running.line()["state"] == "done"
        running.ended(0)


def test_a_sale_that_nobody_pays_ends_with_its_receipt_and_the_reason(shop: Mapping[str, str]) -> None:
    with till("--expires", "1s", env=shop) as running:
        running.line()
        assert running.line()["state"] == "expired"
        _, err = running.ended(4)
    assert json.loads(err)["error"]["code"] == "sale_expired"


@pytest.mark.parametrize("number", STATUSES)
def test_a_signal_before_the_sale_is_there_leaves_none(number: signal.Signals, shop: Mapping[str, str]) -> None:
    with busy(shop), Screen(*CHARGE, env=shop) as screen:
        screen.until("waiting for the ledger, which is busy .. ")
        os.kill(screen.pid, number)
        assert "paycli pay" not in screen.ended(STATUSES[number])

    assert paycli_json("pos", "list", "--as", "cafe", env=shop)["items"] == []
    assert paycli_json("resume", env=shop)["items"] == []


def test_a_busy_ledger_is_waited_for_and_the_line_is_gone_then(shop: Mapping[str, str]) -> None:
    with Screen(*CHARGE, env=shop) as screen:
        with busy(shop):
            screen.until("waiting for the ledger, which is busy .. ")
        screen.until("waiting .. ").type("\x03").ended(130)


def test_a_terminal_that_is_closed_cancels_the_sale(shop: Mapping[str, str]) -> None:
    screen = Screen(*CHARGE, env=shop)
    with screen:
        screen.until("waiting .. ")
    # Leaving the block closed the terminal behind a kill, so this is done once more without one.
    screen = Screen(*CHARGE, env=shop)
    screen.until("waiting .. ")
    os.close(screen._master)
    assert screen.process.wait(60) == 129
    states = [each["state"] for each in paycli_json("pos", "list", "--as", "cafe", env=shop)["items"]]
    assert states == ["cancelled", "pending"]


def test_a_till_that_lost_its_right_says_that_the_sale_stands(shop: Mapping[str, str], tmp_path: Path) -> None:
    paycli("pos", "setup", "1", "--out", str(tmp_path / "till.key"), "--as", "cafe", "--yes", env=shop)
    paycli("pos", "open", "--float", "0", "--as", "cafe", "--yes", env=shop)
    mandate = {**shop, "PAYCLI_MANDATE_FILE": str(tmp_path / "till.key")}
    with till(env=mandate) as running:
        sale = running.line()
        paycli("mandate", "revoke", "till-1", "--as", "cafe", env=shop)
        running.process.send_signal(signal.SIGTERM)
        _, err = running.ended(75)

    error = json.loads(err)["error"]
    assert (error["code"], error["receipt"], error["of"]) == ("sale_stands", sale["receipt"], sale["id"])
    assert error["message"].startswith("Sale 1-000001 was not taken back, and can still be paid until ")
    assert error["hint"] == "take it back: paycli cancel 1-000001"
    assert receipt(sale["id"], shop)["state"] == "pending"


def test_a_terminal_is_as_it_was_after_a_signal_at_the_passphrase(shop: Mapping[str, str]) -> None:
    env = {**shop, "PAYCLI_PASSPHRASE_FILE": ""}
    with Screen(*CHARGE, env=env) as screen:
        screen.until("assphrase")
        assert not termios.tcgetattr(screen._master)[3] & termios.ECHO
        os.kill(screen.pid, signal.SIGTERM)
        screen.ended(143)
        assert termios.tcgetattr(screen._master)[3] & termios.ECHO


def test_a_signal_that_is_ignored_stays_so(shop: Mapping[str, str]) -> None:
    """As under `nohup`: whoever logs out lets the till wait on."""
    with Screen("-c", 'trap "" HUP; exec "$@"', "sh", PROGRAM, *CHARGE, program=("/bin/sh",), env=shop) as screen:
        screen.until("waiting .. ")
        os.kill(screen.pid, signal.SIGHUP)
        os.kill(screen.pid, signal.SIGTERM)
        assert "Cancelled: nothing was charged." in screen.ended(143)

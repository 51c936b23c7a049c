"""Wrong ids, nobody to ask, several wallets: each has its status, and nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.app.opening import open_app
from paycli.domain.ids import crockford
from paycli.services.engine.intents import Execution
from paycli.services.payments import transfers
from tests.commands.conftest import Town, refused
from tests.support.program import paycli, sealed

if TYPE_CHECKING:
    from pathlib import Path

# Everything that moves money, with whole ids.
MOVING = {
    "send": ("send", "li", "1", "--as", "ming"),
    "pay": ("pay", "SALE", "--as", "li"),
    "refund": ("refund", "PAID", "--as", "cafe"),
    "cancel": ("cancel", "ENVELOPE", "--as", "ming"),
    "grab": ("grab", "--as", "li"),
    "topup": ("topup", "1", "--as", "ming"),
    "withdraw": ("withdraw", "1", "--as", "ming"),
    "withdraw cash": ("withdraw", "1", "--cash", "--as", "ming"),
    "envelope": ("envelope", "send", "1", "--as", "ming"),
    "cash in": ("cash", "in", "li", "1", "--as", "ming"),
    "cash out": ("cash", "out", "CASH", "--as", "ming"),
}
BY_ID = {
    "pay": ("pay", "X", "--as", "li"),
    "refund": ("refund", "X", "--as", "cafe"),
    "cancel": ("cancel", "X", "--as", "ming"),
    "grab": ("grab", "X", "--as", "li"),
    "cash out": ("cash", "out", "X", "--as", "ming"),
    "show": ("show", "X", "--as", "ming"),
    "receipt": ("pos", "receipt", "X", "--as", "cafe"),
    "verify": ("envelope", "verify", "X", "--as", "ming"),
}
READING = {"show", "receipt", "verify"}


def filled(words: tuple[str, ...], town: Town, x: str = "") -> list[str]:
    places = {"X": x, "SALE": town.sale, "PAID": town.paid, "ENVELOPE": town.envelope, "CASH": town.cash}
    return [places.get(word, word) for word in words]


# --- ids -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(BY_ID.keys() - READING))
def test_unattended_an_id_must_be_written_out(name: str, unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, 2, *filled(BY_ID[name], unchanged, "k3xd"), "--yes")
    assert "12 characters" in said.err


@pytest.mark.parametrize("name", BY_ID)
@pytest.mark.parametrize("typed", ["zzzzzzzzzzzz", "0" * 32, "k3x!", "", "../../etc", "\x1b[2J", "x" * 10_000, "u"])
def test_an_id_of_nothing_is_not_found(
    name: str, typed: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    # An envelope that is not there gets the same answer as one that is not for this wallet.
    status = 6 if name == "grab" else 4
    assert len(refused(capsys, status, *filled(BY_ID[name], unchanged, typed), "--yes").err) < 1000


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("pay", "ENVELOPE"),
        ("refund", "ENVELOPE"),
        ("grab", "SALE"),
        ("cash out", "SALE"),
        ("receipt", "ENVELOPE"),
        ("verify", "SALE"),
    ],
)
def test_an_id_of_another_kind_is_not_found(
    name: str, other: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = filled((other,), unchanged)[0]
    refused(capsys, 6 if name == "grab" else 4, *filled(BY_ID[name], unchanged, whole), "--yes")


def test_what_nobody_can_cancel_is_explained(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    whole = filled(("CASH",), unchanged)[0]
    said = refused(capsys, 6, *filled(BY_ID["cancel"], unchanged, whole), "--yes").err
    assert said.startswith("Nothing was cancelled.")
    assert "paycli cash out" in said


def test_a_prefix_that_fits_several_things_names_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in sealed(tmp_path).items():
        monkeypatch.setenv(name, value)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")
    paycli("wallet", "new", "li")
    paycli("cash", "in", "ming", "1", "--yes", "--as", "ming")
    app = open_app(None, "ming", None, tty=False, moving=True).app
    # There are 32 letters, so of 33 transfers two at least begin alike; nothing here is open, which would win.
    sent = [
        crockford(int(transfers.send(app, "li", "0.01", None, Execution()).id[-15:], 16), 12).lower() for _ in range(33)
    ]
    app.book.close()
    firsts = [each[0] for each in sent]
    letter = next(each for each in firsts if firsts.count(each) > 1)
    said = refused(capsys, 4, "show", letter, "--as", "ming")
    assert f"{letter} fits " in said.err
    assert "type more characters: " in said.err


@pytest.mark.parametrize("typed", ["PAYCLI:1/S/nonsense", "PAYCLI:2/S/" + "0" * 26 + "/" + "0" * 12, "PAYCLI:"])
def test_a_qr_text_that_is_none_is_bad_data(typed: str, unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, 65, "pay", typed, "--yes", "--as", "li")


def test_a_qr_text_of_another_ledger_is_refused(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    qr = "PAYCLI:1/S/" + "0" * 25 + "1/" + "0" * 12
    assert "another ledger" in refused(capsys, 65, "pay", qr, "--yes", "--as", "li").err


# --- nobody to ask ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", [(), ("--json",), ("--no-input",)])
@pytest.mark.parametrize("name", MOVING)
def test_without_a_terminal_what_moves_money_wants_yes(
    name: str, how: tuple[str, ...], unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--yes" in refused(capsys, 2, *filled(MOVING[name], unchanged), *how).err


@pytest.mark.parametrize("name", MOVING)
def test_without_a_terminal_the_wallet_that_moves_money_must_be_named(
    name: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, 78, *filled(MOVING[name], unchanged)[:-2], "--yes")
    assert "--as" in said.err
    assert "@ming" in said.err


def test_a_name_that_is_no_profile_here_is_a_setup_fault(
    unchanged: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "known: @cafe, @li, @ming" in refused(capsys, 78, "balance", "--as", "nobody").err
    monkeypatch.setenv("PAYCLI_AS", "nobody")
    refused(capsys, 78, "send", "li", "1", "--yes")


@pytest.mark.parametrize(
    "words", [("init",), ("init", "--handle", "x2"), ("init", "--handle", "x2", "--play", "--real")]
)
def test_init_without_a_terminal_wants_its_answers(
    words: tuple[str, ...], own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, 2, *words)
    assert not (own_home / "paycli").exists(), "nothing was made"

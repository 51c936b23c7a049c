"""Wrong ids, nobody to ask, several wallets: each has its status, and nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.app.opening import Wanted, open_app
from paycli.domain.ids import crockford
from paycli.services.engine.intents import Execution
from paycli.services.payments import transfers
from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.catalogue import ASKING, MOVING, WITH_ID
from tests.support.misses import Misses
from tests.support.program import paycli, sealed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.town import Town


# --- ids -------------------------------------------------------------------------------------------------------------
def test_unattended_an_id_must_be_written_out(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for case in WITH_ID:
            words = unchanged.words(case.with_word(case.id), X="k3xd")
            with misses.of(*words):
                assert not case.moves or "12 characters" in refused(capsys, 2, *words, "--yes").err


def test_a_number_is_no_id_where_money_moves(
    unchanged: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Misses() as misses:
        for case in MOVING:
            for typed in ("8", "0", "1234567", "12345678901") if case.id else ():
                words = unchanged.words(case.with_word(case.id), X=typed)
                with misses.of(*words), monkeypatch.context() as patch:
                    # On a terminal, where a short id is enough.
                    patch.setattr("paycli.flows.session.full_ids_required", lambda *_: False)
                    assert "is a number" in refused(capsys, 2, *words, "--yes").err


NO_IDS = ("zzzzzzzzzzzz", "0" * 32, "k3x!", "", "../../etc", "\x1b[2J", "x" * 10_000, "u")


def test_an_id_of_nothing_is_not_found(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything_in(unchanged.ledger)
    with Misses() as misses:
        for case in WITH_ID:
            # An envelope that is not there gets the same answer as one that is not for this wallet.
            status = 6 if case.command == "grab" else 4
            for typed in NO_IDS:
                words = unchanged.words(case.with_word(case.id), X=typed)
                with misses.of(*words):
                    assert len(refused(capsys, status, *words, "--yes").err) < 1000
            with misses.of(case.typed):
                assert everything_in(unchanged.ledger) == before, "the ledger was changed"


def test_an_id_of_another_kind_is_not_found(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for case in WITH_ID:
            words = unchanged.words(case.with_word(case.id).replace(" X", f" {case.strange}"))
            with misses.of(*words):
                if case.strange:
                    refused(capsys, 6 if case.command == "grab" else 4, *words, "--yes")


def test_what_nobody_can_cancel_is_explained(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, 6, "cancel", unchanged.cash, "--as", "ming", "--yes").err
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
    app = open_app(None, Wanted("ming", None, tty=False, moving=True)).app
    # There are 32 letters, so of 33 transfers two at least begin alike; nothing here is open, which would win.
    sent = [
        crockford(int(transfers.send(app, "li", "0.01", None, Execution()).id[-15:], 16), 12).lower() for _ in range(33)
    ]
    app.book.close()
    firsts = [each[0] for each in sent]
    letter = next(each for each in firsts if firsts.count(each) > 1)
    said = refused(capsys, 4, "show", letter, "--as", "ming")
    assert f" ids begin with {letter}." in said.err
    assert "type more characters: " in said.err


@pytest.mark.parametrize("typed", ["PAYCLI:1/S/nonsense", "PAYCLI:2/S/" + "0" * 26 + "/" + "0" * 12, "PAYCLI:"])
def test_a_qr_text_that_is_none_is_bad_data(typed: str, unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, 65, "pay", typed, "--yes", "--as", "li")


def test_a_qr_text_of_another_ledger_is_refused(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    qr = "PAYCLI:1/S/" + "0" * 25 + "1/" + "0" * 12
    assert "another ledger" in refused(capsys, 65, "pay", qr, "--yes", "--as", "li").err


# --- nobody to ask ---------------------------------------------------------------------------------------------------
def test_without_a_terminal_what_would_ask_wants_yes(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for case in ASKING:
            for how in ((), ("--json",), ("--no-input",)):
                words = [*unchanged.words(case.acting()), *how]
                with misses.of(*words):
                    assert "--yes" in refused(capsys, 2, *words).err


def test_without_a_terminal_the_wallet_that_moves_money_must_be_named(
    unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    with Misses() as misses:
        for case in MOVING:
            words = [*unchanged.words(case.typed), "--yes"]
            with misses.of(*words):
                said = refused(capsys, 78, *words)
                assert "--as" in said.err
                assert "@ming" in said.err


def test_a_name_that_is_no_profile_here_is_a_setup_fault(
    unchanged: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "your wallets: @bar, @cafe, @li, @ming" in refused(capsys, 78, "balance", "--as", "nobody").err
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

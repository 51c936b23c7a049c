"""At each question Ctrl-C ends with 130, no with 1, Ctrl-D with 2; nothing was done, and it can be begun again."""

from __future__ import annotations

import json
import os
import pwd
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.domain.texts import clean_handle
from paycli.errors import HandleInvalid
from tests.support.books import everything_in
from tests.support.catalogue import ASKING, QUESTIONS, SIGNING
from tests.support.program import paycli, paycli_json, sealed
from tests.support.terminal import CTRL_C, CTRL_D, Screen

if TYPE_CHECKING:
    from tests.support.catalogue import Case
    from tests.support.town import Town

pytestmark = pytest.mark.python

LEDGER = {"home.db", "home.db-wal", "home.db-shm"}
ENDS = {"Ctrl-C": (CTRL_C, 130), "no": ("n\n", 1), "Ctrl-D": (CTRL_D, 2)}


def kept_in(home: Path) -> dict[str, bytes]:
    """Give every file of a home by name, but for the ledger itself, which is compared row by row.

    Of what was seen of a ledger only the place counts: by looking, a command learns what has ended.
    """
    found = {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
    kept = {name: path.read_bytes() for name, path in found.items() if name not in LEDGER}
    for name, data in kept.items():
        if name.startswith("seen/") and name.endswith(".json"):
            known = json.loads(data)
            kept[name] = json.dumps([known[part] for part in ("size", "time", "frontier", "accepted")]).encode()
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("case", ASKING, ids=str)
def test_a_confirmation_that_is_not_given_moves_nothing(case: Case, end: str, unchanged: Town) -> None:
    keys, status = ENDS[end]
    with Screen(*unchanged.words(case.acting()), columns=300) as screen:
        screen.until(f"{case.asks[-1]} ").type(keys)
        shown = screen.ended(status)
    for text in case.asks:
        assert text in shown
    assert "bug" not in shown


def test_what_is_neither_yes_nor_no_is_asked_again_and_enter_is_yes(town: Town) -> None:
    before = paycli_json("balance", "--as", "li")["amount"]
    with Screen("send", "li", "1", "--as", "ming") as screen:
        screen.answer("[Y/n] ", "perhaps").until("Please type y or n.").answer("[Y/n] ", "").until("1.00 EUR sent")
        screen.ended()
    assert Decimal(paycli_json("balance", "--as", "li")["amount"]) == Decimal(before) + 1


@pytest.mark.parametrize(
    ("passphrase", "at"), [*(("typed", at) for at in range(5)), *(("configured", at) for at in range(3))]
)
def test_ctrl_c_at_each_question_of_init_leaves_nothing_that_hinders(passphrase: str, at: int, tmp_path: Path) -> None:
    questions = [("Handle", "ming"), ("Currency [EUR]: ", ""), ("Play or real money? [play]: ", "")]
    env = {"PAYCLI_HOME": str(tmp_path / "home")}
    if passphrase == "typed":
        questions += [("New passphrase, 8 characters or more: ", "correct horse"), ("again: ", "correct horse")]
    else:
        env |= sealed(tmp_path)
    with Screen("init", env=env) as screen:
        for question, answer in questions[:at]:
            screen.answer(question, answer)
        screen.until(questions[at][0]).type(CTRL_C)
        screen.ended(130)
    assert not list(Path(env["PAYCLI_HOME"]).rglob("*.db")), "no ledger was made"
    with Screen("init", env=env) as screen:
        for question, answer in questions:
            screen.answer(question, answer)
        assert "Made ledger" in screen.ended()


def test_two_passphrases_that_differ_make_nothing(tmp_path: Path) -> None:
    env = {"PAYCLI_HOME": str(tmp_path / "home")}
    with Screen("init", "--handle", "ming", "--currency", "EUR", "--play", env=env) as screen:
        screen.until("No keyring found, so keys go into an encrypted file. Choose a passphrase:")
        for slip in ("The two differ.", "The two differ.", "The two passphrases differ, so nothing was stored."):
            screen.answer("New passphrase, 8 characters or more: ", "correct horse").answer(
                "again: ", "correct house"
            ).until(slip)
        screen.ended(2)
    assert not list(tmp_path.rglob("*.db"))


def test_a_passphrase_that_is_too_short_is_asked_for_again_and_no_other_answer(tmp_path: Path) -> None:
    with Screen("init", env={"PAYCLI_HOME": str(tmp_path / "home")}) as screen:
        screen.answer("Handle", "ming").answer("Currency [EUR]: ", "").answer("[play]: ", "")
        screen.answer("New passphrase, 8 characters or more: ", "short").until("Too short: 8 characters or more.")
        screen.answer("New passphrase, 8 characters or more: ", "correct horse").answer(
            "again: ", "correct house"
        ).until("The two differ.")
        screen.answer("New passphrase, 8 characters or more: ", "correct horse").answer("again: ", "correct horse")
        assert screen.ended().count("Handle") == 1


def test_a_handle_that_is_none_is_asked_for_again(tmp_path: Path) -> None:
    with Screen("init", env=sealed(tmp_path)) as screen:
        screen.answer("Handle", "Ming!").until("2 to 32 of a-z").answer("Handle", "ming")
        screen.answer("Currency [EUR]: ", "").answer("[play]: ", "maybe").until("play or real")
        screen.answer("[play]: ", "real")
        assert "PLAY" not in screen.ended()


def is_asked_for_a_handle() -> bool:
    """Tell whether `join` asks this account for a handle: where its own name is one, that is taken."""
    with suppress(KeyError, HandleInvalid):
        return clean_handle(name := pwd.getpwuid(os.getuid()).pw_name) != name or name == "root"
    return True


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a ledger that somebody else joins, again and again."""
    env = sealed(tmp_path_factory.mktemp("host"))
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    return Path(env["PAYCLI_HOME"]) / "home.db"


@pytest.mark.parametrize("end", [(CTRL_C, 130), (CTRL_D, 2)], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("at", range(4), ids=["handle", "code", "passphrase", "again"])
def test_at_each_question_of_join_one_can_leave_and_nothing_is_there(
    at: int, end: tuple[str, int], host: Path, tmp_path: Path
) -> None:
    if not is_asked_for_a_handle():
        pytest.skip("the name of this account is a handle, so join asks for none")
    before, handle = everything_in(host), f"new-{at}-{end[1]}"
    questions = (
        ("Handle: ", handle), ("Code (Enter without one asks the operator): ", ""),
        ("New passphrase, 8 characters or more: ", "correct horse"), ("The same passphrase again: ", "correct horse"),
    )  # fmt: skip
    env = {"PAYCLI_HOME": str(tmp_path / "home")}
    with Screen("join", str(host), env=env) as screen:
        for question, answer in questions[:at]:
            screen.answer(question, answer)
        screen.until(questions[at][0]).type(end[0])
        assert "correct horse" not in screen.ended(end[1])
    assert everything_in(host) == before
    assert kept_in(tmp_path / "home") == {}
    with Screen("join", str(host), env=env) as screen:
        for question, answer in questions:
            screen.answer(question, answer)
        assert f"paycli wallet admit {handle}" in screen.ended()


def test_nobody_is_asked_about_a_ledger_that_is_not_there(tmp_path: Path) -> None:
    with Screen("join", str(tmp_path / "none.db"), env={"PAYCLI_HOME": str(tmp_path / "home")}) as screen:
        shown = screen.ended(78)
    assert "none.db" in shown
    assert "Handle" not in shown


def test_two_passphrases_of_join_that_differ_leave_nothing(host: Path, tmp_path: Path) -> None:
    before = everything_in(host)
    env = {"PAYCLI_HOME": str(tmp_path / "home")}
    with Screen("join", str(host), "--handle", "newcomer", env=env) as screen:
        screen.answer("operator): ", "")
        for _ in range(3):
            screen.answer("New passphrase, 8 characters or more: ", "correct horse").answer("again: ", "correct house")
        screen.ended(2)
    assert everything_in(host) == before
    assert kept_in(tmp_path / "home") == {}


@pytest.mark.parametrize("end", [(CTRL_C, 130), (CTRL_D, 2), ("nonsense\n", 6)])
def test_a_code_that_is_not_given_opens_no_wallet(end: tuple[str, int], unchanged: Town, tmp_path: Path) -> None:
    env = sealed(tmp_path)
    with Screen("join", str(unchanged.ledger), "--handle", "newcomer", env=env) as screen:
        screen.until("Code (Enter without one asks the operator): ").type(end[0])
        shown = screen.ended(end[1])
    assert "nonsense" not in shown, "a code is typed hidden"
    assert not list(Path(env["PAYCLI_HOME"]).rglob("newcomer*"))


@pytest.mark.parametrize("end", [((CTRL_C,), 130), ((CTRL_D,), 2), (("wrong\n",) * 3, 78)])
def test_a_passphrase_that_is_not_given_moves_nothing(
    end: tuple[tuple[str, ...], int], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything_in(town.ledger)
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    with Screen("send", "li", "1", "--as", "ming") as screen:
        screen.answer("[Y/n] ", "y")
        for keys in end[0]:
            screen.until("Passphrase of the sealed file: ").type(keys)
        shown = screen.ended(end[1])
    assert "wrong\n" not in shown, "a passphrase is typed hidden"
    assert everything_in(town.ledger) == before


@pytest.mark.slow
@pytest.mark.parametrize("case", SIGNING, ids=str)
def test_ctrl_c_at_the_passphrase_of_any_command_changes_neither_ledger_nor_home(
    case: Case, unchanged: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(unchanged.env["PAYCLI_HOME"])
    before = kept_in(home)
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    with Screen(*unchanged.words(case.acting()), columns=300) as screen:
        if case.asks:
            screen.answer(f"{case.asks[-1]} ", "y")
        screen.until("Passphrase of the sealed file: ").type(CTRL_C)
        assert "bug" not in screen.ended(130)
    assert kept_in(home) == before


@pytest.mark.parametrize("end", [(CTRL_C, 130), (CTRL_D, 2)], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: f"{case}-{case.question[:3]}")
def test_at_any_further_question_one_can_leave_and_neither_ledger_nor_home_changes(
    case: Case, end: tuple[str, int], unchanged: Town
) -> None:
    home = Path(unchanged.env["PAYCLI_HOME"])
    before = kept_in(home)
    with Screen(*unchanged.words(case.acting()), columns=300) as screen:
        for before_it, answer in case.answered:
            screen.answer(before_it, answer)
        screen.until(case.question).type(end[0])
        shown = screen.ended(end[1])
    assert "s3cr3t" not in shown, "a word is typed hidden"
    assert kept_in(home) == before


def test_two_words_that_differ_send_nothing(unchanged: Town) -> None:
    with Screen("envelope", "send", "1", "--word", "--as", "ming") as screen:
        screen.answer("The word: ", "open sesame").answer("The same word again: ", "open sesane")
        assert "Nothing was sent. The two words differ" in screen.ended(2)


def test_a_real_ledger_never_says_play(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--real", env=env)
    paycli("wallet", "new", "li", env=env)
    paycli("cash", "in", "ming", "20", "--yes", "--as", "ming", env=env)
    with Screen("send", "li", "1", env=env) as screen:
        screen.until("From @ming (20.00 EUR) -> @li key ").answer("first time: 1.00 EUR.  Send? [y/N] ", "y")
        assert "PLAY" not in screen.ended()

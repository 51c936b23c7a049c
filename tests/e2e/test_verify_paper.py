"""The second verifier checks the code on a paper receipt by a ledger: sale, number, amount, and a key that may sell."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.receipt_scene import CAFE, HELPER, OTHER_TILL, REVOKED_AFTER_MS, SECOND, TILL, Scene, shop_scene
from tests.support.receipts import paper_of
from tests.support.second_verifier import Log, State, check_paper, faults_of
from tests.support.tampering import VERIFY, tampering

if TYPE_CHECKING:
    from pathlib import Path

PAID = {"tipped": (13_75, "EUR"), "yen": (900, "JPY"), "cash": (4_95, "EUR"), "gift": (0, "EUR"), "unpaid": (0, "EUR")}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return shop_scene(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def state(scene: Scene) -> State:
    with closing(sqlite3.connect(scene.path)) as base:
        log = Log(base)
        assert list(faults_of(log, "")) == []
    return log.state


def paper(scene: Scene, in_ledger: str, of: str, who: str, **other: Any) -> str:
    name, number = scene.sales[of]
    amount, currency = PAID[of]
    said = {
        "amount": amount,
        "at": scene.now,
        "currency": currency,
        "ledger": in_ledger,
        "number": number,
        "sale": name,
    }
    return paper_of(scene.seeds[who], **said | other)


def said_of(state: State, text: str) -> str:
    try:
        return "; ".join(check_paper(state, text))
    except ValueError as error:
        return str(error)


def test_a_key_that_may_sell_at_the_till_signs_for_it_and_no_other(scene: Scene, state: State) -> None:
    may = {"tipped": (CAFE, SECOND), "yen": (CAFE, HELPER), "cash": (CAFE, TILL), "gift": (SECOND, TILL)}
    cases: list[tuple[str, str, str, dict[str, Any]]] = [
        (sale, who, "GOOD paper receipt", {}) for sale, keys in may.items() for who in keys
    ]
    sale = scene.sales["cash"][0]
    cases += [
        ("tipped", HELPER, "no grant for selling", {}),
        ("tipped", TILL, "not that of the till", {}),
        ("cash", OTHER_TILL, "not that of the till", {}),
        ("tipped", "zoe", "no key of the shop", {}),
        ("cash", TILL, "not in force", {"at": scene.now + 365 * 86_400_000}),
        ("tipped", CAFE, "something else was paid", {"amount": 12_50}),
        ("tipped", CAFE, "something else was paid", {"currency": "JPY"}),
        ("tipped", CAFE, "another number", {"number": "0-000002"}),
        ("tipped", CAFE, "another number", {"sale": sale}),
        ("tipped", CAFE, "does not have its sale", {"sale": "0" * 32}),
        ("tipped", CAFE, "of another ledger", {"ledger": "0" * 32}),
        ("unpaid", TILL, "was not paid", {}),
        ("tipped", SECOND, "was revoked before", {"at": scene.now + REVOKED_AFTER_MS}),
        ("tipped", CAFE, "too large", {"at": 2**53}),
    ]
    misses = [
        (sale, who, other, found)
        for sale, who, words, other in cases
        if words not in (found := said_of(state, paper(scene, state.ledger, sale, who, **other)))
    ]
    assert misses == []


def test_every_letter_counts(scene: Scene, state: State) -> None:
    text = paper(scene, state.ledger, "cash", TILL)
    assert said_of(state, text).startswith("GOOD")
    for place, letter in enumerate(text):
        for other in ("0" if letter != "0" else "1", "Z", "\x1b", letter.swapcase()):
            changed = text[:place] + other + text[place + 1 :]
            assert changed == text or not said_of(state, changed).startswith("GOOD"), changed
    for wrong in ("", text + "\n", text + "/", text[:-1], text.replace("/", "//"), "PAYCLI:1/R/" + "9" * 10**6):
        assert not said_of(state, wrong).startswith("GOOD")


def test_it_is_a_command_that_looks_at_the_whole_ledger_first(scene: Scene, state: State, tmp_path: Path) -> None:
    def run(*args: str, status: int = 0) -> str:
        line = [sys.executable, "-P", VERIFY, "paper", *args]
        done = subprocess.run(line, capture_output=True, timeout=60, check=False, cwd="/", text=True)
        assert done.stderr == ""
        assert done.returncode == status, done.stdout
        return done.stdout

    assert "that key was revoked later" in said_of(state, paper(scene, state.ledger, "tipped", SECOND))
    text = paper(scene, state.ledger, "tipped", CAFE)
    said = run(str(scene.path), text)
    assert "paid in all 1375 minor units of EUR, given back since 1225" in said
    assert "can be believed" in run(str(scene.path), text + "\x1b[2J", status=1)
    assert "cannot be read as a ledger" in run(str(tmp_path / "missing"), text, status=1)
    forged = tmp_path / "forged.db"
    forged.write_bytes(scene.path.read_bytes())
    with tampering(forged) as connection:
        connection.execute(
            "UPDATE transfers SET amount_minor = amount_minor + 1 WHERE n = (SELECT max(n) FROM transfers)"
        )
    assert "its transfers are not" in run(str(forged), text, status=1)

"""A ledger that was put back: whoever saw more is told by their next command, and may go on with it if they say so."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.bodies import SendBody
from paycli.home.seen import SeenFiles
from paycli.services.engine.drafts import Draft
from paycli.services.engine.posting import Posted, post
from paycli.services.proof.walk import WALK_MOST
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading
from tests.support.catalogue import CASES
from tests.support.inside import in_process
from tests.support.terminal import Screen
from tests.support.town import Town, build_town

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.known import Known
    from tests.support.inside import Household

# What looks at no ledger, and what is for a ledger that is not as it should be.
LOOKS_AT_NONE = {
    "init", "tour", "use", "card list", "card default", "card unbind", "ledger upgrade", "help", "completion",
    "config list", "config get", "config set", "config unset", "config path", "unlock", "lock", "ledger list",
    "contact remove",
    # A receipt proves itself, and asks a ledger only where that is wanted.
    "receipt verify",
    # Without an order that nobody was told of it has nothing to look for.
    "resume",
}  # fmt: skip
CHARGE = ("pos", "charge", "5", "tea", "--as", "cafe")
IS_FOR_A_BROKEN_ONE = {"ledger audit", "ledger accept", "doctor"}


@pytest.fixture
def town(empty_house: Household) -> Town:
    return build_town(
        {"PAYCLI_HOME": str(empty_house.ledger.parent)}, lambda *words: str(empty_house.json(*words).get("id", ""))
    )


def send_more(count: int) -> None:
    """Let @ming send so many cents to @li, by the one door, and see them."""
    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find("ming"))
    with reading(app) as reader:
        li = resolve(reader, "li")
    body = SendBody(to=li, amount_minor=1, currency="EUR", note=None)
    for start in range(0, count, 1_000):
        orders = [Draft(app, "send").sign(body) for _ in range(min(1_000, count - start))]
        posting = post(app.book, app.clock, orders)
        assert all(isinstance(outcome, Posted) for outcome in posting.outcomes)
    with app.book.view() as view:
        assert view.head().size > count
    machine.close()


def put_back(ledger: Path, copy: Path) -> None:
    """Put a copy in the place of a ledger, as a file is copied back."""
    for beside in ("-wal", "-shm"):
        ledger.with_name(ledger.name + beside).unlink(missing_ok=True)
    shutil.copyfile(copy, ledger)


def copied(ledger: Path, target: Path) -> Path:
    """Copy a ledger as it is now."""
    with closing(sqlite3.connect(ledger)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    return target


@pytest.mark.parametrize("lost", [1, 10, 1000])
def test_every_command_refuses_a_ledger_that_was_put_back(
    empty_house: Household, town: Town, tmp_path: Path, lost: int
) -> None:
    old = copied(town.ledger, tmp_path / "old.db")
    send_more(lost)
    put_back(town.ledger, old)
    wrong = {}
    for case in CASES:
        if case.command in LOOKS_AT_NONE | IS_FOR_A_BROKEN_ONE or case.question:
            continue
        ended = empty_house.run(*town.words(case.acting(), ADDRESS=str(town.ledger)), status=None)
        said = ended.document if ended.status else {}
        if (ended.status, said.get("code")) != (70, "ledger_rewound") or f" {lost} of the " not in said["message"]:
            wrong[case.typed] = ended
    assert wrong == {}
    audited = empty_house.json("ledger", "audit", "--as", "ming", status=70)
    assert "does not extend the one that you knew" in audited["message"]
    examined = empty_house.run("doctor", "--as", "ming", status=78)
    assert "put back or changed" in examined.out + examined.err


def test_another_history_of_the_same_length_is_refused_too(empty_house: Household, town: Town, tmp_path: Path) -> None:
    old = copied(town.ledger, tmp_path / "old.db")
    send_more(3)
    known = os.environ["PAYCLI_HOME"]
    put_back(town.ledger, old)
    with pytest.MonkeyPatch.context() as patch:
        shutil.copytree(known, tmp_path / "others", ignore=shutil.ignore_patterns("home.db*", "seen"))
        patch.setenv("PAYCLI_HOME", str(tmp_path / "others"))
        send_more(5)
    refused = empty_house.json("balance", "--as", "ming", status=70)
    assert refused["code"] == "ledger_rewound"
    assert "are not the ones that you saw" in refused["message"]


def test_who_accepts_what_was_put_back_goes_on_and_nobody_else_does(
    empty_house: Household, town: Town, tmp_path: Path
) -> None:
    shutil.copytree(os.environ["PAYCLI_HOME"], tmp_path / "others", ignore=shutil.ignore_patterns("home.db*"))
    old = copied(town.ledger, tmp_path / "old.db")
    send_more(2)
    empty_house.run("balance", "--as", "ming")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYCLI_HOME", str(tmp_path / "others"))
        empty_house.run("balance", "--as", "li")
    put_back(town.ledger, old)
    accepted = empty_house.json("ledger", "accept", "--as", "ming")
    assert accepted["entries_before"] - accepted["entries"] == 2
    assert "it was put back from " in empty_house.run("doctor", "--as", "ming").out
    assert [each["kind"] for each in accepted["lost"]] == ["send", "send"]
    assert empty_house.json("balance", "--as", "ming")["amount"]
    assert empty_house.json("ledger", "accept", "--as", "ming", status=5)["code"] == "already_there"
    send_more(4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYCLI_HOME", str(tmp_path / "others"))
        assert empty_house.json("balance", "--as", "li", status=70)["code"] == "ledger_rewound"


def test_nothing_is_accepted_unless_somebody_says_yes(empty_house: Household, town: Town, tmp_path: Path) -> None:
    old = copied(town.ledger, tmp_path / "old.db")
    send_more(2)
    put_back(town.ledger, old)
    with Screen("ledger", "accept", "--as", "ming") as screen:
        screen.answer("[y/N]", "")
        said = screen.ended(1)
    assert "Of yours are lost: send " in said
    assert empty_house.json("balance", "--as", "ming", status=70)["code"] == "ledger_rewound"


def test_a_till_that_waits_notices_that_the_ledger_was_put_back(
    empty_house: Household, town: Town, tmp_path: Path
) -> None:
    old = copied(town.ledger, tmp_path / "old.db")
    with Screen(*CHARGE) as screen:
        screen.until("Ctrl-C cancels")
        with closing(sqlite3.connect(old)) as copy, closing(sqlite3.connect(town.ledger)) as live:
            copy.backup(live)
        said = screen.ended(70)
    assert "put back or changed" in said
    assert empty_house.json("balance", "--as", "cafe", status=70)["code"] == "ledger_rewound"


def test_a_sale_that_was_paid_on_a_copy_is_missed_by_the_shop_at_once(
    empty_house: Household, town: Town, tmp_path: Path
) -> None:
    with Screen(*CHARGE) as screen:
        screen.until("Ctrl-C cancels")
        old = copied(town.ledger, tmp_path / "unpaid.db")
        with closing(sqlite3.connect(old)) as copy:
            (sale,) = copy.execute("SELECT id FROM objects WHERE kind = 'sale' ORDER BY n DESC").fetchone()
        empty_house.run("pay", sale.hex(), "--as", "li")
        said = screen.ended(0)
    assert "5.00 EUR" in said
    put_back(town.ledger, old)
    refused = empty_house.json("balance", "--as", "cafe", status=70)
    assert (refused["code"], " 1 of the " in refused["message"]) == ("ledger_rewound", True)


def test_what_others_post_and_remember_while_one_begins_to_look_is_no_ledger_that_was_put_back(
    empty_house: Household, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes of one account share what they know of a ledger, and any of them may be the newest."""
    known, calls = SeenFiles.known, {"left": 0}

    def meanwhile(files: SeenFiles, ledger: str) -> Known | None:
        calls["left"] -= 1
        if calls["left"] == 0:
            send_more(1)
        return known(files, ledger)

    monkeypatch.setattr(SeenFiles, "known", meanwhile)
    for line in ("balance --as ming", "send li 1 --as ming", "log --as cafe", "pos receipt PAID --as cafe"):
        for nth in range(1, 7):
            calls["left"] = nth
            empty_house.run(*town.words(line))


# --- what is taken as it stands --------------------------------------------------------------------------------------
def test_who_comes_to_a_ledger_is_told_once_what_is_taken_as_it_stands(
    empty_house: Household, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "newcomer"))
    said = [in_process(*line.split()).err for line in (f"join {town.ledger} --handle an --vault sealed", "whoami")]
    before = empty_house.json("ledger", "show")["entries"] - 1
    assert said == [f"warning: {before} entries were there before you; they are taken as they stand. {TO_PROVE}\n", ""]


TO_PROVE = "To prove them: paycli ledger audit"


@pytest.mark.full
def test_after_a_very_long_absence_only_the_end_is_proven_and_it_is_said(
    empty_house: Household, town: Town, tmp_path: Path
) -> None:
    shutil.copytree(os.environ["PAYCLI_HOME"], tmp_path / "others", ignore=shutil.ignore_patterns("home.db*"))
    middle = copied(town.ledger, tmp_path / "middle.db")
    send_more(WALK_MOST + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYCLI_HOME", str(tmp_path / "others"))
        warned, again = (in_process("balance", "--as", "li") for _ in range(2))
        assert (warned.status, again.status, again.err) == (0, 0, "")
        assert f"warning: {WALK_MOST + 1} entries are new, too many" in warned.err
        assert TO_PROVE in warned.err
        assert warned.out == again.out
        # What was not looked at is proven when it is shown, and what is put back is refused as ever.
        assert len(empty_house.json("log", "--limit", "3", "--as", "li")["items"]) == 3
        assert empty_house.json("ledger", "audit", "--as", "li")["faults"] == []
        put_back(town.ledger, middle)
        assert empty_house.json("balance", "--as", "li", status=70)["code"] == "ledger_rewound"

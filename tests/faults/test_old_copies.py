"""An older copy that was put back: noticed by whoever knew more, while they are asked, and after."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.bodies import to_wire
from paycli.domain.orders import Submission
from paycli.errors import LedgerRewound
from paycli.services.engine.intents import Execution, Plan
from paycli.services.payments import transfers
from paycli.signing import CRYPTO, sign_order
from paycli.store.sqlite.backup import backup_ledger
from paycli.store.sqlite.book import SqliteBook
from tests.support.inside import Household
from tests.support.orders import make_order

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.circle import Circle
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", cash={"ming": "50"})


def test_an_older_copy_put_back_while_somebody_is_asked_is_noticed_again_and_again(
    house: Household, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The copy goes on until it is longer than what was known, and still nothing is learned of it."""
    old = backup_ledger(house.ledger, tmp_path / "old.db")
    house.run("cash", "in", "ming", "7", "--as", "ming")
    known = os.environ["PAYCLI_HOME"]

    def meanwhile(_plan: Plan) -> None:
        with closing(sqlite3.connect(old)) as copy, closing(sqlite3.connect(house.ledger)) as live:
            copy.backup(live)
        # Somebody with another memory of it posts behind the copy.
        shutil.copytree(known, tmp_path / "others", ignore=shutil.ignore_patterns("home.db*", "seen"))
        monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "others"))
        for _ in range(3):
            house.run("cash", "in", "li", "1", "--as", "ming")
        monkeypatch.setenv("PAYCLI_HOME", known)

    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find("ming"))
    before = app.memory.known(app.profile.ledger)
    with pytest.raises(LedgerRewound):
        transfers.send(app, "bo", "1", None, Execution(agree=meanwhile))
    assert app.memory.known(app.profile.ledger) == before
    machine.close()
    assert house.json("send", "bo", "1", "--as", "ming", status=70)["code"] == "ledger_rewound"


def test_an_older_copy_is_noticed_also_by_somebody_who_only_asked_to_join(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.db"
    house.run("ledger", "backup", str(old))
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "an"))
    house.run("join", str(house.ledger), "--handle", "an", "--vault", "sealed")
    for beside in ("", "-wal", "-shm"):
        house.ledger.with_name(house.ledger.name + beside).unlink(missing_ok=True)
    old.rename(house.ledger)
    assert house.json("whoami", status=70)["code"] == "ledger_rewound"


def test_a_repeat_on_another_history_is_no_repeat(circle: Circle, path: Path, tmp_path: Path) -> None:
    order = circle.order("send", _one_cent(circle), circle.people["ming"])
    circle.post(order)
    old = backup_ledger(path, tmp_path / "old.db")
    circle.send("ming", "bo", 1)
    known = circle.seen
    body = to_wire(order.order.body)
    signed = make_order(
        "send", body, id=order.order.id, at=circle.clock.now, key=order.order.key, ledger=circle.ledger,
        wallet=order.order.wallet, seen=known,
    )  # fmt: skip
    circle.book.close()
    shutil.copy(old, path)
    again = Submission(signed, sign_order(circle.people["ming"].seed, signed), order.public)
    posting = circle.post_all([again])
    assert [getattr(outcome, "code", "") for outcome in posting.outcomes] == ["ledger_rewound"]
    assert posting.seen is None


def _one_cent(circle: Circle) -> dict[str, Any]:
    return {"to": circle.people["li"].wallet, "amount": 1, "currency": "EUR", "note": None}


def test_an_open_book_follows_its_path_when_a_backup_is_put_back(circle: Circle, path: Path, tmp_path: Path) -> None:
    circle.send("ming", "li", 1)
    copy = backup_ledger(path, tmp_path / "copy.db")
    for beside in ("-wal", "-shm"):
        path.with_name(f"ledger.db{beside}").unlink(missing_ok=True)
    shutil.move(copy, path)
    posted = circle.send("ming", "li", 2)
    with closing(SqliteBook(path, CRYPTO)) as again, again.view() as view:
        entry = view.entry(posted.n)
        assert entry is not None
        assert entry.order == posted.order.data

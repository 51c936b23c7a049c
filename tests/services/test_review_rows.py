"""What a hostile reader tried with the rows themselves: each forgery is noticed before money moves, not only after."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app import LocalMachine
from paycli.domain.orders import Order, Submission
from paycli.errors import Broken, LedgerRewound, OrderMalformed
from paycli.services.engine.intents import Execution, Plan
from paycli.services.payments import transfers
from paycli.signing import CRYPTO, sign_order
from paycli.store.sqlite.backup import backup_ledger
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from paycli.store.sqlite.integrity import find_faults
from tests.support.circle import Circle
from tests.support.inside import Household, post_as, wallet_of
from tests.support.tampering import tampering

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    made = Household(tmp_path / "house", monkeypatch)
    made.begin("li", "bo", "thief")
    made.run("wallet", "new", "cafe", "--shop")
    made.run("wallet", "new", "copycat", "--shop")
    made.run("cash", "in", "ming", "50", "--as", "ming")
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "books" / "ledger.db"
    create_ledger(made)
    return made


@pytest.fixture
def circle(path: Path) -> Iterator[Circle]:
    with closing(SqliteBook(path, CRYPTO)) as book:
        yield Circle(book, cash_minor=10_00)


# --- a name that leads to somebody else -------------------------------------------------------------------------------
@pytest.mark.parametrize("command", ["send bo 5", "envelope send bo 5", "cash in bo 5", "wallet show bo"])
def test_a_handle_that_was_turned_to_another_wallet_pays_nobody(house: Household, command: str) -> None:
    """The forger gives the name to a wallet of his own and lets its row point to the true opening of @bo."""
    bo, thief = (bytes.fromhex(wallet_of(house, name)) for name in ("bo", "thief"))
    with tampering(house.ledger) as connection:
        connection.execute("DELETE FROM handles WHERE owner = ?", (thief,))
        connection.execute("UPDATE handles SET owner = ? WHERE owner = ?", (thief, bo))
        connection.execute("UPDATE wallets SET n = (SELECT n FROM wallets WHERE id = ?) WHERE id = ?", (bo, thief))
    refused = house.json(*command.split(), "--as", "ming", status=70)
    assert refused["code"] == "broken"
    assert house.balance("ming") == "50.00"


def test_the_terms_of_an_envelope_are_those_of_the_order_that_made_it(circle: Circle, path: Path) -> None:
    for_bo = circle.envelope("li", 9_00, 1, rule="equal-1", audience=[circle.people["bo"].wallet])
    for_all = circle.envelope("ming", 1_00, 1, rule="equal-1")
    with tampering(path) as connection:
        moved = (for_all.n, bytes.fromhex(for_bo.order.id))
        connection.execute("UPDATE objects SET n = ? WHERE id = ?", moved)
    with pytest.raises(Broken):
        circle.grab("ming", for_bo.order.id)


@pytest.mark.parametrize(("column", "value"), [("maker", "copycat"), ("amount_minor", 90_00), ("currency", "JPY")])
def test_a_sale_whose_row_was_changed_is_not_paid(house: Household, column: str, value: object) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    with tampering(house.ledger) as connection:
        forged = bytes.fromhex(wallet_of(house, str(value))) if column == "maker" else value
        statement = "UPDATE objects SET COLUMN_ = ? WHERE id = ?".replace("COLUMN_", column)
        connection.execute(statement, (forged, bytes.fromhex(sale)))
    assert house.json("pay", sale, "--as", "ming", status=70)["code"] == "broken"
    assert house.balance("ming") == "50.00"


# --- a history that is not the one that was known ---------------------------------------------------------------------
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
    before = app.memory.seen(app.profile.ledger)
    with pytest.raises(LedgerRewound):
        transfers.send(app, "bo", "1", None, Execution(agree=meanwhile))
    assert app.memory.seen(app.profile.ledger) == before
    machine.close()
    assert house.json("send", "bo", "1", "--as", "ming", status=70)["code"] == "ledger_rewound"


def test_a_repeat_on_another_history_is_no_repeat(circle: Circle, path: Path, tmp_path: Path) -> None:
    order = circle.order("send", _one_cent(circle), circle.people["ming"])
    circle.post(order)
    old = backup_ledger(path, tmp_path / "old.db")
    circle.send("ming", "bo", 1)
    known = circle.seen
    signed = Order.make(
        "send", order.order.body, id=order.order.id, at=circle.clock.now, key=order.order.key, ledger=circle.ledger,
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


# --- the file itself --------------------------------------------------------------------------------------------------
def test_a_head_that_does_not_fit_its_last_entry_is_written_behind_by_nobody(circle: Circle, path: Path) -> None:
    with tampering(path) as connection:
        (frontier,) = connection.execute("SELECT frontier FROM head").fetchone()
        connection.execute("UPDATE head SET frontier = ?", (bytes([frontier[0] ^ 1]) + frontier[1:],))
    with pytest.raises(Broken):
        circle.send("ming", "li", 1)
    with tampering(path) as connection:
        connection.execute("UPDATE head SET frontier = ?", (frontier,))
    circle.send("ming", "li", 1)
    with tampering(path) as connection:
        connection.execute("UPDATE head SET time = time - 1")
    with pytest.raises(Broken):
        circle.send("ming", "li", 1)


@pytest.mark.parametrize("name", ["sqlitexbomb", "alembic_version", "sqlite_like", "zzz"])
def test_a_trigger_of_any_name_is_found(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if name == "sqlite_like":
            # SQLite itself lets nobody make one of this name, so it is renamed behind its back.
            connection.execute("CREATE TRIGGER a_bomb AFTER UPDATE ON head BEGIN DELETE FROM handles; END")
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("UPDATE sqlite_schema SET name = 'sqlite_like' WHERE name = 'a_bomb'")
        else:
            trigger = "CREATE TRIGGER NAME_ AFTER UPDATE ON head BEGIN DELETE FROM handles; END"
            connection.execute(trigger.replace("NAME_", name))
        connection.commit()
        assert f"the trigger {name} does not belong here" in find_faults(connection)


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


# --- ids that somebody copied -----------------------------------------------------------------------------------------
def test_a_shop_that_copies_the_end_of_a_sales_id_gets_nothing(house: Household) -> None:
    true = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    body = {"amount": 49_00, "currency": "EUR", "lines": None, "expires_ms": 600_000}
    copied = "0" * 12 + "7000" + true["id"][16:]
    post_as("copycat", "sale.new", body, copied)
    assert house.json("show", true["short"], "--as", "li")["shop"] == "@cafe"
    house.run("cancel", true["id"], "--as", "cafe")
    assert house.json("pay", true["short"], "--as", "ming", status=4)["code"] == "sale_cancelled"
    assert house.balance("ming") == "50.00"


def test_an_id_that_could_be_worked_out_beforehand_is_never_taken_for_the_first(house: Household) -> None:
    kept = house.json("pos", "charge", "5", "tea", "--as", "cafe", "-k", "table 4")
    body = {"amount": 49_00, "currency": "EUR", "lines": None, "expires_ms": 600_000}
    post_as("copycat", "sale.new", body, "0" * 12 + "7000" + kept["id"][16:])
    refused = house.json("pay", kept["short"], "--as", "ming", status=4)
    assert refused["code"] == "prefix_ambiguous"
    assert kept["id"] in refused["hint"]
    assert house.json("pay", kept["id"], "--as", "ming")["to"] == "@cafe"


def test_under_a_key_an_id_is_typed_whole_since_a_repeat_must_mean_the_same(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"][:4], "-k", "k", "--as", "ming", status=2)["code"] == "usage"
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is False
    house.run("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is True


@pytest.mark.parametrize("spelled", ["0" * 32, "f" * 32, f"{4:013x}{0x8000 << 48:019x}", f"{7:013x}{0:019x}"])
def test_an_id_that_is_no_uuid_of_version_7_or_8_is_refused(spelled: str) -> None:
    with pytest.raises(OrderMalformed, match="its id is not one"):
        Order.make("cancel", {"of": "0" * 32}, id=spelled, at=1, key="0" * 64, ledger="0" * 32, wallet="0" * 40)


# --- what was booked is said ------------------------------------------------------------------------------------------
def test_a_receipts_number_does_not_change_when_an_older_sale_is_paid_later(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "+1h")
    older, newer = (house.json("pos", "charge", "1", what, "--as", "cafe")["id"] for what in ("tea", "cake"))
    # The clock is behind the ledger from here on, so that both are paid at the same ledger time.
    monkeypatch.setenv("PAYCLI_NOW", "+59m")
    house.run("pay", newer, "--as", "ming")
    assert house.json("pos", "receipt", newer, "--as", "cafe")["receipt"] == 1
    house.run("pay", older, "--as", "ming")
    numbers = [house.json("pos", "receipt", sale, "--as", "cafe")["receipt"] for sale in (newer, older)]
    assert numbers == [1, 2]


def test_a_result_that_cannot_be_shown_says_that_the_order_stands(house: Household) -> None:
    envelope = house.json("envelope", "send", "5", "-m", "hello", "--as", "ming")["id"]
    with tampering(house.ledger) as connection:
        connection.execute("UPDATE texts SET text = 'changed' WHERE text = 'hello'")
    refused = house.json("grab", envelope, "--as", "li", status=70)
    assert refused["code"] == "commitment_mismatch"
    assert refused["message"].startswith("The order was booked and stands")
    assert house.balance("li") == "5.00"


def test_a_note_whose_row_is_missing_is_not_shown_as_no_note(house: Household) -> None:
    sent = house.json("send", "li", "5", "rent", "--as", "ming")["id"]
    with tampering(house.ledger) as connection:
        connection.execute("DELETE FROM texts WHERE text = 'rent'")
    assert house.json("show", sent, "--as", "li", status=70)["code"] == "commitment_mismatch"

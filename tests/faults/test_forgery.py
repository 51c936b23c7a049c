"""A forger with all the tools: new keys with everything worked out anew, made-up deposits, other names, old copies."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.accounts import Transfer, main_account, world_account
from paycli.domain.ids import key_id, uuid8_of_key
from paycli.domain.orders import Order, Submission, read_unchecked
from paycli.domain.rules.judge import judge
from paycli.domain.rules.rails import done_key
from paycli.domain.state import Changes, Key, Place
from paycli.domain.texts import Text, text_commitment
from paycli.errors import CommitmentMismatch, PaycliError
from paycli.services.engine.posting import post
from paycli.services.engine.signed_texts import text_of
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading
from paycli.signing import CRYPTO, public_of, sandbox_seed, sign_order
from paycli.store.sqlite.backup import backup_ledger
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support.circle import Circle, HandClock, Party, _seed, open_as
from tests.support.forger import open_book, second_opinion, wanted_changes, write
from tests.support.ids import order_id
from tests.support.orders import make_order
from tests.support.program import paycli
from tests.support.rich import Rich, build, client, fill, opened
from tests.support.tampering import copy, found_by_audit, found_by_verify, tampering

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Rich:
    return build(tmp_path_factory.mktemp("real") / "ledger", money="real")


def audit_fails(rich: Rich, home: Path, *words: str, status: int = 70, knows_place: bool = False) -> str:
    """Run the installed `ledger audit` on a file and require that it exits so and says so."""
    client(rich, home, knows_place=knows_place)
    said = paycli("ledger", "audit", status=status, env={"PAYCLI_HOME": str(home)}).stderr
    assert "Traceback" not in said
    for word in words:
        assert word in said, said
    return said


# --- history: cut off, put back, worked out anew --------------------------------------------------------------------
def earlier(rich: Rich, folder: Path, size: int) -> Rich:
    """Make the file as it was at an earlier place, by posting its first orders again: a tail cut off without a seam."""
    folder.mkdir(mode=0o700)
    path = folder / "copy.db"
    create_ledger(path)
    return replayed(rich, path, size)


def replayed(rich: Rich, path: Path, size: int) -> Rich:
    """Post the first orders of a ledger again into an empty one, at their own times."""
    source, target = open_book(rich.path), open_book(path)
    with source.view() as view:
        entries = [entry for entry in view.entries() if entry.n <= size]
        for entry in entries:
            order = Order.parse(entry.order)
            with target.view() as now:
                state = now.everything()
            changes = judge(order, state, Place(entry.n, entry.time))
            texts = tuple(
                text for field in ("handle", "name", "note", "lines") if (text := view.text(entry.n, field)) is not None
            )
            seed = view.seed(order.id) if order.kind == "envelope.send" else None
            shares = view.everything().shares.get(order.id) if seed else None
            named = [wallet.id for wallet in changes.wallets if wallet.admitted_n == entry.n]
            named += [order.id] if order.kind == "group.new" else []
            handle = (str(view.handle_of(named[0])), named[0]) if named else None
            write(
                target, order, entry.signature, changes,
                time=entry.time, texts=texts, seed=seed, shares=shares, handle=handle,
            )  # fmt: skip
    source.close()
    target.close()
    return rich._replace(path=path)


def test_a_tail_cut_off_without_a_seam_is_seen_by_the_client_who_knows_more(rich: Rich, tmp_path: Path) -> None:
    cut = earlier(rich, tmp_path / "cut", rich.seen.size - 3)
    assert found_by_audit(cut, tmp_path / "stranger") == []
    assert found_by_verify(cut.path) == []
    said = found_by_audit(cut, tmp_path / "client", knows_place=True)
    assert f"entry {rich.seen.size}" in said[0]
    audit_fails(cut, tmp_path / "client", "put back or changed")
    said_by_next = paycli("balance", "--json", status=70, env={"PAYCLI_HOME": str(tmp_path / "client")}).stderr
    assert json.loads(said_by_next)["error"]["code"] == "ledger_rewound"


def test_a_tail_cut_off_roughly_is_found_by_the_file_itself(rich: Rich, tmp_path: Path) -> None:
    cut = copy(rich, tmp_path / "cut")
    with tampering(cut.path) as connection:
        connection.execute("DELETE FROM transfers WHERE n > ?", (rich.seen.size - 3,))
        connection.execute("DELETE FROM texts WHERE n > ?", (rich.seen.size - 3,))
        connection.execute("DELETE FROM entries WHERE n > ?", (rich.seen.size - 3,))
    assert any("head" in fault for fault in found_by_audit(cut, tmp_path / "client"))
    assert found_by_verify(cut.path)


def test_an_old_copy_put_back_is_seen_by_the_next_command(tmp_path: Path) -> None:
    create_ledger(tmp_path / "ledger" / "rich.db")
    book = SqliteBook(tmp_path / "ledger" / "rich.db", CRYPTO)
    circle = fill(book)
    old = backup_ledger(book.path, tmp_path / "old.db")
    circle.send("zoe", "bo", 1)
    book.close()
    assert circle.seen is not None
    rich = Rich(tmp_path / "ledger" / "rich.db", str(circle.ledger), str(circle.people["ming"].wallet), circle.seen)
    env = {"PAYCLI_HOME": str(tmp_path / "client")}
    client(rich, tmp_path / "client")
    paycli("balance", env=env)
    for beside in ("-wal", "-shm"):
        (tmp_path / "ledger" / f"rich.db{beside}").unlink(missing_ok=True)
    shutil.copy(old, rich.path)
    for command in (("balance",), ("log",), ("ledger", "audit"), ("send", "li", "1", "--yes")):
        said = json.loads(paycli(*command, "--json", status=70, env=env).stderr)
        assert said["error"]["code"] == "ledger_rewound"


def test_a_ledger_made_anew_with_other_keys_is_another_ledger(rich: Rich, tmp_path: Path) -> None:
    forged = build(tmp_path / "forged")
    posing = rich._replace(path=forged.path)
    assert found_by_verify(forged.path) == []
    said = found_by_audit(posing, tmp_path / "client")
    assert forged.ledger[:8] in said[0]
    assert rich.ledger[:8] in said[0]
    audit_fails(posing, tmp_path / "client", "ledger", status=78)


def test_a_wallet_whose_key_the_operator_swapped_everywhere_is_missed_by_its_owner(tmp_path: Path) -> None:
    """The operator keeps the opening, swaps one wallet's key in it all and signs and works out everything anew."""
    clock, homes = HandClock(), {}
    for name in ("true", "forged"):
        path = tmp_path / name / "copy.db"
        create_ledger(path)
        homes[name] = path
    true = SqliteBook(homes["true"], CRYPTO)
    circle = Circle(true, people=("li",), shops=(), cash_minor=5_00, clock=clock)
    size = circle.seen.size if circle.seen else 0
    ming = circle.open_wallet("ming")
    circle.do("wallet.admit", {"wallet": ming.wallet, "invite": None, "proof": None}, circle.operator)
    body = {"wallet": ming.wallet, "amount": 9_00, "currency": "EUR", "note": None}
    circle.do("cash.in", body, circle.operator)
    assert circle.seen is not None
    rich = Rich(homes["true"], str(circle.ledger), str(ming.wallet), circle.seen)
    true.close()
    forged = replayed(rich, homes["forged"], size)
    circle.book = open_book(forged.path)
    swapped = open_as(circle, "ming", b"f" * 32)
    circle.do("wallet.admit", {"wallet": swapped.wallet, "invite": None, "proof": None}, circle.operator)
    circle.do("cash.in", {**body, "wallet": swapped.wallet}, circle.operator)
    circle.book.close()
    assert found_by_verify(forged.path) == []
    assert found_by_audit(forged._replace(wallet=str(swapped.wallet)), tmp_path / "forger") == []
    assert found_by_audit(forged, tmp_path / "stranger") == ["the log does not open this profile's own wallet"]
    audit_fails(forged, tmp_path / "client", "put back or changed", knows_place=True)


# --- names -----------------------------------------------------------------------------------------------------------
def _swap(connection: sqlite3.Connection, query: str, update: str) -> None:
    """Exchange what two rows hold: `query` gives (name, *values) of both, `update` takes (*values, name)."""
    (one, *ones), (other, *others) = connection.execute(query).fetchall()
    # A wallet has one handle, so the first of them stands aside for a moment.
    connection.execute(update, (*[bytes(20) if len(ones) == 1 else value for value in ones], one))
    connection.execute(update, (*ones, other))
    connection.execute(update, (*others, one))


HANDLES = (
    "SELECT handle, owner FROM handles WHERE handle IN ('ming', 'li')",
    "UPDATE handles SET owner = ? WHERE handle = ?",
)
TEXTS = (
    "SELECT t.n, salt, text FROM texts t JOIN entries e ON e.n = t.n WHERE field = 'handle' AND text IN ('ming', 'li')",
    "UPDATE texts SET salt = ?, text = ? WHERE field = 'handle' AND n = ?",
)


@pytest.mark.parametrize("swaps", [(HANDLES,), (TEXTS,), (HANDLES, TEXTS)], ids=["handles", "texts", "both"])
def test_names_swapped_between_wallets_are_found_and_never_used(
    rich: Rich, tmp_path: Path, swaps: tuple[tuple[str, str], ...]
) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        for query, update in swaps:
            _swap(connection, query, update)
    faults = found_by_audit(forged, tmp_path / "client")
    assert any("handle" in fault for fault in faults)
    app = opened(forged, tmp_path / "client")
    with reading(app) as reader:
        for handle in ("ming", "li"):
            with pytest.raises(PaycliError) as caught:
                resolve(reader, handle)
            assert caught.value.code == "commitment_mismatch"
    app.book.close()


@pytest.mark.parametrize("handle", ["bo", "operator", "Bo O'Ne\x1b[31m"], ids=["taken", "reserved", "none at all"])
def test_a_handle_that_the_door_would_not_give_is_found(rich: Rich, tmp_path: Path, handle: str) -> None:
    """Any member of a shared ledger could write a group past the door, under the handle of somebody else."""
    forged = copy(rich, tmp_path / "forged")
    book = open_book(forged.path)
    with book.view() as view:
        zoe = Party(_seed("zoe"), str(view.handle_owner("zoe")))
        owner = view.handle_owner("bo")
    at, salt = HandClock().now + 4_000_000, "ab" * 32
    body = {"handle": text_commitment(salt, handle), "members": []}
    order = make_order(
        "group.new", body, id=order_id(at), at=at, key=key_id(zoe.public), ledger=rich.ledger, wallet=zoe.wallet
    )
    texts, changes = (Text("handle", salt, handle),), wanted_changes(book, order, at)
    free = None if handle == "bo" else (handle, order.id)
    write(book, order, sign_order(zoe.seed, order), changes, time=at, texts=texts, handle=free)
    book.close()
    if free is None:
        with tampering(forged.path) as connection:
            owners = (bytes.fromhex(order.id), bytes.fromhex(str(owner)))
            connection.execute("UPDATE handles SET owner = ? WHERE owner = ?", owners)
    found = found_by_audit(forged, tmp_path / "client")
    assert any(f"handle {handle}" in fault or "its handle has not the form" in fault for fault in found), found


def test_a_text_whose_beginning_passes_for_salt_is_not_the_one_that_was_signed(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        n, salt, text = connection.execute(
            "SELECT n, salt, text FROM texts WHERE field = 'note' AND length(text) > 4 ORDER BY n DESC"
        ).fetchone()
        cut = (salt + text[:3].encode(), text[3:], n)
        connection.execute("UPDATE texts SET salt = ?, text = ? WHERE field = 'note' AND n = ?", cut)
    assert any(f"entry {n}: its note is not" in fault for fault in found_by_audit(forged, tmp_path / "client"))
    app = opened(forged, tmp_path / "client")
    with app.book.view() as view:
        entry = view.entry(n)
        assert entry is not None
        with pytest.raises(CommitmentMismatch):
            text_of(view, n, "note", read_unchecked(entry.order).body)
    app.book.close()


# --- deposits --------------------------------------------------------------------------------------------------------
def _cash(rich: Rich, party: Party, *, key: str | None = None) -> tuple[Order, str, Changes]:
    """Make a deposit of 1,000.00 for the client's own wallet, signed by whoever it is."""
    body = {"wallet": rich.wallet, "amount": 1_000_00, "currency": "EUR", "note": None}
    now = HandClock().now + 4_000_000
    order = make_order("cash.in", body, id=order_id(now), at=now, key=key or key_id(party.public), ledger=rich.ledger)
    move = Transfer(world_account("cash", "EUR"), main_account(rich.wallet, "EUR"), "EUR", 1_000_00, now)
    return order, sign_order(party.seed, order), Changes((move,))


def _operator_key(rich: Rich) -> str:
    with closing(sqlite3.connect(rich.path)) as connection:
        key: str = connection.execute("SELECT lower(hex(key)) FROM entries WHERE n = 1").fetchone()[0]
        return key


def _refused_and_found(rich: Rich, home: Path, order: Order, signature: str, changes: Changes, public: str) -> None:
    forged = copy(rich, home.parent / f"forged-{order.kind}-{public[:8]}")
    book = open_book(forged.path)
    clock = HandClock(order.at)
    outcome = post(book, clock, [Submission(order, signature, public)]).outcomes[0]
    assert isinstance(outcome, PaycliError), outcome
    write(book, order, signature, changes, time=order.at)
    book.close()
    assert any(fault.startswith(f"entry {rich.seen.size + 1}:") for fault in found_by_audit(forged, home))
    assert any(fault.startswith(f"entry {rich.seen.size + 1} ") for fault in second_opinion(forged.path))
    assert found_by_audit(forged, home, knows_place=True)


@pytest.mark.parametrize("money", ["play", "real"])
@pytest.mark.parametrize("who", ["ming", "stranger", "sandbox"])
def test_cash_that_the_operator_never_took_is_refused_and_found(
    rich: Rich, real: Rich, tmp_path: Path, money: str, who: str
) -> None:
    ledger = rich if money == "play" else real
    seeds = {"ming": _seed("ming"), "stranger": b"s" * 32, "sandbox": sandbox_seed(ledger.ledger)}
    party = Party(seeds[who], None)
    _refused_and_found(ledger, tmp_path / "client", *_cash(ledger, party), party.public)
    claimed = _cash(ledger, party, key=_operator_key(ledger))
    _refused_and_found(ledger, tmp_path / "client2", *claimed, public_of(_seed("operator")))


def _flying(rich: Rich) -> str:
    """Give a top-up or withdrawal that its rail has not answered."""
    with closing(sqlite3.connect(rich.path)) as connection:
        query = "SELECT lower(hex(id)) FROM objects WHERE rail IS NOT NULL AND state = 'pending' ORDER BY kind"
        found: str = connection.execute(query).fetchone()[0]
        return found


@pytest.mark.parametrize("money", ["play", "real"])
def test_an_answer_of_a_rail_by_another_key_is_refused_and_found(
    rich: Rich, real: Rich, tmp_path: Path, money: str
) -> None:
    ledger = rich if money == "play" else real
    asked = _flying(ledger)
    seed = b"s" * 32 if money == "play" else sandbox_seed(ledger.ledger)
    now = HandClock().now + 4_000_000
    order = make_order(
        "rail.done",
        {"of": asked, "reference": "made-up"},
        id=uuid8_of_key(ledger.ledger, None, done_key(asked)),
        at=now,
        key=key_id(public_of(seed)),
        ledger=ledger.ledger,
    )
    book = open_book(ledger.path)
    changes = wanted_changes(book, order, now)
    book.close()
    _refused_and_found(ledger, tmp_path / "client", order, sign_order(seed, order), changes, public_of(seed))


def test_real_money_never_gets_the_bank_of_play_money(real: Rich, tmp_path: Path) -> None:
    seed, operator = sandbox_seed(real.ledger), _seed("operator")
    now = HandClock().now + 4_000_000
    for rail in ("sandbox", "bank"):
        body: dict[str, Any] = {"rail": rail, "public": public_of(seed)}
        order = make_order(
            "rail.admit", body, id=order_id(now), at=now, key=key_id(public_of(operator)), ledger=real.ledger
        )
        key = Key(key_id(public_of(seed)), public_of(seed), f"rail:{rail}", None)
        changes = Changes(keys=(key,), registry=((f"rail:{rail}", key.id),))
        home = tmp_path / rail / "client"
        home.parent.mkdir()
        _refused_and_found(real, home, order, sign_order(operator, order), changes, public_of(operator))


def test_the_installed_audit_names_a_forged_deposit(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    book = open_book(forged.path)
    order, signature, changes = _cash(rich, Party(b"s" * 32, None))
    write(book, order, signature, changes, time=order.at)
    book.close()
    said = audit_fails(forged, tmp_path / "client", f"entry {rich.seen.size + 1}", knows_place=True)
    assert "cash.in" in said

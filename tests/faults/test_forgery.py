"""A forger with all the tools: new keys with everything worked out anew, made-up deposits, other names, old copies."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from paycli.domain.commitments import commitments
from paycli.domain.orders import Order
from paycli.domain.rules.judge import judge, needs
from paycli.domain.state import Place
from paycli.signing import CRYPTO
from paycli.store.sqlite.backup import backup_ledger
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support.circle import Circle, HandClock, open_as
from tests.support.forger import open_book, write
from tests.support.program import paycli
from tests.support.rich import Rich, build, client, fill
from tests.support.tampering import audit_fails, copy, found_by_audit, found_by_verify, tampering

if TYPE_CHECKING:
    from pathlib import Path


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
                state.payments.update(now.load(needs(order)).payments)
            changes = judge(order, state, Place(entry.n, entry.time))
            texts = tuple(text for name in commitments(order) if (text := view.text(entry.n, name)) is not None)
            seed = view.seed(order.name) if order.kind == "envelope.send" else None
            shares = view.everything().shares.get(order.name) if seed else None
            named = [wallet.id for wallet in changes.wallets if wallet.admitted_n == entry.n]
            named += [order.name] if order.kind == "group.new" else []
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
    audit_fails(cut, tmp_path / "client", "does not extend the one that you knew", knows_place=True)
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
    known = circle.known
    book.close()
    rich = Rich(tmp_path / "ledger" / "rich.db", str(circle.ledger), str(circle.people["ming"].wallet), known)
    env = {"PAYCLI_HOME": str(tmp_path / "client")}
    client(rich, tmp_path / "client")
    paycli("balance", env=env)
    for beside in ("-wal", "-shm"):
        (tmp_path / "ledger" / f"rich.db{beside}").unlink(missing_ok=True)
    shutil.copy(old, rich.path)
    for command in (("balance",), ("log",), ("send", "li", "1", "--yes")):
        said = json.loads(paycli(*command, "--json", status=70, env=env).stderr)
        assert said["error"]["code"] == "ledger_rewound"
    audited = json.loads(paycli("ledger", "audit", "--json", status=70, env=env).stderr)
    assert "does not extend the one that you knew" in audited["error"]["message"]


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
    rich = Rich(homes["true"], str(circle.ledger), str(ming.wallet), circle.known)
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
    audit_fails(forged, tmp_path / "client", "2 faults", knows_place=True)

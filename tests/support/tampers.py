"""Scripted tampers of a ledger's file, by a member who works out anew whatever can be worked out without others' keys.

Leaves, roots, nodes, the head, the columns beside the orders and what is noted of their subjects are made to fit; the
attacker signs with their own key alone.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain import merkle
from paycli.domain.accounts import Transfer, account_currency, main_account
from paycli.domain.ids import key_id, short_number
from paycli.domain.orders import read_unchecked
from paycli.domain.subjects import subjects_of
from paycli.errors import OrderMalformed
from paycli.signing import public_of
from tests.support.tampering import tampering

if TYPE_CHECKING:
    import sqlite3

    from tests.support.rich import Rich

SEED = sha256(b"a test seed of zoe").digest()
"""The attacker's own key: a member of the circle like any other."""


class Tamper(NamedTuple):
    """What is changed, and whether the second verifier reads what it touches."""

    statements: tuple[str, ...]
    verifier: bool = True
    hashes: bool = True


def _blob(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)


def work_out_anew(connection: sqlite3.Connection) -> None:
    """Make all that follows from the orders, signatures and transfers of the log fit to them as they are now."""
    frontier: merkle.Frontier = ()
    n = size = time = 0
    connection.execute("DELETE FROM subjects")
    # Two rows may change their ids with each other, which an index would not have.
    connection.execute("UPDATE entries SET id = randomblob(16)")
    rows = connection.execute('SELECT n, time, "order", signature FROM entries ORDER BY n').fetchall()
    moved = (
        "SELECT d.name, c.name, amount_minor, effective FROM transfers JOIN accounts d ON d.id = debit"
        " JOIN accounts c ON c.id = credit WHERE n = ? ORDER BY position"
    )
    for n, time, data, signature in rows:
        transfers = [Transfer(a, b, account_currency(a), *rest) for a, b, *rest in connection.execute(moved, (n,))]
        leaf = merkle.leaf_hash(n, time, data, None if signature is None else signature.hex(), transfers)
        frontier, nodes = merkle.grow(frontier, size, leaf)
        size += 1
        columns = "UPDATE entries SET root = ?, nodes = ? WHERE n = ?"
        connection.execute(columns, (merkle.root_of(frontier), nodes, n))
        try:
            order = read_unchecked(data)
            beside = [_blob(order.id), _blob(order.key), _blob(order.wallet), order.kind, short_number(order.name), n]
            connection.execute(
                "UPDATE entries SET id = ?, key = ?, wallet = ?, kind = ?, short = ? WHERE n = ?", beside
            )
            noted = [(bytes.fromhex(subject), n) for subject in subjects_of(order)]
            connection.executemany("INSERT OR IGNORE INTO subjects (subject, n) VALUES (?, ?)", noted)
        except (OrderMalformed, ValueError, TypeError):
            continue
    connection.execute("UPDATE head SET size = ?, time = ?, frontier = ?", (n, time, merkle.pack(frontier)))


# What `@` and a word stand for in a statement: rows that are looked up in the file itself.
_ROWS = {
    "end": "(SELECT max(n) FROM entries)",
    "mine": "(SELECT id FROM accounts WHERE name = :mine)",
    "theirs": "(SELECT id FROM accounts WHERE name = :theirs)",
    "envelope": "(SELECT id FROM objects WHERE kind = 'envelope' AND state = 'pending' LIMIT 1)",
}


def _expanded(statement: str) -> str:
    last = re.sub(r"@last:([a-z.]+)", r"(SELECT max(n) FROM entries WHERE kind = '\1')", statement)
    return re.sub("@([a-z]+)", lambda word: _ROWS[word[1]], last)


_MORE_FOR_ME = (
    "UPDATE accounts SET balance_minor = balance_minor + 100 WHERE id = @mine",
    "UPDATE accounts SET balance_minor = balance_minor - 100 WHERE id = @theirs",
)


def _log(*statements: str, hashes: bool = True) -> Tamper:
    """Give a tamper of what both read."""
    return Tamper(statements, verifier=True, hashes=hashes)


def _beside(*statements: str, hashes: bool = True) -> Tamper:
    """Give a tamper of what only the audit reads."""
    return Tamper(statements, verifier=False, hashes=hashes)


def _in_order(n: str, old: str, new: str) -> Tamper:
    """Give a tamper that replaces text in the bytes of an order."""
    replaced = f"""CAST(replace(CAST("order" AS TEXT), '{old}', '{new}') AS BLOB)"""
    return _log(f'UPDATE entries SET "order" = {replaced} WHERE n = {n}')  # noqa: S608


TAMPERS: dict[str, Tamper] = {
    # --- the log ---
    "a larger transfer": _log(
        "UPDATE transfers SET amount_minor = amount_minor + 100 WHERE n = @last:send", *_MORE_FOR_ME
    ),
    "a transfer to me": _log("UPDATE transfers SET credit = @mine WHERE n = @last:cash.in", *_MORE_FOR_ME),
    "a transfer more": _log("INSERT INTO transfers VALUES (@last:send, 1, @theirs, @mine, 100, 0)", *_MORE_FOR_ME),
    "a transfer where none was": _log(
        "INSERT INTO transfers VALUES (@last:setting.set, 0, @theirs, @mine, 100, 0)", *_MORE_FOR_ME
    ),
    "a transfer less": _log("DELETE FROM transfers WHERE n = @last:send"),
    "a transfer that counts earlier": _log("UPDATE transfers SET effective = 1 WHERE n = @last:send"),
    "a transfer turned round": _log("UPDATE transfers SET debit = credit, credit = debit WHERE n = @last:send"),
    "transfers of no entry": _log("INSERT INTO transfers VALUES (@end + 9, 0, @theirs, @mine, 1, 0)"),
    "a later end": _log("UPDATE entries SET time = time + 86400000 WHERE n = @end"),
    "a time that goes back": _log("UPDATE entries SET time = time - 1000 WHERE n = 20"),
    "the signature of another order": _log(
        "UPDATE entries SET signature = (SELECT signature FROM entries WHERE n = 5) WHERE n = @last:send"
    ),
    "no signature": _log("UPDATE entries SET signature = NULL WHERE n = @last:send"),
    "a signature where nobody signs": _log("UPDATE entries SET signature = zeroblob(64) WHERE n = @last:settle"),
    "another amount in an order": _in_order("@last:send", '"amount":', '"amount":1'),
    "another payee in an order": _log(
        'UPDATE entries SET "order" = CAST(replace(CAST("order" AS TEXT), :wallet, :me) AS BLOB) WHERE n = @last:send'
    ),
    "an order made at another time": _in_order("3", '"at":1', '"at":2'),
    "a space in an order": _in_order("@last:send", ",", ", "),
    "an order of no kind": _in_order("@last:send", '"kind":"send"', '"kind":"take"'),
    "bytes that are no order": _log("UPDATE entries SET \"order\" = X'FF00' WHERE n = @last:send"),
    "an empty order": _log("UPDATE entries SET \"order\" = X'' WHERE n = @last:send"),
    "an entry less in the middle": _log("DELETE FROM transfers WHERE n = 30", "DELETE FROM entries WHERE n = 30"),
    "the last entry gone, its money not": _log(
        "DELETE FROM transfers WHERE n = @end", "DELETE FROM entries WHERE n = @end"
    ),
    "two orders in each other's place": _log(
        'CREATE TEMP TABLE two AS SELECT n, "order" AS o, signature AS s FROM entries WHERE n IN (40, 41)',
        'UPDATE entries SET "order" = (SELECT o FROM two WHERE two.n = 81 - entries.n) WHERE n IN (40, 41)',
        "UPDATE entries SET signature = (SELECT s FROM two WHERE two.n = 81 - entries.n) WHERE n IN (40, 41)",
    ),
    "an order twice": _log(
        "DROP INDEX entries_wallet_id",
        "CREATE TEMP TABLE again AS SELECT * FROM entries WHERE n = @last:send",
        "CREATE TEMP TABLE moved AS SELECT * FROM transfers WHERE n = @last:send",
        "UPDATE again SET n = @end + 1",
        "UPDATE moved SET n = @end + 1",
        "INSERT INTO entries SELECT * FROM again",
        "INSERT INTO transfers SELECT * FROM moved",
    ),
    # --- balances, the head, luck ---
    "money moved between accounts": _log(*_MORE_FOR_ME),
    "money out of the world": _log(
        _MORE_FOR_ME[0], "UPDATE accounts SET balance_minor = balance_minor - 100 WHERE name = 'x:cash:world:EUR'"
    ),
    "money out of nothing": _log(_MORE_FOR_ME[0]),
    "credit": _log("UPDATE accounts SET floor_minor = -5000 WHERE id = @mine"),
    "an account of nobody": _log("INSERT INTO accounts (name, balance_minor, floor_minor) VALUES ('w:x:EUR', 5, 0)"),
    "a larger head": _log("UPDATE head SET size = size + 1", hashes=False),
    "a later head": _log("UPDATE head SET time = time + 1", hashes=False),
    "another frontier": _log("UPDATE head SET frontier = zeroblob(length(frontier))", hashes=False),
    "another version": _beside("UPDATE head SET version = version + 1"),
    "no head": _log("DELETE FROM head", hashes=False),
    "another seed": _log("UPDATE seeds SET seed = zeroblob(32) WHERE seed IS NOT NULL"),
    "no seed": _log("UPDATE seeds SET seed = NULL"),
    "other shares": _log(
        "UPDATE seeds SET shares = CAST(substr(shares, 9) || substr(shares, 1, 8) AS BLOB) WHERE length(shares) = 24"
    ),
    "no shares": _log("DELETE FROM seeds"),
    # --- objects, people, terms ---
    "an envelope that is done": _beside("UPDATE objects SET state = 'done' WHERE id = @envelope"),
    "an envelope for longer": _beside("UPDATE objects SET due = due + 1 WHERE id = @envelope"),
    "an envelope that holds less": _beside("UPDATE objects SET held_minor = held_minor - 1 WHERE id = @envelope"),
    "a payer who is another": _beside("UPDATE objects SET peer = :their_id WHERE kind = 'sale' AND peer IS NOT NULL"),
    "a sale of mine": _beside("UPDATE objects SET maker = :my_id WHERE kind = 'sale'"),
    "a member more": _beside(
        "UPDATE objects SET detail = replace(detail, '[\"', '[\"' || :me || '\",\"') WHERE kind = 'group'"
    ),
    "another reference": _beside("UPDATE objects SET reference = reference || 'x' WHERE kind = 'topup'"),
    "a larger grab": _beside("UPDATE claims SET amount_minor = amount_minor + 1"),
    "a grab less": _beside("DELETE FROM claims WHERE position = 0"),
    "a grab of somebody else": _beside("UPDATE claims SET n = 1"),
    "an answer that nobody gave": _beside("UPDATE asked SET state = 'done' WHERE state = 'pending'"),
    "an answer that is open again": _beside("UPDATE asked SET state = 'pending' WHERE state = 'done'"),
    "a no in place of a yes": _beside("UPDATE asked SET state = 'declined' WHERE state = 'done'"),
    "a larger share": _beside("UPDATE asked SET amount_minor = amount_minor + 1 WHERE kind = 'request'"),
    "an answer that has longer": _beside("UPDATE asked SET due = due + 1 WHERE state = 'pending'"),
    "a question of mine": _beside("UPDATE asked SET maker = :my_id"),
    "a question to me": _beside("UPDATE OR IGNORE asked SET wallet = :my_id"),
    "a question of another kind": _beside("UPDATE asked SET kind = 'wait' WHERE kind = 'request'"),
    "a question less": _beside("DELETE FROM asked WHERE state = 'pending'"),
    "a request with more answers": _beside(
        "UPDATE objects SET detail = replace(detail, '\"paid\":0', '\"paid\":1') WHERE kind = 'request'"
    ),
    "a transfer that is done": _beside("UPDATE objects SET state = 'done' WHERE kind = 'wait' AND state = 'pending'"),
    "less given back": _beside("UPDATE counters SET value = 1 WHERE name LIKE 'back:%'"),
    "trust in me": _beside("UPDATE wallets SET trusted = :my_id WHERE id = :their_id"),
    "no trust": _beside("UPDATE wallets SET trusted = NULL"),
    "a wallet that wants to be asked": _beside("UPDATE wallets SET receive = 'asked' WHERE id = :their_id"),
    "a wallet that takes all at once": _beside("UPDATE wallets SET receive = NULL"),
    "a wallet that wants no requests": _beside("UPDATE wallets SET requests = 'none' WHERE id = :their_id"),
    "a wallet that takes all requests": _beside("UPDATE wallets SET requests = NULL"),
    "a shop": _beside("UPDATE wallets SET shop = 1 WHERE id = :my_id"),
    "a wallet that is not admitted": _beside("UPDATE wallets SET admitted_n = NULL WHERE id = :their_id"),
    "a wallet that is let in": _beside("UPDATE wallets SET admitted_n = n WHERE admitted_n IS NULL"),
    "a block": _beside("UPDATE wallets SET blocked = :my_id WHERE id = :their_id"),
    "a key of the operator": _beside("UPDATE keys SET party = 'operator' WHERE id = :my_key"),
    "a key of theirs": _beside("UPDATE keys SET party = :wallet WHERE id = :my_key"),
    "another public key": _beside("UPDATE keys SET public = :my_key WHERE party = :wallet"),
    "a key in force again": _beside("UPDATE keys SET revoked_n = NULL"),
    "a revoked key": _beside("UPDATE keys SET revoked_n = 1 WHERE party = :wallet"),
    "a handle of mine": _beside(
        "DELETE FROM handles WHERE owner = :my_id", "UPDATE handles SET owner = :my_id WHERE owner = :their_id"
    ),
    "another note": _beside("UPDATE texts SET text = 'a bribe' WHERE field = 'note'"),
    "no text": _beside("UPDATE texts SET salt = NULL, text = NULL WHERE field = 'note'"),
    "a text less": _beside("DELETE FROM texts WHERE field = 'lines'"),
    "a text more": _beside("INSERT INTO texts VALUES (@end, 'lines', zeroblob(32), 'x')"),
    "another limit": _beside("UPDATE registry SET value = '1' WHERE name = 'setting:most_per_order:EUR'"),
    "no limit": _beside("DELETE FROM registry WHERE name = 'setting:most_per_order:EUR'"),
    "other decimals": _beside("UPDATE registry SET value = '3' WHERE name = 'currency:CHF'"),
    "another default": _beside("UPDATE registry SET value = 'JPY' WHERE name = 'default_currency'"),
    "a rail of mine": _beside("UPDATE registry SET value = lower(hex(:my_key)) WHERE name = 'rail:cash'"),
    "another setter": _beside("UPDATE registry SET n = @end WHERE name = 'money'"),
    "real money": _beside("UPDATE registry SET value = 'real' WHERE name = 'money'"),
    "fewer envelopes sent": _beside("UPDATE counters SET value = 1 WHERE value > 1"),
    "an envelope of another day": _beside("UPDATE counters SET period = period - 1"),
    "another short name": _beside("UPDATE entries SET short = short + 1 WHERE n = 9", hashes=False),
    "another kind beside an order": _log("UPDATE entries SET kind = 'cash.in' WHERE n = 9", hashes=False),
    "other nodes": _beside("UPDATE entries SET nodes = zeroblob(length(nodes))", hashes=False),
    "nothing told of a wallet": _beside("DELETE FROM subjects WHERE subject = :their_id", hashes=False),
    "something told of a wallet": _beside("INSERT INTO subjects VALUES (:their_id, 2)", hashes=False),
    "another revision": _beside("UPDATE alembic_version SET version_num = '0000'"),
}


def tamper(rich: Rich, change: Tamper) -> None:
    """Change a ledger's file, and work out anew what can be."""
    with tampering(rich.path) as connection:
        mine, theirs = bytes.fromhex(my_wallet(connection)), bytes.fromhex(rich.wallet)
        named: dict[str, Any] = {
            "mine": main_account(mine.hex(), "EUR"), "theirs": main_account(rich.wallet, "EUR"), "me": mine.hex(),
            "wallet": rich.wallet, "my_id": mine, "their_id": theirs, "my_key": bytes.fromhex(key_id(public_of(SEED))),
        }  # fmt: skip
        before = connection.total_changes
        for statement in change.statements:
            connection.execute(_expanded(statement), named)
        assert connection.total_changes > before, change
        if change.hashes:
            work_out_anew(connection)


def my_wallet(connection: sqlite3.Connection) -> str:
    """Give the attacker's wallet."""
    found = connection.execute("SELECT party FROM keys WHERE id = ?", (bytes.fromhex(key_id(public_of(SEED))),))
    wallet: str = found.fetchone()[0]
    return wallet

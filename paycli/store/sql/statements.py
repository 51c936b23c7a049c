"""Every SQL statement of the posting path and the point reads, by name: hand-written, portable, prepared by a test.

Those that end in `_IN` or begin with a CTE `wanted` are templates: `{}` takes as many `?` or `(?, ?)` as there are
values. A list of pairs is joined as a CTE of VALUES, since SQLite 3.40 scans the table for `(a, b) IN (VALUES …)`.
"""

from __future__ import annotations

# --- the head -------------------------------------------------------------------------------------------------------
# With the last entry's time and root, which the head must agree with before anything is written behind it.
HEAD = (
    "SELECT h.size, h.time, h.frontier, h.version, e.time, e.root FROM head h LEFT JOIN entries e ON e.n = h.size"
    " WHERE h.id = 1"
)
HEAD_MOVE = "UPDATE head SET size = ?, time = ?, frontier = ?, version = ? WHERE id = 1 AND size = ? AND version = ?"
REGISTRY = "SELECT name, value FROM registry ORDER BY name"

# --- the log --------------------------------------------------------------------------------------------------------
_ENTRY_COLUMNS = 'SELECT e.n, e.time, e."order", e.signature, e.root, e.nodes'
_ENTRY = f"{_ENTRY_COLUMNS} FROM entries e"
_ENTRY_OF = f"{_ENTRY_COLUMNS}, w.a, w.b FROM wanted w JOIN entries e"
ENTRY = f"{_ENTRY} WHERE e.n = ?"
ENTRY_BY_WALLET_ID = f"{_ENTRY} WHERE e.wallet = ? AND e.id = ?"
ENTRY_BY_KEY_ID = f"{_ENTRY} WHERE e.wallet IS NULL AND e.key = ? AND e.id = ?"
ENTRY_BY_ID = f"{_ENTRY} WHERE e.wallet IS NULL AND e.key IS NULL AND e.id = ?"
ENTRIES_BY_WALLET_ID = f"WITH wanted (a, b) AS (VALUES {{}}) {_ENTRY_OF} ON e.wallet = w.a AND e.id = w.b"
ENTRIES_BY_KEY_ID = (
    f"WITH wanted (a, b) AS (VALUES {{}}) {_ENTRY_OF} ON e.wallet IS NULL AND e.key = w.a AND e.id = w.b"
)
ENTRIES_AFTER = f"{_ENTRY} WHERE e.n > ? ORDER BY e.n"
ENTRIES_ABOUT = f"{_ENTRY_COLUMNS} FROM subjects s JOIN entries e ON e.n = s.n WHERE s.subject = ? ORDER BY s.n"
ENTRIES_ORDERED = "SELECT n FROM entries WHERE wallet = ? AND kind = ? AND n < ? ORDER BY n DESC LIMIT ?"
ENTRIES_NAMED = f"{_ENTRY} WHERE e.short = ? ORDER BY e.n"
ROOT_AT = "SELECT root FROM entries WHERE n = ?"
NODES_AT = "SELECT nodes FROM entries WHERE n = ?"
FIND_SHORT = (
    "SELECT id, coalesce(wallet, key, X''), kind, n FROM entries WHERE short >= ? AND short < ? ORDER BY n DESC LIMIT ?"
)
ENTRY_ADD = (
    'INSERT INTO entries (n, time, id, key, wallet, kind, short, "order", signature, root, nodes)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
SUBJECT_ADD = "INSERT INTO subjects (subject, n) VALUES (?, ?)"

# --- transfers and accounts -----------------------------------------------------------------------------------------
TRANSFERS_OF = (
    "SELECT d.name, c.name, t.amount_minor, t.effective FROM transfers t"
    " JOIN accounts d ON d.id = t.debit JOIN accounts c ON c.id = t.credit WHERE t.n = ? ORDER BY t.position"
)
TRANSFERS_AFTER = "SELECT n, debit, credit, amount_minor, effective FROM transfers WHERE n > ? ORDER BY n, position"
# An entry may debit an account twice.
ENTRIES_DEBITING = "SELECT DISTINCT n FROM transfers WHERE debit = ? AND n < ? ORDER BY n DESC LIMIT ?"
ENTRIES_CREDITING = "SELECT DISTINCT n FROM transfers WHERE credit = ? AND n < ? ORDER BY n DESC LIMIT ?"
ENTRIES_CREDITING_AS = (
    "SELECT DISTINCT t.n FROM transfers t JOIN entries e ON e.n = t.n"
    " WHERE t.credit = ? AND t.n > ? AND t.n < ? AND e.kind = ? ORDER BY t.n DESC"
)
TRANSFER_ADD = "INSERT INTO transfers (n, position, debit, credit, amount_minor, effective) VALUES (?, ?, ?, ?, ?, ?)"
ACCOUNT = "SELECT balance_minor, floor_minor FROM accounts WHERE name = ?"
ACCOUNT_NAME = "SELECT name FROM accounts WHERE id = ?"
ACCOUNTS_IN = "SELECT name, id, balance_minor, floor_minor FROM accounts WHERE name IN ({})"
ACCOUNT_IDS_IN = "SELECT name, id FROM accounts WHERE name IN ({})"
ACCOUNT_IDS_UNDER = "SELECT id FROM accounts WHERE name >= ? AND name < ?"
ACCOUNTS_UNDER = "SELECT name, balance_minor, floor_minor FROM accounts WHERE name >= ? AND name < ? ORDER BY name"
ACCOUNT_NEW = "INSERT INTO accounts (name, balance_minor, floor_minor) VALUES (?, 0, ?) ON CONFLICT (name) DO NOTHING"
ACCOUNT_MOVE = "UPDATE accounts SET balance_minor = balance_minor + ? WHERE id = ?"
ACCOUNT_FLOOR = "UPDATE accounts SET floor_minor = ? WHERE id = ?"
ACCOUNT_FLOOR_DOWN = "UPDATE accounts SET floor_minor = ? WHERE id = ? AND floor_minor > ?"

# --- objects --------------------------------------------------------------------------------------------------------
_OBJECT_COLUMNS = (
    "SELECT o.id, o.n, o.kind, o.maker, o.peer, o.currency, o.amount_minor, o.held_minor, o.state, o.due, o.ended,"
    ' o.rail, o.reference, o.detail, o.till, o.number, e."order"'
)
_OBJECT = f"{_OBJECT_COLUMNS} FROM objects o JOIN entries e ON e.n = o.n"
OBJECTS_IN = (
    f"{_OBJECT_COLUMNS}, s.shares FROM objects o JOIN entries e ON e.n = o.n LEFT JOIN seeds s ON s.object = o.id"
    " WHERE o.id IN ({})"
)
_PIECE = "o.n < ? ORDER BY o.n DESC LIMIT ?"
OBJECTS_OF_MAKER = f"{_OBJECT} WHERE o.maker = ? AND o.kind = ? AND {_PIECE}"
OBJECTS_OF_MAKER_PENDING = f"{_OBJECT} WHERE o.maker = ? AND o.kind = ? AND o.state = 'pending' AND {_PIECE}"
OBJECTS_OF_KIND = f"{_OBJECT} WHERE o.kind = ? AND {_PIECE}"
OBJECTS_OF_KIND_PENDING = f"{_OBJECT} WHERE o.kind = ? AND o.state = 'pending' AND {_PIECE}"
OBJECTS_DUE = "SELECT id FROM objects WHERE state = 'pending' AND held_minor > 0 AND due <= ? ORDER BY due, n LIMIT ?"
# The sales of a shift that nobody paid or cancelled: those of its till behind it, while it is the open one.
SALES_WAITING = (
    "SELECT id FROM objects WHERE maker = ? AND till = ? AND n > ? AND state = 'pending' AND till IS NOT NULL"
    " AND kind = 'sale' ORDER BY n"
)
OBJECT_NUMBERED = f"{_OBJECT} WHERE o.maker = ? AND o.kind = ? AND o.till = ? AND o.number = ? AND o.number IS NOT NULL"
NUMBER_OF = "SELECT till, number FROM objects WHERE id = ?"
REFERENCES_IN = (
    "WITH wanted (a, b) AS (VALUES {}) SELECT o.rail, o.reference FROM wanted w"
    " JOIN objects o ON o.rail = w.a AND o.reference = w.b"
)
# The row count tells whether an order would reuse the id of another one's object.
OBJECT_ADD = (
    "INSERT INTO objects (id, n, kind, maker, peer, currency, amount_minor, held_minor, state, due, ended, rail,"
    " reference, detail, till, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO NOTHING"
)
OBJECT_CHANGE = (
    "UPDATE objects SET peer = ?, held_minor = ?, state = ?, due = ?, ended = ?, reference = ?, detail = ?"
    " WHERE id = ? AND n = ?"
)
# Most grabs change nothing else, and a column that is not named leaves its indexes alone.
OBJECT_TAKE = "UPDATE objects SET held_minor = ?, detail = ? WHERE id = ? AND n = ?"
CLAIMS_IN = (
    "WITH wanted (a, b) AS (VALUES {}) SELECT c.object, c.wallet, c.n, c.position, c.amount_minor FROM wanted w"
    " JOIN claims c ON c.object = w.a AND c.wallet = w.b"
)
CLAIM = "SELECT object, wallet, n, position, amount_minor FROM claims WHERE object = ? AND wallet = ?"
CLAIMS_OF = "SELECT object, wallet, n, position, amount_minor FROM claims WHERE object = ? ORDER BY position"
CLAIM_ADD = "INSERT INTO claims (object, wallet, n, position, amount_minor) VALUES (?, ?, ?, ?, ?)"
# What an object asks of wallets. The row of a wallet that it does not ask is not there.
_ASKED = "SELECT a.object, a.wallet, a.kind, a.maker, a.amount_minor, a.due, a.state FROM asked a"
ASKED_OF = f"{_ASKED} WHERE a.object = ? ORDER BY a.wallet"
ASKED_OF_WALLET = f"{_ASKED} WHERE a.object = ? AND a.wallet = ?"
ASKED_PENDING = (
    f"{_ASKED} WHERE a.wallet = ? AND a.kind = ? AND a.due > ? AND a.state = 'pending' ORDER BY a.maker, a.due"
)
ASKED_BETWEEN = f"{_ASKED} WHERE a.wallet = ? AND a.kind = ? AND a.maker = ? AND a.due > ? AND a.state = 'pending'"
ASKED_PUT = (
    "INSERT INTO asked (object, wallet, kind, maker, amount_minor, due, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (object, wallet) DO UPDATE SET state = excluded.state"
)
SEED = "SELECT seed FROM seeds WHERE object = ?"
SEED_ADD = "INSERT INTO seeds (object, seed, shares) VALUES (?, ?, ?)"

# --- people ---------------------------------------------------------------------------------------------------------
_WALLET = "SELECT id, n, shop, admitted_n, blocked, asks_until, trusted, receive, requests FROM wallets"
WALLETS_IN = f"{_WALLET} WHERE id IN ({{}})"
WALLETS_AFTER = f"{_WALLET} WHERE n > ? ORDER BY n LIMIT ?"
WALLETS_ASKING_AT = f"{_WALLET} WHERE asks_until > ?"
WALLET_PUT = (
    "INSERT INTO wallets (id, n, shop, admitted_n, blocked, asks_until, trusted, receive, requests)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET admitted_n = excluded.admitted_n, blocked = excluded.blocked,"
    " asks_until = excluded.asks_until, trusted = excluded.trusted, receive = excluded.receive,"
    " requests = excluded.requests"
    " WHERE wallets.n = excluded.n"
)
KEYS_IN = "SELECT id, public, party, revoked_n, scope FROM keys WHERE id IN ({})"
MANDATES_OF = "SELECT id, public, party, revoked_n, scope FROM keys WHERE party = ? AND scope IS NOT NULL"
KEY_PUT = (
    "INSERT INTO keys (id, public, party, revoked_n, scope) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET revoked_n = excluded.revoked_n WHERE keys.party = excluded.party"
)
REGISTRY_PUT = (
    "INSERT INTO registry (name, value, n) VALUES (?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value, n = excluded.n"
)
TEXT = "SELECT salt, text FROM texts WHERE n = ? AND field = ?"
TEXT_ADD = "INSERT INTO texts (n, field, salt, text) VALUES (?, ?, ?, ?)"
HANDLE_OWNER = "SELECT owner FROM handles WHERE handle = ?"
HANDLE_OF = "SELECT handle FROM handles WHERE owner = ?"
HANDLE_ADD = "INSERT INTO handles (handle, owner) VALUES (?, ?)"
COUNTERS_IN = (
    "WITH wanted (a, b) AS (VALUES {}) SELECT c.wallet, c.name, c.period, c.value FROM wanted w"
    " JOIN counters c ON c.wallet = w.a AND c.name = w.b"
)
COUNTER_PUT = (
    "INSERT INTO counters (wallet, name, period, value) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (wallet, name) DO UPDATE SET period = excluded.period, value = excluded.value"
)


# --- whole tables: lists of people, and the audit -------------------------------------------------------------------
WALLETS_ALL = f"{_WALLET} ORDER BY n"
WALLETS_ASKING = "SELECT id, asks_until FROM wallets WHERE asks_until > ?"
KEYS_ALL = "SELECT id, public, party, revoked_n, scope FROM keys"
ACCOUNTS_ALL = "SELECT name, balance_minor, floor_minor FROM accounts"
OBJECTS_ALL = f"{_OBJECT}"
CLAIMS_ALL = "SELECT object, wallet, n, position, amount_minor FROM claims"
SHARES_ALL = "SELECT object, shares FROM seeds"
TEXTS_ALL = "SELECT n, field, salt, text FROM texts ORDER BY n, field"
HANDLES_ALL = "SELECT handle, owner FROM handles"
ASKED_ALL = f"{_ASKED}"
COUNTERS_ALL = "SELECT wallet, name, period, value FROM counters"
DERIVED_COLUMNS_ALL = 'SELECT n, id, key, wallet, kind, short, "order" FROM entries ORDER BY n'
SUBJECTS_ALL = "SELECT n, subject FROM subjects ORDER BY n, subject"
REGISTRY_PLACES_ALL = "SELECT name, n FROM registry"
# No index is trusted for it: a forger could have dropped the one that keeps ids apart.
REPEATED_IDS_ALL = (
    "SELECT n FROM (SELECT n, lag(n) OVER (PARTITION BY wallet, CASE WHEN wallet IS NULL THEN key END, id ORDER BY n)"
    " AS earlier FROM entries) WHERE earlier IS NOT NULL"
)
POSITIONS_ALL = "SELECT n FROM transfers GROUP BY n HAVING min(position) <> 0 OR max(position) <> count(*) - 1"
TRANSFERS_ALONE_ALL = "SELECT DISTINCT n FROM transfers WHERE n NOT IN (SELECT n FROM entries)"
REVISIONS_ALL = "SELECT version_num FROM alembic_version"

READS_WHOLE = frozenset({"REGISTRY"} | {name for name in dir() if name.endswith("_ALL")})
"""The statements that read a table from end to end; every other one finds its rows by an index."""

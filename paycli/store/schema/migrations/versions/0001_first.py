"""Revision 0001: the first schema, frozen as the DDL that it ran; a test compares it with `tables.py`."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_DDL = (
    """CREATE TABLE accounts (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    balance_minor INTEGER NOT NULL,
    floor_minor INTEGER,
    PRIMARY KEY (id),
    UNIQUE (name),
    CHECK (balance_minor > -1000000000000000000 AND balance_minor < 1000000000000000000),
    CHECK (floor_minor > -1000000000000000 AND floor_minor <= 0),
    CHECK ((floor_minor IS NULL) = (substr(name, 1, 2) = 'x:'))
) STRICT""",
    """CREATE TABLE entries (
    n INTEGER NOT NULL CHECK (n > 0),
    time INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length("id") = 16),
    "key" BLOB CHECK (length("key") = 32),
    wallet BLOB CHECK (length("wallet") = 20),
    kind TEXT NOT NULL,
    short INTEGER NOT NULL,
    "order" BLOB NOT NULL,
    signature BLOB CHECK (length("signature") = 64),
    root BLOB NOT NULL CHECK (length("root") = 32),
    nodes BLOB NOT NULL CHECK (length("nodes") % 32 = 0),
    PRIMARY KEY (n)
) STRICT""",
    "CREATE UNIQUE INDEX entries_id ON entries (id) WHERE wallet IS NULL AND key IS NULL",
    """CREATE UNIQUE INDEX entries_key_id ON entries ("key", id) WHERE wallet IS NULL AND key IS NOT NULL""",
    "CREATE INDEX entries_short ON entries (short)",
    "CREATE UNIQUE INDEX entries_wallet_id ON entries (wallet, id) WHERE wallet IS NOT NULL",
    "CREATE INDEX entries_wallet_kind ON entries (wallet, kind, n) WHERE wallet IS NOT NULL",
    """CREATE TABLE head (
    id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    time INTEGER NOT NULL,
    frontier BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (id),
    CHECK (id = 1),
    CHECK (length(frontier) % 32 = 0)
) STRICT""",
    """CREATE TABLE keys (
    id BLOB NOT NULL CHECK (length("id") = 32),
    public BLOB NOT NULL CHECK (length("public") = 32),
    party TEXT NOT NULL,
    revoked_n INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(revoked_n) REFERENCES entries (n)
) STRICT""",
    "CREATE INDEX keys_party ON keys (party)",
    """CREATE TABLE objects (
    id BLOB NOT NULL CHECK (length("id") = 16),
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    maker BLOB CHECK (length("maker") = 20),
    peer BLOB CHECK (length("peer") = 20),
    currency TEXT,
    amount_minor INTEGER NOT NULL,
    held_minor INTEGER NOT NULL,
    state TEXT NOT NULL,
    due INTEGER,
    ended INTEGER,
    rail TEXT,
    reference TEXT,
    detail TEXT,
    PRIMARY KEY (id),
    UNIQUE (rail, reference),
    CHECK (amount_minor >= 0 AND amount_minor < 1000000000000000),
    CHECK (held_minor >= 0 AND held_minor < 1000000000000000),
    CHECK (detail GLOB '{"*}'),
    CHECK (instr(detail, '"tip_minor":') = 0
        OR CAST(substr(detail, instr(detail, '"tip_minor":') + 12) AS INTEGER) BETWEEN 0
        AND 999999999999999),
    CHECK (instr(detail, '"refunded_minor":') = 0
        OR CAST(substr(detail, instr(detail, '"refunded_minor":') + 17) AS INTEGER) BETWEEN 0
        AND 999999999999999),
    CHECK (instr(detail, '"taken":') = 0
        OR CAST(substr(detail, instr(detail, '"taken":') + 8) AS INTEGER) BETWEEN 0
        AND CAST(substr(detail, instr(detail, '"packets":') + 10) AS INTEGER)),
    CHECK (instr(detail, '"paid":') = 0
        OR CAST(substr(detail, instr(detail, '"paid":') + 7) AS INTEGER) BETWEEN 0
        AND 1000000),
    CHECK (instr(detail, '"members":') = 0 OR length(detail) % 43 = 13),
    CHECK (state IN ('pending', 'done', 'returned', 'cancelled', 'expired')),
    CHECK (held_minor = 0 OR state = 'pending'),
    FOREIGN KEY(n) REFERENCES entries (n)
) STRICT""",
    "CREATE INDEX objects_due ON objects (due, n) WHERE state = 'pending' AND held_minor > 0",
    "CREATE INDEX objects_kind ON objects (kind, n)",
    "CREATE INDEX objects_maker ON objects (maker, kind, n)",
    "CREATE INDEX objects_pending ON objects (kind, n) WHERE state = 'pending'",
    """CREATE TABLE registry (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (name),
    FOREIGN KEY(n) REFERENCES entries (n)
) STRICT""",
    """CREATE TABLE subjects (
    subject BLOB NOT NULL CHECK (length("subject") IN (16, 20)),
    n INTEGER NOT NULL,
    PRIMARY KEY (subject, n),
    FOREIGN KEY(n) REFERENCES entries (n)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE texts (
    n INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt BLOB CHECK (length("salt") = 32),
    text TEXT,
    PRIMARY KEY (n, field),
    CHECK ((salt IS NULL) = (text IS NULL)),
    FOREIGN KEY(n) REFERENCES entries (n)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE transfers (
    n INTEGER NOT NULL,
    position INTEGER NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    effective INTEGER NOT NULL,
    PRIMARY KEY (n, position),
    CHECK (amount_minor >= 1 AND amount_minor < 1000000000000000),
    CHECK (debit <> credit),
    FOREIGN KEY(n) REFERENCES entries (n),
    FOREIGN KEY(debit) REFERENCES accounts (id),
    FOREIGN KEY(credit) REFERENCES accounts (id)
) WITHOUT ROWID, STRICT""",
    "CREATE INDEX transfers_credit ON transfers (credit, n)",
    "CREATE INDEX transfers_debit ON transfers (debit, n)",
    """CREATE TABLE wallets (
    id BLOB NOT NULL CHECK (length("id") = 20),
    n INTEGER NOT NULL,
    shop INTEGER NOT NULL,
    admitted_n INTEGER,
    blocked BLOB CHECK (length("blocked") % 20 = 0),
    asks_until INTEGER,
    PRIMARY KEY (id),
    CHECK (shop IN (0, 1)),
    CHECK (asks_until IS NULL OR admitted_n IS NULL),
    FOREIGN KEY(n) REFERENCES entries (n),
    FOREIGN KEY(admitted_n) REFERENCES entries (n)
) STRICT""",
    "CREATE INDEX wallets_asking ON wallets (asks_until) WHERE asks_until IS NOT NULL",
    "CREATE INDEX wallets_n ON wallets (n)",
    """CREATE TABLE claims (
    object BLOB NOT NULL CHECK (length("object") = 16),
    wallet BLOB NOT NULL CHECK (length("wallet") = 20),
    n INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (object, wallet),
    UNIQUE (object, position),
    CHECK (amount_minor >= 1 AND amount_minor < 1000000000000000),
    FOREIGN KEY(object) REFERENCES objects (id),
    FOREIGN KEY(n) REFERENCES entries (n)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE handles (
    handle TEXT NOT NULL,
    owner BLOB NOT NULL CHECK (length("owner") IN (16, 20)),
    PRIMARY KEY (handle),
    UNIQUE (owner)
) STRICT""",
    """CREATE TABLE counters (
    wallet BLOB NOT NULL CHECK (length("wallet") = 20),
    name TEXT NOT NULL,
    day INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (wallet, name),
    CHECK (value > 0),
    FOREIGN KEY(wallet) REFERENCES wallets (id)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE seeds (
    object BLOB NOT NULL CHECK (length("object") = 16),
    seed BLOB CHECK (length("seed") = 32),
    shares BLOB,
    PRIMARY KEY (object),
    CHECK (length(shares) % 8 = 0),
    FOREIGN KEY(object) REFERENCES objects (id)
) STRICT""",
)

_TRIGGERS = (
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END""",
    """CREATE TRIGGER subjects_no_update BEFORE UPDATE ON subjects
BEGIN SELECT RAISE(ABORT, 'subjects are append-only'); END""",
    """CREATE TRIGGER transfers_no_update BEFORE UPDATE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END""",
    """CREATE TRIGGER claims_no_update BEFORE UPDATE ON claims
BEGIN SELECT RAISE(ABORT, 'claims are append-only'); END""",
    """CREATE TRIGGER seeds_no_update BEFORE UPDATE ON seeds
BEGIN SELECT RAISE(ABORT, 'seeds are append-only'); END""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from entries'); END""",
    """CREATE TRIGGER subjects_no_delete BEFORE DELETE ON subjects
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from subjects'); END""",
    """CREATE TRIGGER transfers_no_delete BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from transfers'); END""",
    """CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from claims'); END""",
    """CREATE TRIGGER seeds_no_delete BEFORE DELETE ON seeds
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from seeds'); END""",
    """CREATE TRIGGER head_no_delete BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from head'); END""",
    """CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from accounts'); END""",
    """CREATE TRIGGER objects_no_delete BEFORE DELETE ON objects
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from objects'); END""",
    """CREATE TRIGGER wallets_no_delete BEFORE DELETE ON wallets
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from wallets'); END""",
    """CREATE TRIGGER keys_no_delete BEFORE DELETE ON keys
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from keys'); END""",
    """CREATE TRIGGER texts_no_delete BEFORE DELETE ON texts
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from texts'); END""",
    """CREATE TRIGGER registry_no_delete BEFORE DELETE ON registry
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from registry'); END""",
    """CREATE TRIGGER counters_no_delete BEFORE DELETE ON counters
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from counters'); END""",
    """CREATE TRIGGER accounts_floor BEFORE UPDATE OF balance_minor ON accounts
WHEN NEW.balance_minor < NEW.floor_minor AND NEW.balance_minor < OLD.balance_minor
BEGIN SELECT RAISE(ABORT, 'a balance would fall below its floor'); END""",
    """CREATE TRIGGER texts_erase_only BEFORE UPDATE ON texts
WHEN NOT (NEW.n = OLD.n AND NEW.field = OLD.field AND NEW.salt IS NULL AND NEW.text IS NULL)
BEGIN SELECT RAISE(ABORT, 'a text may only be erased'); END""",
    "INSERT INTO head (id, size, time, frontier, version) VALUES (1, 0, 0, x'', 0)",
)


def upgrade() -> None:
    """Make every table, index and trigger, and the empty head."""
    for statement in (*_DDL, *_TRIGGERS):
        op.execute(statement)

"""Revision 0004: objects ask wallets for an answer, and a wallet says whom it trusts and what strangers may do.

An older paycli does not know these rules, so it must not open a ledger that may have them.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DDL = (
    # Other tables refer to this one by its name, which is to stay as it is in their definitions.
    "PRAGMA legacy_alter_table = ON",
    "DROP TRIGGER wallets_no_delete",
    "DROP INDEX wallets_asking",
    "DROP INDEX wallets_n",
    "ALTER TABLE wallets RENAME TO wallets_before",
    """CREATE TABLE wallets (
    id BLOB NOT NULL CHECK (length("id") = 20),
    n INTEGER NOT NULL,
    shop INTEGER NOT NULL,
    admitted_n INTEGER,
    blocked BLOB CHECK (length("blocked") % 20 = 0),
    asks_until INTEGER,
    trusted BLOB CHECK (length("trusted") % 20 = 0),
    receive TEXT,
    requests TEXT,
    PRIMARY KEY (id),
    CHECK (shop IN (0, 1)),
    CHECK (asks_until IS NULL OR admitted_n IS NULL),
    CHECK (receive = 'asked'),
    CHECK (requests IN ('trusted', 'none')),
    FOREIGN KEY(n) REFERENCES entries (n),
    FOREIGN KEY(admitted_n) REFERENCES entries (n)
) STRICT""",
    """INSERT INTO wallets (id, n, shop, admitted_n, blocked, asks_until)
SELECT id, n, shop, admitted_n, blocked, asks_until FROM wallets_before""",
    "DROP TABLE wallets_before",
    "CREATE INDEX wallets_asking ON wallets (asks_until) WHERE asks_until IS NOT NULL",
    "CREATE INDEX wallets_n ON wallets (n)",
    """CREATE TRIGGER wallets_no_delete BEFORE DELETE ON wallets
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from wallets'); END""",
    "PRAGMA legacy_alter_table = OFF",
    """CREATE TABLE asked (
    object BLOB NOT NULL CHECK (length("object") = 16),
    wallet BLOB NOT NULL CHECK (length("wallet") = 20),
    kind TEXT NOT NULL,
    maker BLOB NOT NULL CHECK (length("maker") = 20),
    amount_minor INTEGER NOT NULL,
    due INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (object, wallet),
    CHECK (amount_minor >= 1 AND amount_minor < 1000000000000000),
    CHECK (state IN ('pending', 'done', 'returned', 'cancelled', 'expired', 'declined')),
    FOREIGN KEY(object) REFERENCES objects (id),
    FOREIGN KEY(wallet) REFERENCES wallets (id)
) WITHOUT ROWID, STRICT""",
    "CREATE INDEX asked_pending ON asked (wallet, kind, maker, due) WHERE state = 'pending'",
    """CREATE TRIGGER asked_no_delete BEFORE DELETE ON asked
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from asked'); END""",
)


def upgrade() -> None:
    """Let objects ask wallets, and wallets say what they let others do; those that are there let everybody do all."""
    for statement in _DDL:
        op.execute(statement)

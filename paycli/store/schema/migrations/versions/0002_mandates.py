"""Revision 0002: a key may have a scope, and counters count by other periods than days.

An older paycli takes each key of a wallet for a full one, so it must not open a ledger that may have mandates.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DDL = (
    "ALTER TABLE counters RENAME COLUMN day TO period",
    "DROP TRIGGER keys_no_delete",
    "DROP INDEX keys_party",
    "ALTER TABLE keys RENAME TO keys_before",
    """CREATE TABLE keys (
    id BLOB NOT NULL CHECK (length("id") = 32),
    public BLOB NOT NULL CHECK (length("public") = 32),
    party TEXT NOT NULL,
    revoked_n INTEGER,
    scope TEXT,
    PRIMARY KEY (id),
    CHECK (scope GLOB '{"day_at_ms":*}'),
    FOREIGN KEY(revoked_n) REFERENCES entries (n)
) STRICT""",
    "INSERT INTO keys (id, public, party, revoked_n) SELECT id, public, party, revoked_n FROM keys_before",
    "DROP TABLE keys_before",
    "CREATE INDEX keys_party ON keys (party)",
    """CREATE TRIGGER keys_no_delete BEFORE DELETE ON keys
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from keys'); END""",
)


def upgrade() -> None:
    """Give keys a scope, null for those that are there: they are full keys."""
    for statement in _DDL:
        op.execute(statement)

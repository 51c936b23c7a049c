"""Revision 0003: what a shop makes at its counter has a till and a number there.

The order of a sale has changed with it, before the first release (ADR 25): a ledger that has sales of before cannot be
read any more, so its upgrade is refused.
"""

from __future__ import annotations

from alembic import op

from paycli.errors import Misconfigured

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OLD_SALES = "SELECT count(*) FROM entries WHERE kind IN ('sale.new', 'refund')"
_DDL = (
    # Other tables refer to this one by its name, which is to stay as it is in their definitions.
    "PRAGMA legacy_alter_table = ON",
    "DROP TRIGGER objects_no_delete",
    "DROP INDEX objects_due",
    "DROP INDEX objects_kind",
    "DROP INDEX objects_maker",
    "DROP INDEX objects_pending",
    "ALTER TABLE objects RENAME TO objects_before",
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
    till INTEGER,
    number INTEGER,
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
    """INSERT INTO objects (id, n, kind, maker, peer, currency, amount_minor, held_minor, state, due, ended, rail,
    reference, detail)
SELECT id, n, kind, maker, peer, currency, amount_minor, held_minor, state, due, ended, rail,
    reference, detail FROM objects_before""",
    "DROP TABLE objects_before",
    "CREATE INDEX objects_due ON objects (due, n) WHERE state = 'pending' AND held_minor > 0",
    "CREATE INDEX objects_kind ON objects (kind, n)",
    "CREATE INDEX objects_maker ON objects (maker, kind, n)",
    "CREATE INDEX objects_pending ON objects (kind, n) WHERE state = 'pending'",
    "CREATE INDEX objects_waiting ON objects (maker, till, n) WHERE state = 'pending' AND till IS NOT NULL",
    "CREATE UNIQUE INDEX objects_number ON objects (maker, kind, till, number) WHERE number IS NOT NULL",
    """CREATE TRIGGER objects_no_delete BEFORE DELETE ON objects
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from objects'); END""",
    "PRAGMA legacy_alter_table = OFF",
)


def upgrade() -> None:
    """Give objects a till and a number, null for those that are there."""
    if op.get_bind().exec_driver_sql(_OLD_SALES).scalar():
        raise Misconfigured(
            problem="Nothing was changed: this ledger has sales in the form of before the first release",
            help="begin a new ledger",
        )
    for statement in _DDL:
        op.execute(statement)

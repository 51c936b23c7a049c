"""Triggers of the schema: what is written stays written, and no balance falls below its floor.

They stand beside `tables.py` as plain DDL. `INSERT OR REPLACE` walks past the delete triggers unless the connection
has `recursive_triggers=ON`, which is why every connection asserts it.
"""

from __future__ import annotations

_APPEND_ONLY = ("entries", "subjects", "transfers", "claims", "seeds")
_NEVER_DELETED = (
    *_APPEND_ONLY,
    "head",
    "accounts",
    "objects",
    "wallets",
    "keys",
    "texts",
    "registry",
    "counters",
    "asked",
)

# Debt may always be repaid: only a step further below the floor is refused, which a plain CHECK cannot say.
_FLOOR = """CREATE TRIGGER accounts_floor BEFORE UPDATE OF balance_minor ON accounts
WHEN NEW.balance_minor < NEW.floor_minor AND NEW.balance_minor < OLD.balance_minor
BEGIN SELECT RAISE(ABORT, 'a balance would fall below its floor'); END"""

_ERASE_ONLY = """CREATE TRIGGER texts_erase_only BEFORE UPDATE ON texts
WHEN NOT (NEW.n = OLD.n AND NEW.field = OLD.field AND NEW.salt IS NULL AND NEW.text IS NULL)
BEGIN SELECT RAISE(ABORT, 'a text may only be erased'); END"""


def _no_update(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}\n"
        f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
    )


def _no_delete(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}\n"  # noqa: S608  the names stand above
        f"BEGIN SELECT RAISE(ABORT, 'nothing is deleted from {table}'); END"
    )


TRIGGERS: tuple[str, ...] = (
    *(_no_update(table) for table in _APPEND_ONLY),
    *(_no_delete(table) for table in _NEVER_DELETED),
    _FLOOR,
    _ERASE_ONLY,
)
"""Every trigger of a ledger, as DDL."""

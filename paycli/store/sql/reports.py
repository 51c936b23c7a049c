"""Lists over a ledger, as SQLAlchemy selects: for reading people, not for the posting path.

SQLAlchemy and the tables are imported inside the functions, since nothing that is started often may pay for them.
Times are milliseconds UTC, `since` is included and `until` is not, `limit` None means all; newest comes first.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from paycli.store.sqlite.connection import connect, explain
from paycli.store.sqlite.location import look_at, look_at_copy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Select


class SqliteReports:
    """The Reports port over one SQLite ledger. Raises what opening a ledger raises."""

    def __init__(self, path: str | os.PathLike[str], *, is_copy: bool = False) -> None:
        self._location = look_at_copy(os.fspath(path)) if is_copy else look_at(os.fspath(path))

    def log(self, wallet: str | None, since: int | None, until: int | None, limit: int | None) -> Sequence[int]:
        """Give the numbers of entries, newest first: those a wallet signed or whose money moved, all if it is None."""
        from sqlalchemy import or_, select

        from paycli.store.schema.tables import AccountRow, EntryRow, TransferRow

        entries, accounts, moved = _table(EntryRow), _table(AccountRow), _table(TransferRow)
        found = select(entries.c.n)
        if wallet is not None:
            first, last = f"w:{wallet}:", f"w:{wallet};"
            own = select(accounts.c.id).where(accounts.c.name >= first, accounts.c.name < last)
            # One subquery for each side, so that each uses its own index.
            out = select(moved.c.n).where(moved.c.debit.in_(own))
            in_ = select(moved.c.n).where(moved.c.credit.in_(own))
            signed = select(entries.c.n).where(entries.c.wallet == bytes.fromhex(wallet))
            found = found.where(or_(*(entries.c.n.in_(each) for each in (out, in_, signed))))
        found = _within(found.order_by(entries.c.n.desc()), entries.c.time, since, until, limit)
        with self._connection() as connection:
            return [row.n for row in connection.execute(found)]

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """Open a reading connection with the same checks and pragmas as the posting path's."""
        from sqlalchemy import create_engine
        from sqlalchemy.exc import DBAPIError
        from sqlalchemy.pool import NullPool

        engine = create_engine("sqlite://", creator=lambda: connect(self._location), poolclass=NullPool)
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                yield connection
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error):
                raise explain(error.orig, self._location.path) from error
            raise
        finally:
            engine.dispose()


def _table(model: Any) -> Any:  # noqa: ANN401  SQLModel gives the table an untyped name
    return model.__table__


def _within(
    found: Select[Any],
    time: Any,  # noqa: ANN401  a column
    since: int | None,
    until: int | None,
    limit: int | None,
) -> Select[Any]:
    if since is not None:
        found = found.where(time >= since)
    if until is not None:
        found = found.where(time < until)
    return found.limit(limit)

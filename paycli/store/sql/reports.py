"""Lists over a ledger, as SQLAlchemy selects: for reading people, not for the posting path.

SQLAlchemy and the tables are imported inside the functions, since nothing that is started often may pay for them.
Times are milliseconds UTC, `since` is included and `until` is not, `limit` None means all; newest comes first.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from paycli.domain.accounts import Transfer, account_currency
from paycli.domain.ports import LogRow
from paycli.store.sqlite.connection import connect, explain
from paycli.store.sqlite.location import look_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Select


_CHUNK = 900


class SqliteReports:
    """The Reports port over one SQLite ledger. Raises what opening a ledger raises."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._location = look_at(os.fspath(path))

    def log(self, wallet: str | None, since: int | None, until: int | None, limit: int | None) -> Sequence[LogRow]:
        """Give entries newest first: those that a wallet signed or that moved its money, or all if it is None."""
        from sqlalchemy import or_, select

        from paycli.store.schema.tables import AccountRow, EntryRow, TransferRow

        entries, accounts, moved = _table(EntryRow), _table(AccountRow), _table(TransferRow)
        found = select(entries.c.n, entries.c.time, entries.c.kind, entries.c.order)
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
            listed: list[Any] = list(connection.execute(found))
            transfers = _transfers(connection, [row.n for row in listed])
        return [
            LogRow(n=n, time=time, kind=kind, order=order, transfers=transfers.get(n, ()))
            for n, time, kind, order in listed
        ]

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


def _transfers(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[Transfer, ...]]:
    """Give the transfers of entries by n, with the names of their accounts."""
    from sqlalchemy import select

    from paycli.store.schema.tables import AccountRow, TransferRow

    moved = _table(TransferRow)
    debit, credit = _table(AccountRow).alias("debit"), _table(AccountRow).alias("credit")
    wanted = select(moved.c.n, debit.c.name, credit.c.name, moved.c.amount_minor, moved.c.effective)
    wanted = wanted.join(debit, debit.c.id == moved.c.debit).join(credit, credit.c.id == moved.c.credit)
    wanted = wanted.order_by(moved.c.n, moved.c.position)
    found: dict[int, tuple[Transfer, ...]] = {}
    for start in range(0, len(numbers), _CHUNK):
        for n, a, b, amount_minor, effective in connection.execute(
            wanted.where(moved.c.n.in_(numbers[start : start + _CHUNK]))
        ):
            found[n] = (*found.get(n, ()), Transfer(a, b, account_currency(a), amount_minor, effective))
    return found

"""Running the revisions of the schema: the only place that runs Alembic."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from paycli.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

MIGRATIONS = "paycli.store.schema:migrations"
"""Where Alembic finds the revisions."""


def migrate(path: str) -> None:
    """Run the missing revisions on a file in one transaction, user_version included.

    Raises SQLite's own errors, and Broken where no revision leads on from the one that the file has.
    """
    with _migrated(path):
        pass


def schema_made_anew(statement: str) -> Sequence[Sequence[Any]]:
    """Give what a statement reads in a database that all revisions have just made, in memory."""
    with _migrated(":memory:") as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


@contextmanager
def _migrated(path: str) -> Iterator[Connection]:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    # The driver's own transactions would commit before each DDL statement: BEGIN is said by us.
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                noted = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
                raise Broken(reason=f"this paycli knows no way from revision {noted} of the schema") from error
            yield connection
    except DBAPIError as error:
        # What SQLite said is in its wrapping, and only SQLite's own words can be explained.
        if not isinstance(error.orig, sqlite3.Error):
            raise
        raise error.orig from error
    finally:
        engine.dispose()

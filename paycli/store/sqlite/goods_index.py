"""An index over a shop's items, so that a till with fifty thousand starts as quickly as one with fifty.

It is a database that nobody writes any more once it has its name: a new one takes its place. It says of which text it
is, so one of an older text, or one that is damaged, is made again.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from paycli.disk.durable import sync, temporary_beside
from paycli.domain.cart import Pricing, TaxClass
from paycli.domain.goods import Item, fold_code
from paycli.errors import DiskFull, StorageFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from paycli.domain.goods import ItemFile

_TABLES = """
CREATE TABLE about (digest TEXT, currency TEXT, exponent INTEGER, with_tax INTEGER, cash_step_minor INTEGER);
CREATE TABLE classes (letter TEXT, rate_ppm INTEGER);
CREATE TABLE items (
    position INTEGER PRIMARY KEY, code TEXT, name TEXT, price_minor INTEGER, tax_class TEXT, aliases TEXT, folded TEXT
);
CREATE TABLE words (word TEXT PRIMARY KEY, position INTEGER) WITHOUT ROWID;
"""
_ITEM = "SELECT i.code, i.name, i.price_minor, i.tax_class, i.aliases FROM items i"
_FIND = f"{_ITEM} JOIN words w ON w.position = i.position WHERE w.word = ?"
_SEARCH = f"{_ITEM} WHERE (SELECT min(instr(i.folded, value)) FROM json_each(?)) IS NOT 0 ORDER BY i.position LIMIT ?"  # noqa: S608  ours

# What SQLite takes for no limit.
_ALL = -1


class IndexedGoods:
    """The articles of a shop as an index has them (`domain.goods.Goods`)."""

    def __init__(self, connection: sqlite3.Connection, pricing: Pricing) -> None:
        self._connection, self._pricing = connection, pricing

    @property
    def pricing(self) -> Pricing:
        """What the prices mean."""
        return self._pricing

    def find(self, word: str) -> Item | None:
        """Give the article of a code or an alias, whatever its case; None for none. Raises StorageFailed."""
        return next(self._items(_FIND, fold_code(word)), None)

    def search(self, words: Sequence[str], most: int | None = None) -> Sequence[Item]:
        """Give the articles that have all these words in them, in the order of the file, or the first `most` of them.

        Raises StorageFailed.
        """
        import json

        folded = json.dumps([word.casefold() for word in words])
        return list(self._items(_SEARCH, folded, _ALL if most is None else most))

    def count(self) -> int:
        """Give how many articles there are."""
        return int(self._connection.execute("SELECT count(*) FROM items").fetchone()[0])

    def close(self) -> None:
        """Close the index."""
        self._connection.close()

    def _items(self, statement: str, *values: str | int) -> Iterator[Item]:
        try:
            for code, name, price, letter, aliases in self._connection.execute(statement, values):
                yield Item(code, name, price, letter, tuple(aliases.split()))
        except sqlite3.Error as error:
            raise _failed(error) from error


def open_index(path: Path, digest: str) -> IndexedGoods | None:
    """Open the index of a text; None where there is none, it is of another text, or it is damaged."""
    # Only read, since without its own name it is nobody's: so it needs no lock, and nothing is laid beside it.
    name = "".join(f"%{byte:02x}" if byte > 126 or byte in b"%?#" else chr(byte) for byte in os.fsencode(path))
    with suppress(sqlite3.Error):
        connection = sqlite3.connect(f"file:{name}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            about = connection.execute("SELECT * FROM about").fetchone()
            if about is not None and about[0] == digest:
                return IndexedGoods(connection, _pricing(connection, about))
        except BaseException:
            connection.close()
            raise
        connection.close()
    return None


def _pricing(connection: sqlite3.Connection, about: Sequence[Any]) -> Pricing:
    _, currency, exponent, with_tax, step = about
    classes = connection.execute("SELECT letter, rate_ppm FROM classes ORDER BY rowid")
    return Pricing(currency, exponent, tuple(TaxClass(*row) for row in classes), bool(with_tax), step)


def make_index(path: Path, digest: str, file: ItemFile) -> IndexedGoods:
    """Make the index of a text and put it in the place of an older one; raises DiskFull, StorageFailed.

    What is given is of this text, whatever another till puts in that place meanwhile. A till that is killed leaves
    nothing that counts.
    """
    fresh = temporary_beside(path)
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            _fill(connection, digest, file)
        # Else a power cut could leave its name with another text's pages under it.
        with fresh.open("rb") as written:
            sync(written.fileno())
        goods = open_index(fresh, digest)
        if goods is None:
            raise StorageFailed(reason="the index of the items cannot be read back")
        fresh.replace(path)
    except sqlite3.Error as error:
        raise _failed(error) from error
    except OSError as error:
        raise StorageFailed(reason=f"the index of the items: {error.strerror}") from error
    finally:
        with suppress(OSError):
            fresh.unlink()
    return goods


def _fill(connection: sqlite3.Connection, digest: str, file: ItemFile) -> None:
    # It is brought to the disk once, when all is in it.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    pricing, items = file
    about = (digest, pricing.currency, pricing.exponent, pricing.with_tax, pricing.cash_step_minor)
    connection.executemany("INSERT INTO classes VALUES (?, ?)", pricing.classes)
    connection.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(items))
    connection.executemany("INSERT INTO words VALUES (?, ?)", _words(items))
    connection.execute("INSERT INTO about VALUES (?, ?, ?, ?, ?)", about)
    connection.execute("COMMIT")


def _rows(items: Sequence[Item]) -> Iterator[tuple[int, str, str, int, str, str, str]]:
    for position, item in enumerate(items):
        aliases = " ".join(item.aliases)
        folded = f"{item.code} {item.name} {aliases}".casefold()
        yield position, item.code, item.name, item.price_minor, item.tax_class, aliases, folded


def _words(items: Sequence[Item]) -> Iterator[tuple[str, int]]:
    for position, item in enumerate(items):
        # An article may have a word twice; two articles never have the same one.
        yield from sorted({(fold_code(word), position) for word in (item.code, *item.aliases)})


def _failed(error: sqlite3.Error) -> DiskFull | StorageFailed:
    if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
        return DiskFull()
    return StorageFailed(reason=f"the index of the items: {error}")

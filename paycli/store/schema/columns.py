"""Columns, checks and indexes of the tables, in the few shapes that they have."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.schema import SchemaItem

BOUND = 10**15


def whole(*items: SchemaItem, null: bool = False, primary_key: bool = False) -> "Column[int]":
    """Give a column of whole numbers."""
    return Column(Integer, *items, nullable=null, primary_key=primary_key)


def blob(name: str, length: int, *items: SchemaItem, null: bool = False, primary_key: bool = False) -> "Column[bytes]":
    """Give a column of bytes of one length."""
    check = CheckConstraint(f'length("{name}") = {length}')
    return Column(name, LargeBinary, check, *items, nullable=null, primary_key=primary_key)


def many(name: str, each: int, *, null: bool = True) -> "Column[bytes]":
    """Give a column of bytes that are several of one length."""
    return Column(name, LargeBinary, CheckConstraint(f'length("{name}") % {each} = 0'), nullable=null)


def owner(name: str, *, primary_key: bool = False) -> "Column[bytes]":
    """Give a column of a wallet's id or an object's."""
    check = CheckConstraint(f'length("{name}") IN (16, 20)')
    return Column(name, LargeBinary, check, nullable=False, primary_key=primary_key)


def words(*, null: bool = False, primary_key: bool = False) -> "Column[str]":
    """Give a column of text."""
    return Column(Text, nullable=null, primary_key=primary_key)


def entry() -> ForeignKey:
    """Point to an entry of the log."""
    return ForeignKey("entries.n")


def amount(name: str, least: int) -> CheckConstraint:
    """Bound an amount of minor units."""
    return CheckConstraint(f"{name} >= {least} AND {name} < {BOUND}")


def detail(name: str) -> str:
    """Give a number out of the column `detail`, as SQL reads it in a CHECK.

    SQLite does not trust its JSON functions in a schema that may be somebody else's (`trusted_schema=OFF`), and the
    text is canonical: a number stands behind its name, and CAST reads as far as the digits go.
    """
    return f"CAST(substr(detail, instr(detail, '\"{name}\":') + {len(name) + 3}) AS INTEGER)"


def if_detail(name: str, check: str) -> CheckConstraint:
    """Check a number in `detail` where it has one of that name."""
    return CheckConstraint(f"instr(detail, '\"{name}\":') = 0 OR {check}")


def part(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    """Index the rows that a condition picks."""
    where = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)

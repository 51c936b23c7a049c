"""The schema of a ledger: its only definition, as SQLModel tables and the triggers beside them.

Every table is STRICT, so the only column types are Text, Integer and LargeBinary. Ids, keys and hashes are raw bytes,
times are milliseconds since 1970 in UTC, amounts are minor units of the currency in the account's name. The rules live
in `paycli.domain`; what stands here only backs them, and a `table=True` class validates nothing.
No `from __future__ import annotations` here: SQLModel reads the annotations when the class is made.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field, SQLModel

_BOUND = 10**15
# What goes back to where it came from is never refused, so a balance may pass the bound of what is taken in.
_BALANCE_BOUND = 10**18
_STATES = "'pending', 'done', 'returned', 'cancelled', 'expired'"
_STRICT = {"sqlite_strict": True}
_STRICT_BY_KEY = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _whole(*items: SchemaItem, null: bool = False, primary_key: bool = False) -> "Column[int]":
    return Column(Integer, *items, nullable=null, primary_key=primary_key)


def _blob(name: str, length: int, *items: SchemaItem, null: bool = False, primary_key: bool = False) -> "Column[bytes]":
    check = CheckConstraint(f'length("{name}") = {length}')
    return Column(name, LargeBinary, check, *items, nullable=null, primary_key=primary_key)


def _many(name: str, each: int, *, null: bool = True) -> "Column[bytes]":
    return Column(name, LargeBinary, CheckConstraint(f'length("{name}") % {each} = 0'), nullable=null)


def _owner(name: str, *, primary_key: bool = False) -> "Column[bytes]":
    check = CheckConstraint(f'length("{name}") IN (16, 20)')
    return Column(name, LargeBinary, check, nullable=False, primary_key=primary_key)


def _words(*, null: bool = False, primary_key: bool = False) -> "Column[str]":
    return Column(Text, nullable=null, primary_key=primary_key)


def _entry() -> ForeignKey:
    return ForeignKey("entries.n")


def _amount(name: str, least: int) -> CheckConstraint:
    return CheckConstraint(f"{name} >= {least} AND {name} < {_BOUND}")


def _detail(name: str) -> str:
    """Give a number out of the column `detail`, as SQL reads it in a CHECK.

    SQLite does not trust its JSON functions in a schema that may be somebody else's (`trusted_schema=OFF`), and the
    text is canonical: a number stands behind its name, and CAST reads as far as the digits go.
    """
    quoted = f"'\"{name}\":'"
    return f"CAST(substr(detail, instr(detail, {quoted}) + {len(name) + 3}) AS INTEGER)"


def _if_detail(name: str, check: str) -> CheckConstraint:
    return CheckConstraint(f"instr(detail, '\"{name}\":') = 0 OR {check}")


def _part(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    where = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


class HeadRow(SQLModel, table=True):
    """The end of the log, one row. `version` grows with each order that touches keys, wallets or the registry."""

    __tablename__ = "head"
    __table_args__ = (CheckConstraint("id = 1"), CheckConstraint("length(frontier) % 32 = 0"), _STRICT)

    id: int = Field(sa_column=_whole(primary_key=True))
    size: int = Field(sa_column=_whole())
    time: int = Field(sa_column=_whole())
    frontier: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    version: int = Field(sa_column=_whole())


class EntryRow(SQLModel, table=True):
    """The log. `short` is the last 60 bits of the order's name, `nodes` those of the Merkle tree that it completes.

    They begin with the entry's own leaf; with them any entry can be proven under a known root in a few steps.
    """

    __tablename__ = "entries"
    __table_args__ = (
        _part("entries_wallet_id", "wallet IS NOT NULL", "wallet", "id", unique=True),
        _part("entries_wallet_kind", "wallet IS NOT NULL", "wallet", "kind", "n"),
        _part("entries_key_id", "wallet IS NULL AND key IS NOT NULL", "key", "id", unique=True),
        _part("entries_id", "wallet IS NULL AND key IS NULL", "id", unique=True),
        Index("entries_short", "short"),
        _STRICT,
    )

    n: int = Field(sa_column=_whole(CheckConstraint("n > 0"), primary_key=True))
    time: int = Field(sa_column=_whole())
    id: bytes = Field(sa_column=_blob("id", 16))
    key: bytes | None = Field(sa_column=_blob("key", 32, null=True))
    wallet: bytes | None = Field(sa_column=_blob("wallet", 20, null=True))
    kind: str = Field(sa_column=_words())
    short: int = Field(sa_column=_whole())
    order: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signature: bytes | None = Field(sa_column=_blob("signature", 64, null=True))
    root: bytes = Field(sa_column=_blob("root", 32))
    nodes: bytes = Field(sa_column=_many("nodes", 32, null=False))


class SubjectRow(SQLModel, table=True):
    """What entries tell of: an object or the ledger itself (16 bytes), or a wallet (20)."""

    __tablename__ = "subjects"
    __table_args__ = (_STRICT_BY_KEY,)

    subject: bytes = Field(sa_column=_owner("subject", primary_key=True))
    n: int = Field(sa_column=_whole(_entry(), primary_key=True))


class AccountRow(SQLModel, table=True):
    """Balances, proven by the transfers. No floor (null) is for the world only."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint(f"balance_minor > -{_BALANCE_BOUND} AND balance_minor < {_BALANCE_BOUND}"),
        CheckConstraint(f"floor_minor > -{_BOUND} AND floor_minor <= 0"),
        CheckConstraint("(floor_minor IS NULL) = (substr(name, 1, 2) = 'x:')"),
        _STRICT,
    )

    id: int = Field(sa_column=_whole(primary_key=True))
    name: str = Field(sa_column=_words())
    balance_minor: int = Field(sa_column=_whole())
    floor_minor: int | None = Field(sa_column=_whole(null=True))


class TransferRow(SQLModel, table=True):
    """The transfers of each entry, in order of position; the currency is in the names of both accounts."""

    __tablename__ = "transfers"
    __table_args__ = (
        _amount("amount_minor", 1),
        CheckConstraint("debit <> credit"),
        Index("transfers_debit", "debit", "n"),
        Index("transfers_credit", "credit", "n"),
        _STRICT_BY_KEY,
    )

    n: int = Field(sa_column=_whole(_entry(), primary_key=True))
    position: int = Field(sa_column=_whole(primary_key=True))
    debit: int = Field(sa_column=_whole(ForeignKey("accounts.id")))
    credit: int = Field(sa_column=_whole(ForeignKey("accounts.id")))
    amount_minor: int = Field(sa_column=_whole())
    effective: int = Field(sa_column=_whole())


class ObjectRow(SQLModel, table=True):
    """Envelopes, sales, batches, top-ups, withdrawals, invites and groups; the body is in the order of entry `n`.

    `detail` is canonical JSON with what only this kind of object has: an envelope's packets and how many are taken, a
    sale's tip and refunds, how many rows of a batch are paid, a group's members. So a new kind brings no column.
    """

    __tablename__ = "objects"
    __table_args__ = (
        UniqueConstraint("rail", "reference"),
        *(_amount(f"{name}_minor", 0) for name in ("amount", "held")),
        CheckConstraint("detail GLOB '{\"*}'"),
        *(_if_detail(name, f"{_detail(name)} BETWEEN 0 AND {_BOUND - 1}") for name in ("tip_minor", "refunded_minor")),
        _if_detail("taken", f"{_detail('taken')} BETWEEN 0 AND {_detail('packets')}"),
        _if_detail("paid", f"{_detail('paid')} BETWEEN 0 AND 1000000"),
        _if_detail("members", "length(detail) % 43 = 13"),  # of each 40 digits, two quotes, a comma
        CheckConstraint(f"state IN ({_STATES})"),
        CheckConstraint("held_minor = 0 OR state = 'pending'"),
        Index("objects_maker", "maker", "kind", "n"),
        Index("objects_kind", "kind", "n"),
        _part("objects_pending", "state = 'pending'", "kind", "n"),
        _part("objects_due", "state = 'pending' AND held_minor > 0", "due", "n"),
        _STRICT,
    )

    id: bytes = Field(sa_column=_blob("id", 16, primary_key=True))
    n: int = Field(sa_column=_whole(_entry()))
    kind: str = Field(sa_column=_words())
    maker: bytes | None = Field(sa_column=_blob("maker", 20, null=True))
    peer: bytes | None = Field(sa_column=_blob("peer", 20, null=True))
    currency: str | None = Field(sa_column=_words(null=True))
    amount_minor: int = Field(sa_column=_whole())
    held_minor: int = Field(sa_column=_whole())
    state: str = Field(sa_column=_words())
    due: int | None = Field(sa_column=_whole(null=True))
    ended: int | None = Field(sa_column=_whole(null=True))
    rail: str | None = Field(sa_column=_words(null=True))
    reference: str | None = Field(sa_column=_words(null=True))
    detail: str | None = Field(sa_column=_words(null=True))


class WalletRow(SQLModel, table=True):
    """Wallets: the entries that opened and admitted each, whom it has blocked (20 bytes each), until when it asks."""

    __tablename__ = "wallets"
    __table_args__ = (
        CheckConstraint("shop IN (0, 1)"),
        CheckConstraint("asks_until IS NULL OR admitted_n IS NULL"),
        _part("wallets_asking", "asks_until IS NOT NULL", "asks_until"),
        Index("wallets_n", "n"),
        _STRICT,
    )

    id: bytes = Field(sa_column=_blob("id", 20, primary_key=True))
    n: int = Field(sa_column=_whole(_entry()))
    shop: int = Field(sa_column=_whole())
    admitted_n: int | None = Field(sa_column=_whole(_entry(), null=True))
    blocked: bytes | None = Field(sa_column=_many("blocked", 20))
    asks_until: int | None = Field(sa_column=_whole(null=True))


class KeyRow(SQLModel, table=True):
    """Public keys and their parties: wallet ids, `operator`, `rail:NAME`; `scope` is a mandate's, as canonical JSON."""

    __tablename__ = "keys"
    __table_args__ = (CheckConstraint("scope GLOB '{\"day_at_ms\":*}'"), Index("keys_party", "party"), _STRICT)

    id: bytes = Field(sa_column=_blob("id", 32, primary_key=True))
    public: bytes = Field(sa_column=_blob("public", 32))
    party: str = Field(sa_column=_words())
    revoked_n: int | None = Field(sa_column=_whole(_entry(), null=True))
    scope: str | None = Field(sa_column=_words(null=True))


class ClaimRow(SQLModel, table=True):
    """Grabs: one for each wallet and each packet of an envelope."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("object", "position"), _amount("amount_minor", 1), _STRICT_BY_KEY)

    object: bytes = Field(sa_column=_blob("object", 16, ForeignKey("objects.id"), primary_key=True))
    wallet: bytes = Field(sa_column=_blob("wallet", 20, primary_key=True))
    n: int = Field(sa_column=_whole(_entry()))
    position: int = Field(sa_column=_whole(CheckConstraint("position >= 0")))
    amount_minor: int = Field(sa_column=_whole())


class TextRow(SQLModel, table=True):
    """Personal texts beside the log; an erased one keeps its row with text and salt null."""

    __tablename__ = "texts"
    __table_args__ = (CheckConstraint("(salt IS NULL) = (text IS NULL)"), _STRICT_BY_KEY)

    n: int = Field(sa_column=_whole(_entry(), primary_key=True))
    field: str = Field(sa_column=_words(primary_key=True))
    salt: bytes | None = Field(sa_column=_blob("salt", 32, null=True))
    text: str | None = Field(sa_column=_words(null=True))


class HandleRow(SQLModel, table=True):
    """Handles that are reserved, by a wallet (20 bytes) or a group (16): whoever uses one re-checks its commitment."""

    __tablename__ = "handles"
    __table_args__ = (UniqueConstraint("owner"), _STRICT)

    handle: str = Field(sa_column=_words(primary_key=True))
    owner: bytes = Field(sa_column=_owner("owner"))


class SeedRow(SQLModel, table=True):
    """Seeds of lucky envelopes and the shares drawn from them (8 bytes each, big-endian)."""

    __tablename__ = "seeds"
    __table_args__ = (CheckConstraint("length(shares) % 8 = 0"), _STRICT)

    object: bytes = Field(sa_column=_blob("object", 16, ForeignKey("objects.id"), primary_key=True))
    seed: bytes | None = Field(sa_column=_blob("seed", 32, null=True))
    shares: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))


class RegistryRow(SQLModel, table=True):
    """What the operator has set for the whole ledger, and the entry that set it."""

    __tablename__ = "registry"
    __table_args__ = (_STRICT,)

    name: str = Field(sa_column=_words(primary_key=True))
    value: str = Field(sa_column=_words())
    n: int = Field(sa_column=_whole(_entry()))


class CounterRow(SQLModel, table=True):
    """How often a wallet did something, or how much a mandate spent, in one period; a later period begins anew."""

    __tablename__ = "counters"
    __table_args__ = (CheckConstraint("value > 0"), _STRICT_BY_KEY)

    wallet: bytes = Field(sa_column=_blob("wallet", 20, ForeignKey("wallets.id"), primary_key=True))
    name: str = Field(sa_column=_words(primary_key=True))
    period: int = Field(sa_column=_whole())
    value: int = Field(sa_column=_whole())

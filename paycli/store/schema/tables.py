"""The schema of a ledger: its only definition, as SQLModel tables and the triggers beside them.

Every table is STRICT, so the only column types are Text, Integer and LargeBinary. Ids, keys and hashes are raw bytes,
times are milliseconds since 1970 in UTC, amounts are minor units of the currency in the account's name. The rules live
in `paycli.domain`; what stands here only backs them, and a `table=True` class validates nothing.
No `from __future__ import annotations` here: SQLModel reads the annotations when the class is made.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from paycli.store.schema.columns import BOUND, amount, blob, detail, entry, if_detail, many, owner, part, whole, words

# What goes back to where it came from is never refused, so a balance may pass the bound of what is taken in.
_BALANCE_BOUND = 10**18
_STATES = "'pending', 'done', 'returned', 'cancelled', 'expired'"
_STRICT = {"sqlite_strict": True}
_STRICT_BY_KEY = {"sqlite_strict": True, "sqlite_with_rowid": False}


class HeadRow(SQLModel, table=True):
    """The end of the log, one row. `version` grows with each order that touches keys, wallets or the registry."""

    __tablename__ = "head"
    __table_args__ = (CheckConstraint("id = 1"), CheckConstraint("length(frontier) % 32 = 0"), _STRICT)

    id: int = Field(sa_column=whole(primary_key=True))
    size: int = Field(sa_column=whole())
    time: int = Field(sa_column=whole())
    frontier: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    version: int = Field(sa_column=whole())


class EntryRow(SQLModel, table=True):
    """The log. `short` is the last 60 bits of the order's name, `nodes` those of the Merkle tree that it completes.

    They begin with the entry's own leaf; with them any entry can be proven under a known root in a few steps.
    """

    __tablename__ = "entries"
    __table_args__ = (
        part("entries_wallet_id", "wallet IS NOT NULL", "wallet", "id", unique=True),
        part("entries_wallet_kind", "wallet IS NOT NULL", "wallet", "kind", "n"),
        part("entries_key_id", "wallet IS NULL AND key IS NOT NULL", "key", "id", unique=True),
        part("entries_id", "wallet IS NULL AND key IS NULL", "id", unique=True),
        Index("entries_short", "short"),
        _STRICT,
    )

    n: int = Field(sa_column=whole(CheckConstraint("n > 0"), primary_key=True))
    time: int = Field(sa_column=whole())
    id: bytes = Field(sa_column=blob("id", 16))
    key: bytes | None = Field(sa_column=blob("key", 32, null=True))
    wallet: bytes | None = Field(sa_column=blob("wallet", 20, null=True))
    kind: str = Field(sa_column=words())
    short: int = Field(sa_column=whole())
    order: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signature: bytes | None = Field(sa_column=blob("signature", 64, null=True))
    root: bytes = Field(sa_column=blob("root", 32))
    nodes: bytes = Field(sa_column=many("nodes", 32, null=False))


class SubjectRow(SQLModel, table=True):
    """What entries tell of: an object or the ledger itself (16 bytes), or a wallet (20)."""

    __tablename__ = "subjects"
    __table_args__ = (_STRICT_BY_KEY,)

    subject: bytes = Field(sa_column=owner("subject", primary_key=True))
    n: int = Field(sa_column=whole(entry(), primary_key=True))


class AccountRow(SQLModel, table=True):
    """Balances, proven by the transfers. No floor (null) is for the world only."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint(f"balance_minor > -{_BALANCE_BOUND} AND balance_minor < {_BALANCE_BOUND}"),
        CheckConstraint(f"floor_minor > -{BOUND} AND floor_minor <= 0"),
        CheckConstraint("(floor_minor IS NULL) = (substr(name, 1, 2) = 'x:')"),
        _STRICT,
    )

    id: int = Field(sa_column=whole(primary_key=True))
    name: str = Field(sa_column=words())
    balance_minor: int = Field(sa_column=whole())
    floor_minor: int | None = Field(sa_column=whole(null=True))


class TransferRow(SQLModel, table=True):
    """The transfers of each entry, in order of position; the currency is in the names of both accounts."""

    __tablename__ = "transfers"
    __table_args__ = (
        amount("amount_minor", 1),
        CheckConstraint("debit <> credit"),
        Index("transfers_debit", "debit", "n"),
        Index("transfers_credit", "credit", "n"),
        _STRICT_BY_KEY,
    )

    n: int = Field(sa_column=whole(entry(), primary_key=True))
    position: int = Field(sa_column=whole(primary_key=True))
    debit: int = Field(sa_column=whole(ForeignKey("accounts.id")))
    credit: int = Field(sa_column=whole(ForeignKey("accounts.id")))
    amount_minor: int = Field(sa_column=whole())
    effective: int = Field(sa_column=whole())


class ObjectRow(SQLModel, table=True):
    """Envelopes, sales, shifts, batches, top-ups, withdrawals, invites, groups; the body is in the order of entry `n`.

    `detail` is canonical JSON with what only this kind of object has, such as an envelope's packets and how many are
    taken, so a new kind brings no column. What is made at a shop's counter has its till and its number there.
    """

    __tablename__ = "objects"
    __table_args__ = (
        UniqueConstraint("rail", "reference"),
        *(amount(f"{name}_minor", 0) for name in ("amount", "held")),
        CheckConstraint("detail GLOB '{\"*}'"),
        *(if_detail(name, f"{detail(name)} BETWEEN 0 AND {BOUND - 1}") for name in ("tip_minor", "refunded_minor")),
        if_detail("taken", f"{detail('taken')} BETWEEN 0 AND {detail('packets')}"),
        if_detail("paid", f"{detail('paid')} BETWEEN 0 AND 1000000"),
        if_detail("members", "length(detail) % 43 = 13"),  # of each 40 digits, two quotes, a comma
        CheckConstraint(f"state IN ({_STATES})"),
        CheckConstraint("held_minor = 0 OR state = 'pending'"),
        Index("objects_maker", "maker", "kind", "n"),
        Index("objects_kind", "kind", "n"),
        part("objects_pending", "state = 'pending'", "kind", "n"),
        part("objects_due", "state = 'pending' AND held_minor > 0", "due", "n"),
        part("objects_waiting", "state = 'pending' AND till IS NOT NULL", "maker", "till", "n"),
        part("objects_number", "number IS NOT NULL", *("maker", "kind", "till", "number"), unique=True),
        _STRICT,
    )

    id: bytes = Field(sa_column=blob("id", 16, primary_key=True))
    n: int = Field(sa_column=whole(entry()))
    kind: str = Field(sa_column=words())
    maker: bytes | None = Field(sa_column=blob("maker", 20, null=True))
    peer: bytes | None = Field(sa_column=blob("peer", 20, null=True))
    currency: str | None = Field(sa_column=words(null=True))
    amount_minor: int = Field(sa_column=whole())
    held_minor: int = Field(sa_column=whole())
    state: str = Field(sa_column=words())
    due: int | None = Field(sa_column=whole(null=True))
    ended: int | None = Field(sa_column=whole(null=True))
    rail: str | None = Field(sa_column=words(null=True))
    reference: str | None = Field(sa_column=words(null=True))
    detail: str | None = Field(sa_column=words(null=True))
    till: int | None = Field(sa_column=whole(null=True))
    number: int | None = Field(sa_column=whole(null=True))


class WalletRow(SQLModel, table=True):
    """Wallets: the entries that opened and admitted each, whom it blocks and trusts (20 bytes each).

    `asks_until` is until when it asks to come in, `receive` and `requests` what others may do (null: all).
    """

    __tablename__ = "wallets"
    __table_args__ = (
        CheckConstraint("shop IN (0, 1)"),
        CheckConstraint("asks_until IS NULL OR admitted_n IS NULL"),
        CheckConstraint("receive = 'asked'"),
        CheckConstraint("requests IN ('trusted', 'none')"),
        part("wallets_asking", "asks_until IS NOT NULL", "asks_until"),
        Index("wallets_n", "n"),
        _STRICT,
    )

    id: bytes = Field(sa_column=blob("id", 20, primary_key=True))
    n: int = Field(sa_column=whole(entry()))
    shop: int = Field(sa_column=whole())
    admitted_n: int | None = Field(sa_column=whole(entry(), null=True))
    blocked: bytes | None = Field(sa_column=many("blocked", 20))
    asks_until: int | None = Field(sa_column=whole(null=True))
    trusted: bytes | None = Field(sa_column=many("trusted", 20))
    receive: str | None = Field(sa_column=words(null=True))
    requests: str | None = Field(sa_column=words(null=True))


class KeyRow(SQLModel, table=True):
    """Public keys and their parties: wallet ids, `operator`, `rail:NAME`; `scope` is a mandate's, as canonical JSON."""

    __tablename__ = "keys"
    __table_args__ = (CheckConstraint("scope GLOB '{\"day_at_ms\":*}'"), Index("keys_party", "party"), _STRICT)

    id: bytes = Field(sa_column=blob("id", 32, primary_key=True))
    public: bytes = Field(sa_column=blob("public", 32))
    party: str = Field(sa_column=words())
    revoked_n: int | None = Field(sa_column=whole(entry(), null=True))
    scope: str | None = Field(sa_column=words(null=True))


class ClaimRow(SQLModel, table=True):
    """Grabs: one for each wallet and each packet of an envelope."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("object", "position"), amount("amount_minor", 1), _STRICT_BY_KEY)

    object: bytes = Field(sa_column=blob("object", 16, ForeignKey("objects.id"), primary_key=True))
    wallet: bytes = Field(sa_column=blob("wallet", 20, primary_key=True))
    n: int = Field(sa_column=whole(entry()))
    position: int = Field(sa_column=whole(CheckConstraint("position >= 0")))
    amount_minor: int = Field(sa_column=whole())


class AskedRow(SQLModel, table=True):
    """What an object asks of a wallet: one row each, pending until it is answered or the object ends."""

    __tablename__ = "asked"
    __table_args__ = (
        amount("amount_minor", 1),
        CheckConstraint(f"state IN ({_STATES}, 'declined')"),
        part("asked_pending", "state = 'pending'", *("wallet", "kind", "maker", "due")),
        _STRICT_BY_KEY,
    )

    object: bytes = Field(sa_column=blob("object", 16, ForeignKey("objects.id"), primary_key=True))
    wallet: bytes = Field(sa_column=blob("wallet", 20, ForeignKey("wallets.id"), primary_key=True))
    kind: str = Field(sa_column=words())
    maker: bytes = Field(sa_column=blob("maker", 20))
    amount_minor: int = Field(sa_column=whole())
    due: int = Field(sa_column=whole())
    state: str = Field(sa_column=words())


class TextRow(SQLModel, table=True):
    """Personal texts beside the log; an erased one keeps its row with text and salt null."""

    __tablename__ = "texts"
    __table_args__ = (CheckConstraint("(salt IS NULL) = (text IS NULL)"), _STRICT_BY_KEY)

    n: int = Field(sa_column=whole(entry(), primary_key=True))
    field: str = Field(sa_column=words(primary_key=True))
    salt: bytes | None = Field(sa_column=blob("salt", 32, null=True))
    text: str | None = Field(sa_column=words(null=True))


class HandleRow(SQLModel, table=True):
    """Handles that are reserved, by a wallet (20 bytes) or a group (16): whoever uses one re-checks its commitment."""

    __tablename__ = "handles"
    __table_args__ = (UniqueConstraint("owner"), _STRICT)

    handle: str = Field(sa_column=words(primary_key=True))
    owner: bytes = Field(sa_column=owner("owner"))


class SeedRow(SQLModel, table=True):
    """Seeds of lucky envelopes and the shares drawn from them (8 bytes each, big-endian)."""

    __tablename__ = "seeds"
    __table_args__ = (CheckConstraint("length(shares) % 8 = 0"), _STRICT)

    object: bytes = Field(sa_column=blob("object", 16, ForeignKey("objects.id"), primary_key=True))
    seed: bytes | None = Field(sa_column=blob("seed", 32, null=True))
    shares: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))


class RegistryRow(SQLModel, table=True):
    """What the operator has set for the whole ledger, and the entry that set it."""

    __tablename__ = "registry"
    __table_args__ = (_STRICT,)

    name: str = Field(sa_column=words(primary_key=True))
    value: str = Field(sa_column=words())
    n: int = Field(sa_column=whole(entry()))


class CounterRow(SQLModel, table=True):
    """How often a wallet did something, or how much a mandate spent, in one period; a later period begins anew."""

    __tablename__ = "counters"
    __table_args__ = (CheckConstraint("value > 0"), _STRICT_BY_KEY)

    wallet: bytes = Field(sa_column=blob("wallet", 20, ForeignKey("wallets.id"), primary_key=True))
    name: str = Field(sa_column=words(primary_key=True))
    period: int = Field(sa_column=whole())
    value: int = Field(sa_column=whole())

"""The yardstick: the same rows with the same signatures, written by nothing but sqlite3, PyNaCl and hashlib.

This is what a careful person would write by hand for one kind of order: the bytes of the order, its signature and
its check, the hash of its leaf and the root, one transaction, every row and the guarded head. It asks nothing: no
right, no limit, no repeat, no settling, no error in words. It reads the head in each transaction, since another
process may have written.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import struct
import time
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_Row = tuple[object, ...]
_TAG = b"paycli order v1\n"
_ENTRY = (
    'INSERT INTO entries (n, time, id, key, wallet, kind, short, "order", signature, root, nodes)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SUBJECT = "INSERT INTO subjects (subject, n) VALUES (?, ?)"
_TRANSFER = "INSERT INTO transfers (n, position, debit, credit, amount_minor, effective) VALUES (?, 0, ?, ?, ?, ?)"
_MOVE = "UPDATE accounts SET balance_minor = balance_minor + ? WHERE id = ?"
_HEAD = "SELECT size, time, frontier FROM head WHERE id = 1"
_HEAD_MOVE = "UPDATE head SET size = ?, time = ?, frontier = ? WHERE id = 1 AND size = ?"
_ACCOUNT = "SELECT id FROM accounts WHERE name = ?"
_ENVELOPE = "SELECT o.detail, o.held_minor, s.shares FROM objects o JOIN seeds s ON s.object = o.id WHERE o.id = ?"
_BATCH = "SELECT detail, held_minor FROM objects WHERE id = ?"
_LOG = 'SELECT n, time, key, "order", signature, root FROM entries ORDER BY n'
_MOVED = (
    "SELECT t.n, d.name, c.name, t.amount_minor, t.effective FROM transfers t JOIN accounts d ON d.id = t.debit"
    " JOIN accounts c ON c.id = t.credit ORDER BY t.n, t.position"
)
_CLAIM = "INSERT INTO claims (object, wallet, n, position, amount_minor) VALUES (?, ?, ?, ?, ?)"
_TAKE = "UPDATE objects SET detail = ?, held_minor = ?, state = ?, ended = ? WHERE id = ?"


class Signer(NamedTuple):
    """Somebody who signs: everything that can be made once is made."""

    wallet: str
    key: str
    public: bytes
    secret: bytes
    account: str

    @classmethod
    def make(cls, seed: bytes, wallet: str) -> Signer:
        """Make a signer of EUR from a signing seed."""
        public, secret = crypto_sign_seed_keypair(seed)
        return cls(wallet, sha256(public).hexdigest(), public, secret, f"w:{wallet}:main:EUR")


class Signed(NamedTuple):
    """An order as bytes, its id and signature."""

    data: bytes
    id: str
    signature: bytes


def sign(signer: Signer, ledger: str, kind: str, body: str) -> Signed:
    """Write an order's canonical bytes by hand and sign them; `body` is canonical JSON."""
    now = time.time_ns() // 1_000_000
    raw = int.from_bytes(now.to_bytes(6, "big") + os.urandom(10), "big")
    number = f"{raw & ~(0xF << 76) & ~(0x3 << 62) | (7 << 76) | (2 << 62):032x}"
    data = (
        f'{{"at":{now},"body":{body},"id":"{number}","key":"{signer.key}","kind":"{kind}","ledger":"{ledger}",'
        f'"seen":null,"until":{now + 900_000},"v":1,"wallet":"{signer.wallet}"}}'
    ).encode()
    return Signed(data, number, crypto_sign(_TAG + data, signer.secret)[:64])


def _leaf(n: int, now: int, signed: Signed, debit: str, credit: str, amount_minor: int) -> bytes:
    row = (
        f'[{n},{now},"{sha256(signed.data).hexdigest()}","{signed.signature.hex()}",'
        f'[["{debit}","{credit}","EUR",{amount_minor},{now}]]]'
    )
    return sha256(b"\x00" + row.encode()).digest()


def _grow(peaks: list[bytes], size: int, leaf: bytes) -> tuple[bytes, bytes]:
    """Put a leaf into a frontier; gives the new root and the nodes that it completes."""
    node = nodes = leaf
    while size & 1:
        node = sha256(b"\x01" + peaks.pop() + node).digest()
        nodes += node
        size >>= 1
    peaks.append(node)
    root = node
    for left in peaks[-2::-1]:
        root = sha256(b"\x01" + left + root).digest()
    return root, nodes


class RawLedger:
    """A ledger's file under plain statements; `lock` takes the lock file before each transaction, as paycli does."""

    def __init__(self, path: str, ledger: str, *, lock: bool) -> None:
        self.ledger = ledger
        self._lock = os.open(f"{path}.lock", os.O_RDWR) if lock else None
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
            self._db.execute(f"PRAGMA {pragma}")
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON"):
            self._db.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)

    def send(self, payer: Signer, payee: Signer, amounts_minor: Sequence[int]) -> None:
        """Sign, check and write payments, all in one commit."""
        bodies = [_send_body(payee.wallet, amount_minor) for amount_minor in amounts_minor]
        end = self._write("send", bodies, payer, (payer.account, payee.account), amounts_minor)
        self._end(*end)

    def pay_rows(self, payer: Signer, payee: Signer, batch: str, amounts_minor: Sequence[int]) -> None:
        """Sign, check and write rows of an open batch, all in one commit."""
        bodies = [_row_body(batch, payee.wallet, amount_minor) for amount_minor in amounts_minor]
        hold, raw = f"o:{batch}:hold:EUR", bytes.fromhex(batch)
        end = self._write("batch.row", bodies, payer, (hold, payee.account), amounts_minor)
        detail, held_minor = self._db.execute(_BATCH, (raw,)).fetchone()
        paid, left = json.loads(detail)["paid"] + len(bodies), held_minor - sum(amounts_minor)
        over = ("pending", None) if left else ("done", end[1])
        self._db.execute(_TAKE, (f'{{"paid":{paid}}}', left, *over, raw))
        self._end(*end)

    def _write(
        self, kind: str, bodies: Sequence[str], payer: Signer, accounts: tuple[str, str], amounts_minor: Sequence[int]
    ) -> tuple[int, int, list[bytes], int]:
        signed = [
            (sign(payer, self.ledger, kind, body), amount_minor)
            for body, amount_minor in zip(bodies, amounts_minor, strict=True)
        ]
        for one, _ in signed:
            crypto_sign_open(one.signature + _TAG + one.data, payer.public)
        self._begin()
        size, _, frontier = self._db.execute(_HEAD).fetchone()
        peaks = [frontier[i : i + 32] for i in range(0, len(frontier), 32)]
        debit, credit = map(self._account, accounts)
        now, first = time.time_ns() // 1_000_000, size
        entries, transfers = [], []
        for one, amount_minor in signed:
            grown = _grow(peaks, size, _leaf(size + 1, now, one, *accounts, amount_minor))
            size += 1
            entries.append(_entry_row((size, now), one, payer, kind, grown))
            transfers.append((size, debit, credit, amount_minor, now))
        self._db.executemany(_ENTRY, entries)
        self._db.executemany(_TRANSFER, transfers)
        total = sum(amounts_minor)
        self._db.executemany(_MOVE, [(-total, debit), (total, credit)])
        return size, now, peaks, first

    def grab(self, grabber: Signer, envelope: str) -> int:
        """Sign, check and write one grab; gives its amount."""
        one = sign(grabber, self.ledger, "envelope.grab", f'{{"envelope":"{envelope}","proof":null}}')
        crypto_sign_open(one.signature + _TAG + one.data, grabber.public)
        self._begin()
        size, _, frontier = self._db.execute(_HEAD).fetchone()
        peaks = [frontier[i : i + 32] for i in range(0, len(frontier), 32)]
        raw = bytes.fromhex(envelope)
        detail, held_minor, packed = self._db.execute(_ENVELOPE, (raw,)).fetchone()
        counts = json.loads(detail)
        packets, taken = counts["packets"], counts["taken"]
        amount_minor: int = struct.unpack_from(">Q", packed, 8 * taken)[0]
        hold = f"o:{envelope}:hold:EUR"
        debit, credit = self._account(hold), self._account(grabber.account)
        now, n = time.time_ns() // 1_000_000, size + 1
        grown = _grow(peaks, size, _leaf(n, now, one, hold, grabber.account, amount_minor))
        self._db.execute(_ENTRY, _entry_row((n, now), one, grabber, "envelope.grab", grown))
        self._db.execute(_SUBJECT, (raw, n))
        self._db.execute(_TRANSFER, (n, debit, credit, amount_minor, now))
        self._db.executemany(_MOVE, [(-amount_minor, debit), (amount_minor, credit)])
        last = taken + 1 == packets
        detail = f'{{"packets":{packets},"taken":{taken + 1}}}'
        self._db.execute(
            _TAKE, (detail, held_minor - amount_minor, "done" if last else "pending", now if last else None, raw)
        )
        self._db.execute(_CLAIM, (raw, bytes.fromhex(grabber.wallet), n, taken, amount_minor))
        self._end(n, now, peaks, size)
        return amount_minor

    def check(self, publics: Mapping[bytes, bytes]) -> int:
        """Read the log from its first entry: every signature and every root, and nothing else; gives its size.

        `publics` has the keys of orders by their key ids.
        """
        peaks: list[bytes] = []
        n = 0
        moved = iter(self._db.execute(_MOVED))
        following = next(moved, None)
        for n, now, key, data, signature, root in self._db.execute(_LOG):
            crypto_sign_open(signature + _TAG + data, publics[key])
            transfers = []
            while following is not None and following[0] == n:
                transfers.append(f'["{following[1]}","{following[2]}","EUR",{following[3]},{following[4]}]')
                following = next(moved, None)
            row = f'[{n},{now},"{sha256(data).hexdigest()}","{signature.hex()}",[{",".join(transfers)}]]'
            if _grow(peaks, n - 1, sha256(b"\x00" + row.encode()).digest())[0] != root:
                raise RuntimeError(f"the root of entry {n} is another")
        return n

    def _account(self, name: str) -> int:
        number: int = self._db.execute(_ACCOUNT, (name,)).fetchone()[0]
        return number

    def _begin(self) -> None:
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._db.execute("BEGIN IMMEDIATE")

    def _end(self, size: int, now: int, peaks: Sequence[bytes], before: int) -> None:
        if self._db.execute(_HEAD_MOVE, (size, now, b"".join(peaks), before)).rowcount != 1:
            raise RuntimeError("the head moved under the lock")
        self._db.execute("COMMIT")
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_UN)


def _send_body(to: str, amount_minor: int) -> str:
    return f'{{"amount":{amount_minor},"currency":"EUR","note":null,"to":"{to}"}}'


def _row_body(batch: str, to: str, amount_minor: int) -> str:
    return f'{{"amount":{amount_minor},"currency":"EUR","note":null,"of":"{batch}","to":"{to}"}}'


def _entry_row(place: tuple[int, int], one: Signed, signer: Signer, kind: str, grown: tuple[bytes, bytes]) -> _Row:
    # The last 60 bits of the order's name.
    name = sha256(b"paycli name v1\n" + bytes.fromhex(signer.wallet + one.id)).hexdigest()[:20]
    return (
        *place, bytes.fromhex(one.id), bytes.fromhex(signer.key), bytes.fromhex(signer.wallet), kind,
        int(name[-15:], 16), one.data, one.signature, *grown,
    )  # fmt: skip

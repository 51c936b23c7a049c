"""Receipt files, made from a ledger's file by code of its own: protocol, section 9, without either verifier."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from nacl.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ENTRIES = 'SELECT n, time, "order", lower(hex(signature)) FROM entries ORDER BY n'
TRANSFERS = (
    "SELECT d.name, c.name, substr(d.name, -3), amount_minor, effective FROM transfers"
    " JOIN accounts d ON d.id = debit JOIN accounts c ON c.id = credit WHERE n = ? ORDER BY position"
)
TEXTS = "SELECT n, field, lower(hex(salt)), text FROM texts WHERE text IS NOT NULL"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(value: object) -> bytes:
    """Give the canonical JSON of something whose keys are all ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def public_of(seed: bytes) -> str:
    return bytes(SigningKey(seed).verify_key).hex()


def key_of(seed: bytes) -> str:
    return sha256(bytes.fromhex(public_of(seed))).hexdigest()


def signed(seed: bytes, tag: str, data: bytes) -> str:
    """Sign bytes under a domain tag."""
    return SigningKey(seed).sign(f"paycli {tag} v1\n".encode() + data).signature.hex()


def name_of(order: Mapping[str, Any]) -> str:
    """Give the name of an order."""
    maker, its_id = bytes.fromhex(order["wallet"] or order["key"] or ""), bytes.fromhex(order["id"])
    return (its_id[:6] + sha256(b"paycli name v1\n" + maker + its_id).digest()[:10]).hex()


class Row(NamedTuple):
    """An entry of a log."""

    n: int
    time: int
    data: bytes
    signature: str | None
    transfers: list[list[Any]]

    @property
    def order(self) -> dict[str, Any]:
        """Give the order in it."""
        try:
            order: dict[str, Any] = json.loads(self.data)
        except RecursionError:
            return {"kind": "unreadable", "body": {}}
        return order

    @property
    def leaf(self) -> bytes:
        """Give its leaf."""
        row = [self.n, self.time, sha256(self.data).hexdigest(), self.signature, self.transfers]
        return sha256(b"\x00" + canonical(row)).digest()

    def changed(self, seed: bytes, change: Callable[[dict[str, Any]], object]) -> Row:
        """Give it with another order, signed again."""
        order = self.order
        change(order)
        order["key"] = key_of(seed)
        data = canonical(order)
        return self._replace(data=data, signature=signed(seed, "order", data))


class Log(NamedTuple):
    """A ledger's log, and the texts beside it."""

    rows: list[Row]
    texts: dict[tuple[int, str], tuple[str, str]]

    def of(self, kind: str, **body: object) -> list[Row]:
        """Give the entries of a kind whose bodies have these values."""
        found = [row for row in self.rows if row.order["kind"] == kind]
        return [row for row in found if body.items() <= {k: str(v) for k, v in row.order["body"].items()}.items()]

    def with_row(self, row: Row) -> Log:
        """Give it with another entry in the place of one."""
        return self._replace(rows=[row if each.n == row.n else each for each in self.rows])


def log_of(path: Path) -> Log:
    """Read a ledger's file."""
    with closing(sqlite3.connect(path)) as base:
        rows = [
            Row(n, time, data, signature or None, [list(each) for each in base.execute(TRANSFERS, (n,))])
            for n, time, data, signature in base.execute(ENTRIES).fetchall()
        ]
        return Log(rows, {(n, field): (salt, text) for n, field, salt, text in base.execute(TEXTS)})


def tree_hash(leaves: list[bytes]) -> bytes:
    """Give the Merkle tree hash as RFC 6962 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    split = next(2**power for power in range(64) if 2 ** (power + 1) >= len(leaves))
    return sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def audit_path(place: int, leaves: list[bytes]) -> list[str]:
    """Give the audit path as RFC 6962 defines it."""
    if len(leaves) == 1:
        return []
    split = next(2**power for power in range(64) if 2 ** (power + 1) >= len(leaves))
    if place < split:
        return [*audit_path(place, leaves[:split]), tree_hash(leaves[split:]).hex()]
    return [*audit_path(place - split, leaves[split:]), tree_hash(leaves[:split]).hex()]


def needed_rows(log: Log, sale: Row, voucher: str) -> list[Row]:
    """Give the entries that a receipt has."""
    (opening,), shop = log.of("ledger.open"), sale.order["wallet"]
    (wallet,) = [row for row in log.of("wallet.open") if sha256(row.data).hexdigest()[:40] == shop]
    needed = {row.n: row for row in (opening, wallet, sale)}
    if sale.order["body"]["currency"] not in dict(opening.order["body"]["currencies"]):
        (added,) = log.of("currency.add", currency=sale.order["body"]["currency"])
        needed[added.n] = added
    adds = {sha256(bytes.fromhex(row.order["body"]["public"])).hexdigest(): row for row in log.of("key.add")}
    for start in (voucher, sale.order["key"]):
        key = start
        while key != wallet.order["key"] and key in adds:
            needed[adds[key].n] = adds[key]
            key = adds[key].order["key"]
    name = name_of(sale.order)
    for row in (*log.of("sale.pay", sale=name), *log.of("sale.take", of=name), *log.of("refund", of=name)):
        needed[row.n] = row
    return [needed[n] for n in sorted(needed)]


def facts_of(rows: list[Row], sale: Row) -> dict[str, Any]:
    """Work out those facts that the entries say."""
    orders = {row.order["kind"]: row.order["body"] for row in rows}
    paid = next(row for row in rows if row.order["kind"] in {"sale.pay", "sale.take"})
    body, payment, terms = sale.order["body"], paid.order["body"], orders["ledger.open"]
    added = {orders["currency.add"]["currency"]: orders["currency.add"]["exponent"]} if "currency.add" in orders else {}
    refunds = [(row.time, row.order["body"]) for row in rows if row.order["kind"] == "refund"]
    return {
        **{key: body[key] for key in ("amount", "currency", "discount", "tax", "till")},
        **{key: payment.get(key, 0) for key in ("tip", "rounding", "given")},
        "tender": payment.get("tender", "wallet"),
        "money": terms["money"],
        "zone": terms["zone"],
        "exponent": {**dict(terms["currencies"]), **added}[body["currency"]],
        "made": sale.time,
        "paid": paid.time,
        "refunds": [{"time": time, **{key: of[key] for key in ("amount", "rounding", "tip")}} for time, of in refunds],
    }


class Voucher(NamedTuple):
    """Who vouches for a receipt, and how: with a number it is signed, without one an order is its witness."""

    seed: bytes
    at: int
    number: str | None = None


def receipt_of(log: Log, name: str, voucher: Voucher, size: int | None = None) -> dict[str, Any]:
    """Give the receipt of a sale as of a size of the log, before anybody vouches for it."""
    (sale,) = [row for row in log.of("sale.new") if name_of(row.order) == name]
    log = log._replace(rows=log.rows[:size])
    rows, leaves = needed_rows(log, sale, key_of(voucher.seed)), [row.leaf for row in log.rows]
    opening, (wallet,) = log.rows[0], [row for row in rows if row.order["kind"] == "wallet.open"]
    places = [place for place in ((wallet.n, "handle"), (sale.n, "lines")) if place in log.texts]
    texts = [
        {"n": n, "field": field, "salt": log.texts[n, field][0], "text": log.texts[n, field][1]} for n, field in places
    ]
    return {
        "entries": [
            {
                "n": row.n, "order": row.data.decode(), "path": audit_path(row.n - 1, leaves),
                "signature": row.signature, "time": row.time, "transfers": row.transfers,
            }
            for row in rows
        ],
        "paycli_receipt": 1,
        "receipt": {
            **facts_of(rows, sale),
            "at": voucher.at,
            "handle": log.texts[wallet.n, "handle"][1],
            "key": key_of(voucher.seed),
            "ledger": sha256(opening.data).hexdigest()[:32],
            "lines": log.texts.get((sale.n, "lines"), ("", None))[1],
            "number": voucher.number,
            "root": tree_hash(leaves).hex(),
            "sale": name,
            "shop": sale.order["wallet"],
            "size": len(leaves),
        },
        "signature": None,
        "texts": texts,
        "witness": None,
    }  # fmt: skip


def vouched(file: dict[str, Any], seed: bytes, **witness: Any) -> dict[str, Any]:
    """Let a key vouch for a receipt; the values are those that its witness has otherwise than it should."""
    facts = file["receipt"]
    if facts["number"] is not None:
        return {**file, "signature": signed(seed, "receipt", canonical(facts))}
    order = {
        "at": facts["at"], "body": {"name": None}, "id": "01900000000070008000000000000000", "key": facts["key"],
        "kind": "wallet.rename", "ledger": facts["ledger"], "seen": {"root": facts["root"], "size": facts["size"]},
        "until": facts["at"] + 900_000, "v": 1, "wallet": facts["shop"], **witness,
    }  # fmt: skip
    data = canonical(order)
    return {**file, "witness": {"order": data.decode(), "signature": signed(seed, "order", data)}}


def letters(data: bytes, count: int) -> str:
    """Write bytes in Crockford's base32."""
    number = int.from_bytes(data, "big")
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(count)))


def paper_of(seed: bytes, **said: Any) -> str:
    """Give the text of the code on a paper receipt: `amount`, `at`, `currency`, `ledger`, `number` and `sale`."""
    signature = signed(seed, "receipt", canonical({**said, "paper": 1}))
    ids = [letters(bytes.fromhex(said[each]), 26) for each in ("ledger", "sale")]
    told = [str(said[each]) for each in ("number", "amount", "currency", "at")]
    return "/".join(["PAYCLI:1/R", *ids, *told, letters(bytes.fromhex(signature), 103)])

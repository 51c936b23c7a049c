"""What somebody may change by hand of an envelope's luck, and envelopes in every state to change it in."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import draw
from paycli.signing import CRYPTO, claim_proof, claim_seed, public_of
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support.circle import Circle
from tests.support.rich import Rich

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

HOUR_MS = 3_600_000
SECRET = b"a bearer secret."


class Scene(NamedTuple):
    """A ledger with envelopes in every state, and the ids of those envelopes and wallets."""

    rich: Rich
    envelopes: dict[str, str]
    wallets: dict[str, str]


def build_luck(folder: Path) -> Scene:
    """Make the ledger in a folder that does not exist yet."""
    path = folder / "luck.db"
    create_ledger(path)
    with closing(SqliteBook(path, CRYPTO)) as book:
        circle = Circle(book, people=("ming", "li", "bo", "zoe"), shops=(), cash_minor=100_00)
        wallets = {handle: str(party.wallet) for handle, party in circle.people.items()}
        named, link = [wallets["li"], wallets["bo"]], public_of(claim_seed(SECRET))
        made = {
            "done": circle.envelope("ming", 8_88, 3, audience="any"),
            "named": circle.envelope("ming", 6_00, 3, rule=draw.DOUBLE_MEAN, audience=named),
            "link": circle.envelope("ming", 5_00, 4, audience=link),
            "equal": circle.envelope("ming", 1_00, 3, rule=draw.EQUAL),
            "later": circle.envelope("ming", 7_00, 3, opens_at=circle.clock.now + 1_000),
            "taken back": circle.envelope("ming", 4_00, 3),
            "open": circle.envelope("ming", 3_00, 3, expires_ms=400 * 24 * HOUR_MS // 2),
        }
        ids = {name: posted.order.name for name, posted in made.items()}
        circle.clock.now += 1_000
        for handle in ("li", "bo", "zoe"):
            circle.grab(handle, ids["done"])
        for name in ("named", "equal", "later", "taken back", "open"):
            circle.grab("li", ids[name])
        for handle in ("bo", "zoe"):
            proof = claim_proof(SECRET, ids["link"], wallets[handle])
            circle.do("envelope.grab", {"envelope": ids["link"], "proof": proof}, circle.people[handle])
        circle.do("cancel", {"of": ids["taken back"]}, circle.people["ming"])
        circle.clock.now += 25 * HOUR_MS
        circle.send("li", "bo", 1)
        rich = Rich(path, str(circle.ledger), wallets["ming"], circle.known)
    return Scene(rich, ids, wallets)


def one(connection: sqlite3.Connection, query: str, *values: object) -> tuple[object, ...]:
    found: tuple[object, ...] = connection.execute(query, values).fetchone()
    return found


def other_seed(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute("UPDATE seeds SET seed = ? WHERE object = ?", (b"s" * 32, envelope))


def no_seed(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute("DELETE FROM seeds WHERE object = ?", (envelope,))


def _shares(connection: sqlite3.Connection, envelope: bytes, change: Callable[[list[int]], list[int]]) -> None:
    (packed,) = one(connection, "SELECT shares FROM seeds WHERE object = ?", envelope)
    assert isinstance(packed, bytes)
    shares = [int.from_bytes(packed[place : place + 8], "big") for place in range(0, len(packed), 8)]
    changed = b"".join(share.to_bytes(8, "big") for share in change(shares))
    assert changed != packed
    connection.execute("UPDATE seeds SET shares = ? WHERE object = ?", (changed, envelope))


def another_share(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _shares(connection, envelope, lambda shares: [shares[0] - 1, shares[1] + 1, *shares[2:]])


def another_order_of_shares(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _shares(connection, envelope, lambda shares: [*shares[1:], shares[0]])


def a_share_less(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _shares(connection, envelope, lambda shares: shares[:-1])


def another_amount_claimed(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute(
        "UPDATE claims SET amount_minor = amount_minor + 1 WHERE object = ? AND position = 0", (envelope,)
    )


def another_wallet_claims(connection: sqlite3.Connection, scene: Scene, envelope: bytes) -> None:
    ming = bytes.fromhex(scene.wallets["ming"])
    connection.execute("UPDATE claims SET wallet = ? WHERE object = ? AND position = 0", (ming, envelope))


def no_claim(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute("DELETE FROM claims WHERE object = ? AND position = 0", (envelope,))


def a_claim_more(connection: sqlite3.Connection, scene: Scene, envelope: bytes) -> None:
    row = one(connection, "SELECT object, wallet, n, position, amount_minor FROM claims WHERE object = ?", envelope)
    more = (row[0], bytes.fromhex(scene.wallets["ming"]), row[2], 9, row[4])
    connection.execute("INSERT INTO claims (object, wallet, n, position, amount_minor) VALUES (?, ?, ?, ?, ?)", more)


def another_position(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute("UPDATE claims SET position = position + 7 WHERE object = ?", (envelope,))


def another_payment(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    (n,) = one(connection, "SELECT n FROM claims WHERE object = ? AND position = 0", envelope)
    connection.execute("UPDATE transfers SET amount_minor = amount_minor + 1 WHERE n = ?", (n,))


def a_later_due_time(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute("UPDATE objects SET due = due + 1 WHERE id = ?", (envelope,))


def an_earlier_due_time(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute("UPDATE objects SET due = due - 3600000 WHERE id = ?", (envelope,))


def another_end(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    connection.execute("UPDATE objects SET state = 'returned' WHERE id = ?", (envelope,))


def fewer_taken(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    fewer = "json_set(detail, '$.taken', json_extract(detail, '$.taken') - 1)"
    connection.execute("UPDATE objects SET detail = FEWER WHERE id = ?".replace("FEWER", fewer), (envelope,))


def _order(connection: sqlite3.Connection, envelope: bytes, old: str, new: str) -> None:
    (n,) = one(connection, "SELECT n FROM objects WHERE id = ?", envelope)
    (data,) = one(connection, 'SELECT "order" FROM entries WHERE n = ?', n)
    assert isinstance(data, bytes)
    changed = data.replace(old.encode(), new.encode())
    assert changed != data, (old, data)
    connection.execute('UPDATE entries SET "order" = ? WHERE n = ?', (changed, n))


def a_wider_audience(connection: sqlite3.Connection, scene: Scene, envelope: bytes) -> None:
    listed = json.dumps([scene.wallets["li"], scene.wallets["bo"]], separators=(",", ":"))
    _order(connection, envelope, f'"audience":{listed}', '"audience":"any"')


def another_audience(connection: sqlite3.Connection, scene: Scene, envelope: bytes) -> None:
    _order(connection, envelope, scene.wallets["li"], scene.wallets["zoe"])


def another_link(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _order(connection, envelope, public_of(claim_seed(SECRET)), public_of(claim_seed(b"another secret..")))


def another_duration(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _order(connection, envelope, '"expires_ms":86400000', '"expires_ms":86400001')


def another_opening(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _order(connection, envelope, '"opens_at":null', '"opens_at":1')


def another_rule(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _order(connection, envelope, draw.DOUBLE_MEAN, draw.EVEN)


def another_amount(connection: sqlite3.Connection, _: Scene, envelope: bytes) -> None:
    _order(connection, envelope, '"amount":888', '"amount":889')


def another_commitment(connection: sqlite3.Connection, scene: Scene, envelope: bytes) -> None:
    """Take a seed that somebody liked better, with all that follows from it but the signature and the money."""
    (seed,) = one(connection, "SELECT seed FROM seeds WHERE object = ?", envelope)
    assert isinstance(seed, bytes)
    _order(connection, envelope, draw.commitment(seed), draw.commitment(b"s" * 32))
    other_seed(connection, scene, envelope)
    _shares(connection, envelope, lambda _: list(draw.shares(draw.EVEN, 8_88, 3, b"s" * 32)))


NOT_SIGNED = "is not the one that its sender signed"
CASES: list[tuple[str, str, Callable[[sqlite3.Connection, Scene, bytes], None], str]] = [
    ("done", "seed", other_seed, "the seed is not the one that was committed to"),
    ("done", "no seed", no_seed, "the seed is missing"),
    ("done", "share", another_share, "stored share 1: "),
    ("later", "share of one past its time", another_share, "stored share 2: "),
    ("done", "share less", a_share_less, "too few or too many"),
    ("done", "order of shares", another_order_of_shares, "in another order than they were drawn"),
    ("done", "claimed amount", another_amount_claimed, "in the list of who took what"),
    ("equal", "claimed amount of equal shares", another_amount_claimed, "35 instead of 34 minor units"),
    ("done", "claiming wallet", another_wallet_claims, "listed for @ming"),
    ("done", "claim missing", no_claim, "packet 1, @li: missing in the list"),
    ("done", "claim more", a_claim_more, "packet 10, @ming: listed, and never grabbed"),
    ("named", "position", another_position, "packet 8, @li: listed, and never grabbed"),
    ("done", "payment", another_payment, "minor units were paid"),
    ("done", "due later", a_later_due_time, "the time at which it was due"),
    ("later", "due later, with an opening time", a_later_due_time, "the time at which it was due"),
    ("taken back", "due earlier", an_earlier_due_time, "the time at which it was due"),
    ("taken back", "end", another_end, "what its row says became of it"),
    ("done", "taken", fewer_taken, "what its row says became of it"),
    ("named", "audience wider", a_wider_audience, NOT_SIGNED),
    ("named", "audience without who took", another_audience, "packet 1, @li: the envelope was not for that wallet"),
    ("link", "claim key", another_link, "packet 1, @bo: the envelope was not for that wallet"),
    ("done", "duration", another_duration, NOT_SIGNED),
    ("done", "opening", another_opening, NOT_SIGNED),
    ("named", "rule", another_rule, NOT_SIGNED),
    ("done", "amount", another_amount, "is not what its order says"),
    ("done", "commitment and all that follows", another_commitment, NOT_SIGNED),
]

"""Orders that their rightful signer wrote past the door, with what they change: a scene, and how it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain import draw
from paycli.domain.ids import claim_message, key_id, name_of, uuid8_of_key
from paycli.domain.rules.rails import done_key
from paycli.signing import claim_seed, derive, public_of, sign, sign_order
from paycli.store.sqlite.create import create_ledger
from tests.support import counter_bodies
from tests.support.auditing import faults_of
from tests.support.circle import START_MS, Circle, Party
from tests.support.forger import open_book, raw_order, wanted_changes, write
from tests.support.ids import order_id
from tests.support.rich import Rich

if TYPE_CHECKING:
    from pathlib import Path

ID, HASH, MONEY = order_id(99), "5a" * 32, {"amount": 50_00, "currency": "EUR"}
SEED = derive(b"s" * 32, "seed", ID)
DRAW = {"rule": "double-mean-1", "commitment": draw.commitment(SEED)}


class Scene(NamedTuple):
    """A ledger with something to act on, who is there, a lawful body for each kind that is forged, an envelope due."""

    rich: Rich
    parties: dict[str, Party]
    bodies: dict[str, dict[str, Any]]
    due: str


def build_scene(folder: Path) -> Scene:
    """Make the ledger in a folder that does not exist yet."""
    path = folder / "scene.db"
    create_ledger(path)
    book = open_book(path)
    circle = Circle(book, people=("ming", "li"), cash_minor=900_00)
    people = circle.people | {"operator": circle.operator, "waiting": circle.open_wallet("waiting")}
    ming, cafe, new = str(people["ming"].wallet), str(people["cafe"].wallet), public_of(b"n" * 32)
    plain = {**MONEY, "note": None}
    sold = circle.do("sale.new", counter_bodies.sale(50_00), people["cafe"]).order.name
    due = circle.envelope("li", 7_00, 2, expires_ms=1).order.name
    asked = circle.do("topup.ask", {"rail": "sandbox", **MONEY}, people["ming"]).order.name
    bodies: dict[str, dict[str, Any]] = {
        "wallet.open": {"public": new, "handle": HASH, "name": None, "shop": False},
        "wallet.invite": {"claim": public_of(claim_seed(b"a secret")), "handle": None, "expires_ms": 60_000},
        "wallet.admit": {"wallet": people["waiting"].wallet, "invite": None, "proof": None},
        "wallet.reject": {"wallet": people["waiting"].wallet},
        "key.add": {"public": new, "scope": None, "proof": sign(b"n" * 32, claim_message(name_of(ID, ming), ming))},
        "rail.admit": {"rail": "bank", "public": new},
        "setting.set": {"name": "most_per_order:EUR", "value": 5},
        "currency.add": {"currency": "CHF", "exponent": 2},
        "credit.set": {"wallet": ming, **MONEY},
        "send": {"to": cafe, **plain},
        "cash.in": {"wallet": ming, **plain},
        "rail.done": {"of": asked, "reference": "a"},
        "envelope.send": {
            **plain, "count": 3, "draw": DRAW, "audience": "any", "opens_at": None, "expires_ms": 60_000,
        },
        "sale.new": counter_bodies.sale(50_00),
        "sale.pay": counter_bodies.pay(sold, cafe, 50_00),
    }  # fmt: skip
    known = circle.known
    book.close()
    parties = people | {"sandbox": circle.sandbox, "new": Party(b"n" * 32, None)}
    return Scene(Rich(path, str(circle.ledger), ming, known), parties, bodies, due)


class Forged(NamedTuple):
    """What a signer changed in a lawful order: in its body, in its ten keys; `instead_of` may sign it, if not `who`."""

    kind: str
    who: str
    body: dict[str, Any]
    fields: dict[str, Any] = {}  # noqa: RUF012  nobody writes into it
    instead_of: str | None = None


def write_past_the_door(scene: Scene, rich: Rich, forged: Forged, seed: bytes = SEED) -> list[str]:
    """Write a forged order, signed by whoever may sign its kind, with what the lawful one changes; give our faults."""
    kind, who, body, fields, instead_of = forged
    party, lawful = scene.parties[who], scene.bodies[kind]
    right = scene.parties[instead_of or who]
    given = {
        "at": START_MS, "body": lawful, "id": ID, "key": key_id(party.public), "kind": kind,
        "ledger": rich.ledger, "wallet": party.wallet,
    }  # fmt: skip
    if kind == "rail.done":
        given["id"] = uuid8_of_key(rich.ledger, None, done_key(lawful["of"]))
    order = raw_order(given | {"body": lawful | body} | fields)
    book = open_book(rich.path)
    changes = wanted_changes(book, raw_order(given | {"key": key_id(right.public)}), START_MS)
    beside = (seed.hex(), draw.shares("double-mean-1", 50_00, 3, seed)) if kind == "envelope.send" else (None, None)
    write(book, order, sign_order(party.seed, order), changes, time=START_MS, seed=beside[0], shares=beside[1])
    faults = faults_of(book, rich.ledger)
    book.close()
    return faults

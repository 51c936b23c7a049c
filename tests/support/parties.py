"""Everybody who might sign an order, on a ledger where each kind of order could be signed now by its right party."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain import draw
from paycli.domain.ids import claim_message, key_id, name_of, settle_id, uuid7, uuid8_of_key
from paycli.domain.kinds import KINDS
from paycli.domain.rules.rails import done_key
from paycli.domain.texts import Text, text_commitment
from paycli.signing import claim_proof, claim_seed, derive, public_of, sign
from paycli.store.sqlite.create import create_ledger
from tests.support import counter_bodies
from tests.support.circle import Circle, Party
from tests.support.forger import open_book
from tests.support.mandates import add_mandate, grant, scope
from tests.support.rich import Rich, add_key
from tests.support.shop_days import Counter

if TYPE_CHECKING:
    from pathlib import Path

HANDLE = Text("handle", "5a" * 32, "newcomer")
SECRET = b"a bearer secret."


# Anybody's own order of these kinds is as good as the owner's: it is their own money, sale or key.
ANYBODYS = {
    "send", "topup.ask", "withdraw.ask", "envelope.send", "envelope.grab", "sale.pay", "sale.new", "group.new",
    "contact.block", "wallet.rename", "batch.new", "batch.send", "shift.open", "send.wait",
    "request.new", "wallet.set", "contact.trust",
}  # fmt: skip


class Scene(NamedTuple):
    """A ledger where each kind has something to act on: who is there, and each kind's right order."""

    rich: Rich
    parties: dict[str, Party]
    bodies: dict[str, dict[str, Any]]
    ids: dict[str, str]
    rights: dict[str, str]


# The right way to sign the order of the scene; for most it follows from the table.
BY_TABLE = {"operator": "operator", "owner": "owner", "shop": "shop", "rail": "rail", "new": "unknown", "nobody": ""}


def build_scene(folder: Path) -> Scene:
    """Make the ledger in a folder that does not exist yet."""
    create_ledger(folder / "scene.db")
    book = open_book(folder / "scene.db")
    circle = Circle(book, people=("ming", "li"), shops=("cafe", "bar"), cash_minor=100_00)
    circle.people["waiting"] = circle.open_wallet("waiting")
    ming, li = circle.people["ming"], circle.people["li"]
    revoked, spare = (add_key(circle, "ming", bytes([number]) * 32) for number in (8, 9))
    circle.do("key.revoke", {"key": key_id(revoked.public)}, ming)
    # Each may send to nobody who is here, and nothing else.
    narrow = {who: add_mandate(circle, who, scope(circle, grant(to=["ab" * 20]))) for who in ("ming", "cafe")}
    bodies, ids = _bodies(circle, spare)
    parties = {
        **circle.people,
        "operator": circle.operator,
        "sandbox": circle.sandbox,
        "unknown": Party(b"u" * 32, None),
        "revoked": revoked,
        "mandate": narrow["ming"],
        "shop's mandate": narrow["cafe"],
        "nowhere": Party(b"n" * 32, "ab" * 20),
    }
    known = circle.known
    book.close()
    rights = {kind: BY_TABLE.get(row.signed_by[0], "") for kind, row in KINDS.items()} | {"wallet.admit": "unadmitted"}
    assert li.wallet is not None
    rich = Rich(folder / "scene.db", str(circle.ledger), str(ming.wallet), known)
    return Scene(rich, parties, bodies, ids, rights)


def _bodies(circle: Circle, spare: Party) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Give a body for each kind, which its right party could sign now, and the ids that are not free."""
    people = circle.people
    ming, li, cafe, waiting = (str(people[name].wallet) for name in ("ming", "li", "cafe", "waiting"))
    ids = {kind: uuid7(circle.clock.now, os.urandom(10)) for kind in KINDS}
    money = {"amount": 5_00, "currency": "EUR"}
    invite_body = {"claim": public_of(claim_seed(SECRET)), "handle": None, "expires_ms": 3_600_000}
    invite = circle.do("wallet.invite", invite_body, circle.operator).order.name
    asked = circle.do("topup.ask", {"rail": "sandbox", **money}, people["ming"]).order.name
    paid_out = circle.do("withdraw.ask", {"rail": "sandbox", **money}, people["ming"]).order.name
    gift, own = circle.envelope("li", 9_00, 3).order.name, circle.envelope("ming", 9_00, 3).order.name
    late = circle.envelope("ming", 7_00, 2, expires_ms=1).order.name
    unpaid, paid = (circle.do("sale.new", counter_bodies.sale(5_00), people["cafe"]).order.name for _ in range(2))
    circle.do("sale.pay", counter_bodies.pay(paid, cafe, 5_00, tip=1_00), people["ming"])
    new = b"k" * 32
    lucky = derive(people["ming"].seed, "seed", ids["envelope.send"])
    ids["rail.done"] = uuid8_of_key(str(circle.ledger), None, done_key(asked))
    ids["rail.failed"] = uuid8_of_key(str(circle.ledger), None, done_key(paid_out))
    ids["settle"] = settle_id(late)
    plain = {"note": None, **money}
    bodies: dict[str, dict[str, Any]] = {
        **_operators_bodies(circle, ming),
        **_batch_bodies(circle, cafe),
        **_group_bodies(circle),
        **_counter_bodies(circle),
        **_asking_bodies(circle),
        "wallet.open": {"public": "", "handle": text_commitment(HANDLE.salt, HANDLE.text), "name": None, "shop": False},
        "wallet.invite": invite_body,
        "wallet.admit": {"wallet": waiting, "invite": invite, "proof": claim_proof(SECRET, invite, waiting)},
        "wallet.reject": {"wallet": waiting},
        "key.add": {
            "public": public_of(new), "scope": None,
            "proof": sign(new, claim_message(name_of(ids["key.add"], ming), ming)),
        },
        "key.revoke": {"key": key_id(spare.public)},
        "send": {"to": cafe, **plain},
        "topup.ask": {"rail": "sandbox", **money},
        "withdraw.ask": {"rail": "sandbox", **money},
        "rail.done": {"of": asked, "reference": "a"},
        "rail.failed": {"of": paid_out, "reference": "b"},
        "cash.in": {"wallet": li, **plain},
        "envelope.send": {
            **plain, "count": 2, "draw": {"rule": "even-1", "commitment": draw.commitment(lucky)}, "audience": "any",
            "opens_at": None, "expires_ms": 3_600_000,
        },
        "envelope.grab": {"envelope": gift, "proof": None},
        "sale.new": counter_bodies.sale(5_00),
        "sale.pay": counter_bodies.pay(unpaid, cafe, 5_00),
        "cancel": {"of": own},
        "refund": counter_bodies.refund(paid, ming, 5_00),
        "settle": {"of": late},
        "contact.block": {"wallet": li, "blocked": True},
        "wallet.rename": {"name": None},
    }  # fmt: skip
    assert bodies.keys() == KINDS.keys()
    return bodies, ids


def _asking_bodies(circle: Circle) -> dict[str, dict[str, Any]]:
    """Give a body for each kind of what goes on between people: what asks @ming and what they paid is there."""
    people = circle.people
    ming, li, cafe = (str(people[name].wallet) for name in ("ming", "li", "cafe"))
    money = {"amount": 1_00, "currency": "EUR"}
    wait = {"to": ming, **money, "note": None, "arrives_ms": None, "expires_ms": 3_600_000}
    accepted, declined = (circle.do("send.wait", wait, people["li"]).order.name for _ in range(2))
    asks = {"currency": "EUR", "shares": [[ming, 1_00]], "note": None, "due_at": None, "expires_ms": 3_600_000}
    asks["about"] = None
    request = circle.do("request.new", asks, people["li"]).order.name
    paid = circle.send("li", "ming", 1_00).order.name
    return {
        "send.wait": {**wait, "to": cafe},
        "accept": {"of": accepted},
        "decline": {"of": declined, "note": None},
        "send.back": {"of": paid, "to": li, **money, "note": None},
        "request.new": {**asks, "shares": [[cafe, 1_00]]},
        "request.pay": {"request": request, "to": li, **money},
        "wallet.set": {"name": "receive", "value": "asked"},
        "contact.trust": {"wallet": cafe, "trusted": True},
    }


def _group_bodies(circle: Circle) -> dict[str, dict[str, Any]]:
    """Give a body for each kind about a group."""
    group = _group(circle)
    li, cafe, bar = (str(circle.people[name].wallet) for name in ("li", "cafe", "bar"))
    return {
        "group.new": {"handle": text_commitment(HANDLE.salt, HANDLE.text), "members": [li]},
        "group.add": {"of": group, "wallets": [cafe]},
        "group.remove": {"of": group, "wallets": [li, bar]},
        "group.close": {"of": group},
    }


def _counter_bodies(circle: Circle) -> dict[str, dict[str, Any]]:
    """Give a body for each kind at the tills of a shop: one has a sale that waits, one may be closed, one opened."""
    cafe = circle.people["cafe"]
    selling, empty = (Counter.opened(circle, "cafe", till, cafe, 50_00) for till in (1, 2))
    return {
        "sale.take": counter_bodies.take(selling.charge(5_00), 5_00),
        "tips.send": {"to": circle.people["li"].wallet, "amount": 1_00, "currency": "EUR", "note": None},
        "shift.open": counter_bodies.begin(50_00, till=3),
        "shift.close": counter_bodies.close(empty.shift, 49_00, till=2),
        "drawer.move": counter_bodies.drawer(selling.shift, 5_00, out=True),
    }


def _operators_bodies(circle: Circle, ming: str) -> dict[str, dict[str, Any]]:
    """Give a body for each kind by which the operator sets up a ledger."""
    return {
        "ledger.open": {
            "public": "", "currencies": [["EUR", 2]], "zone": "UTC", "money": "play", "admission": "operator",
        },
        "rail.admit": {"rail": "bank", "public": public_of(b"r" * 32)},
        "setting.set": {"name": "most_per_order:EUR", "value": 5},
        "currency.add": {"currency": "CHF", "exponent": 2},
        "credit.set": {"wallet": ming, "amount": 5_00, "currency": "EUR"},
        "clock.set": {"now": circle.clock.now},
    }  # fmt: skip


def _batch_bodies(circle: Circle, payee: str) -> dict[str, dict[str, Any]]:
    """Give a body for a batch, for a row of another one, and for one whose rows are one order."""
    new = {"label": None, "currency": "EUR", "total": 5_00, "count": 2, "expires_ms": 3_600_000}
    batch = circle.do("batch.new", new, circle.people["ming"]).order.name
    return {
        "batch.new": new,
        "batch.row": {"of": batch, "to": payee, "amount": 5_00, "currency": "EUR", "note": None},
        "batch.send": {"label": None, "currency": "EUR", "rows": [[payee, 5_00, None]]},
    }


def _group(circle: Circle) -> str:
    """Let @ming make a group with @li and @bar in it, under another handle than that of the newcomer."""
    ming, *members = (circle.people[handle] for handle in ("ming", "li", "bar"))
    salt = "6b" * 32
    body = {"handle": text_commitment(salt, "dinner"), "members": [member.wallet for member in members]}
    return circle.do("group.new", body, ming, texts=(Text("handle", salt, "dinner"),)).order.name

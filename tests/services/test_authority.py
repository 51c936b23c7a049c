"""Who may do what, for every kind of order and every wrong party: refused at the door, found when written past it."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain import draw
from paycli.domain.ids import claim_message, key_id, settle_id, uuid7, uuid8_of_key
from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order, Submission
from paycli.domain.rules.rails import done_key
from paycli.domain.state import Changes
from paycli.domain.texts import Text, text_commitment
from paycli.errors import PaycliError
from paycli.services.engine.posting import post
from paycli.signing import claim_proof, claim_seed, derive, public_of, sandbox_seed, sign, sign_order
from paycli.store.sqlite.create import create_ledger
from tests.support.auditing import faults_of
from tests.support.circle import START_MS, Circle, HandClock, Party
from tests.support.forger import open_book, raw_order, second_opinion, wanted_changes, write
from tests.support.rich import Rich, add_key
from tests.support.tampering import copy, dump

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.store.sqlite.book import SqliteBook

HANDLE = Text("handle", "5a" * 32, "newcomer")
SECRET = b"a bearer secret."
REFUSALS = {
    "wrong_signer", "not_admitted", "shop_only", "signature_bad", "key_refused", "order_malformed", "not_found",
    "not_allowed", "already_there", "key_taken", "sandbox_refused", "code_wrong", "self_payment", "own_envelope",
}  # fmt: skip


class Scene(NamedTuple):
    """A ledger where each kind has something to act on: who is there, and each kind's right order."""

    rich: Rich
    parties: dict[str, Party]
    bodies: dict[str, dict[str, Any]]
    ids: dict[str, str]
    rights: dict[str, str]


# Each way of signing: whose key, and whose wallet the order says it is.
WAYS = {
    "operator": ("operator", None),
    "operator for the owner": ("operator", "ming"),
    "owner": ("ming", "ming"),
    "owner without a wallet": ("ming", None),
    "another for the owner": ("li", "ming"),
    "another": ("li", "li"),
    "shop": ("cafe", "cafe"),
    "another for the shop": ("ming", "cafe"),
    "another shop": ("bar", "bar"),
    "unadmitted": ("waiting", "waiting"),
    "unadmitted for the owner": ("waiting", "ming"),
    "rail": ("sandbox", None),
    "rail for the owner": ("sandbox", "ming"),
    "unknown": ("unknown", None),
    "unknown for the owner": ("unknown", "ming"),
    "unknown for a wallet that is not": ("unknown", "nowhere"),
    "revoked": ("revoked", "ming"),
    "revoked without a wallet": ("revoked", None),
}
# The right way to sign the order of the scene; for most it follows from the table.
BY_TABLE = {"operator": "operator", "owner": "owner", "shop": "shop", "rail": "rail", "new": "unknown", "nobody": ""}
# Anybody's own order of these kinds is as good as the owner's: it is their own money, sale or key.
ANYBODYS = {
    "send", "topup.ask", "withdraw.ask", "envelope.send", "envelope.grab", "sale.pay", "sale.new", "group.new",
    "contact.block",
}  # fmt: skip


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("authority") / "ledger"
    create_ledger(folder / "scene.db")
    book = open_book(folder / "scene.db")
    circle = Circle(book, people=("ming", "li"), shops=("cafe", "bar"), cash_minor=100_00)
    circle.people["waiting"] = circle.open_wallet("waiting")
    ming, li = circle.people["ming"], circle.people["li"]
    revoked, spare = (add_key(circle, "ming", bytes([number]) * 32) for number in (8, 9))
    circle.do("key.revoke", {"key": key_id(revoked.public)}, ming)
    bodies, ids = _bodies(circle, spare)
    parties = {
        **circle.people,
        "operator": circle.operator,
        "sandbox": circle.sandbox,
        "unknown": Party(b"u" * 32, None),
        "revoked": revoked,
        "nowhere": Party(b"n" * 32, "ab" * 20),
    }
    book.close()
    assert circle.seen is not None
    rights = {kind: BY_TABLE.get(row.signed_by[0], "") for kind, row in KINDS.items()} | {"wallet.admit": "unadmitted"}
    assert li.wallet is not None
    rich = Rich(folder / "scene.db", str(circle.ledger), str(ming.wallet), circle.seen)
    return Scene(rich, parties, bodies, ids, rights)


def _bodies(circle: Circle, spare: Party) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Give a body for each kind, which its right party could sign now, and the ids that are not free."""
    people = circle.people
    ming, li, cafe, waiting = (str(people[name].wallet) for name in ("ming", "li", "cafe", "waiting"))
    ids = {kind: uuid7(circle.clock.now, os.urandom(10)) for kind in KINDS}
    money = {"amount": 5_00, "currency": "EUR"}
    invite_body = {"claim": public_of(claim_seed(SECRET)), "expires_ms": 3_600_000}
    invite = circle.do("wallet.invite", invite_body, circle.operator).order.id
    asked = circle.do("topup.ask", {"rail": "sandbox", **money}, people["ming"]).order.id
    paid_out = circle.do("withdraw.ask", {"rail": "sandbox", **money}, people["ming"]).order.id
    gift, own = circle.envelope("li", 9_00, 3).order.id, circle.envelope("ming", 9_00, 3).order.id
    late = circle.envelope("ming", 7_00, 2, expires_ms=1).order.id
    sale_body = {**money, "lines": None, "expires_ms": 3_600_000}
    unpaid, paid = (circle.do("sale.new", sale_body, people["cafe"]).order.id for _ in range(2))
    pay = {"to": cafe, **money, "tip": 0}
    circle.do("sale.pay", {"sale": paid, **pay}, people["ming"])
    group = _group(circle)
    new = b"k" * 32
    lucky = derive(people["ming"].seed, "seed", ids["envelope.send"])
    ids["rail.done"] = uuid8_of_key(str(circle.ledger), None, done_key(asked))
    ids["rail.failed"] = uuid8_of_key(str(circle.ledger), None, done_key(paid_out))
    ids["settle"] = settle_id(late)
    plain = {"note": None, **money}
    bodies: dict[str, dict[str, Any]] = {
        "ledger.open": {
            "public": "", "currencies": [["EUR", 2]], "zone": "UTC", "money": "play", "admission": "operator",
        },
        "wallet.open": {"public": "", "handle": text_commitment(HANDLE.salt, HANDLE.text), "name": None, "shop": False},
        "wallet.invite": invite_body,
        "wallet.admit": {"wallet": waiting, "invite": invite, "proof": claim_proof(SECRET, invite, waiting)},
        "key.add": {
            "public": public_of(new), "scope": None, "proof": sign(new, claim_message(ids["key.add"], ming)),
        },
        "key.revoke": {"key": key_id(spare.public)},
        "rail.admit": {"rail": "bank", "public": public_of(b"r" * 32)},
        "setting.set": {"name": "most_per_order:EUR", "value": 5},
        "currency.add": {"currency": "CHF", "exponent": 2},
        "credit.set": {"wallet": ming, **money},
        "clock.set": {"now": circle.clock.now},
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
        "sale.new": sale_body,
        "sale.pay": {"sale": unpaid, **pay},
        "cancel": {"of": own},
        "refund": {"of": paid, "to": ming, **plain},
        "settle": {"of": late},
        "group.new": {"handle": text_commitment(HANDLE.salt, HANDLE.text), "members": [li]},
        "group.add": {"of": group, "wallets": [cafe]},
        "group.remove": {"of": group, "wallets": [li, str(people["bar"].wallet)]},
        "group.close": {"of": group},
        "contact.block": {"wallet": li, "blocked": True},
    }  # fmt: skip
    assert bodies.keys() == KINDS.keys()
    return bodies, ids


def _group(circle: Circle) -> str:
    """Let @ming make a group with @li and @bar in it, under another handle than that of the newcomer."""
    ming, *members = (circle.people[handle] for handle in ("ming", "li", "bar"))
    salt = "6b" * 32
    body = {"handle": text_commitment(salt, "dinner"), "members": [member.wallet for member in members]}
    return circle.do("group.new", body, ming, texts=(Text("handle", salt, "dinner"),)).order.id


def signed(scene: Scene, kind: str, way: str) -> tuple[Order, str, str]:
    """Make the order of a kind as one signs it; for `new` kinds the key in the body is the unknown one's."""
    whose, wallet = WAYS[way]
    seed = scene.parties[whose].seed
    body = dict(scene.bodies[kind])
    if KINDS[kind].signed_by == ("new",):
        body["public"] = scene.parties["unknown"].public
    fields = {
        "at": START_MS + 1 if kind == "settle" else START_MS,
        "body": body,
        "id": scene.ids[kind],
        "key": key_id(public_of(seed)),
        "kind": kind,
        "ledger": None if kind == "ledger.open" else scene.rich.ledger,
        "wallet": scene.parties[wallet].wallet if wallet else None,
    }
    order = raw_order(fields)
    return order, sign_order(seed, order), public_of(seed)


def texts_of(kind: str) -> tuple[Text, ...]:
    """Give the personal texts that lie beside an order of the scene."""
    return (HANDLE,) if kind in {"wallet.open", "group.new"} else ()


def lucky_seed(scene: Scene, kind: str) -> str | None:
    """Give the seed that lies beside an envelope."""
    return derive(scene.parties["ming"].seed, "seed", scene.ids[kind]).hex() if kind == "envelope.send" else None


def write_with_all(scene: Scene, book: SqliteBook, order: Order, signature: str | None, changes: Changes) -> int:
    """Write an order of the scene past the door with everything that lies beside its kind; gives its place."""
    seed = lucky_seed(scene, order.kind)
    shares = draw.shares("even-1", 5_00, 2, bytes.fromhex(seed)) if seed else None
    texts = texts_of(order.kind)
    # With its admission a wallet's handle is reserved, and with its opening a group's.
    handles = {
        "wallet.admit": ("waiting", str(scene.parties["waiting"].wallet)),
        "group.new": (HANDLE.text, order.id),
    }
    handle = handles.get(order.kind)
    # What is settled is due a moment after all the rest.
    time = START_MS + (order.kind == "settle")
    entry = write(book, order, signature, changes, time=time, texts=texts, seed=seed, shares=shares, handle=handle)
    return entry.n


def wrong_ways(scene: Scene, kind: str) -> list[str]:
    """Give every way of signing that is not right for a kind."""
    right = {scene.rights[kind]} | ({"another", "shop", "another shop"} if kind in ANYBODYS else set())
    if kind == "sale.new":
        right.discard("another")
    if kind == "ledger.open":
        # A ledger is opened once: even the key in it may not open this one again.
        right = set()
    return [way for way in WAYS if way not in right]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_wrong_party_is_refused_at_the_door_and_changes_nothing(scene: Scene, kind: str, tmp_path: Path) -> None:
    rich = copy(scene.rich, tmp_path / "ledger")
    before = dump(rich.path)
    book = open_book(rich.path)
    for way in wrong_ways(scene, kind):
        order, signature, public = signed(scene, kind, way)
        try:
            order = Order.parse(order.data)
        except PaycliError as error:
            refusal: object = error
        else:
            beside = texts_of(kind), lucky_seed(scene, kind)
            refusal = post(book, HandClock(), [Submission(order, signature, public, *beside)]).outcomes[0]
        assert isinstance(refusal, PaycliError), (kind, way, refusal)
        assert refusal.code in REFUSALS, (kind, way, refusal.code)
        assert dump(rich.path) == before, (kind, way)
    book.close()


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_wrong_party_that_wrote_past_the_door_is_found_twice(scene: Scene, kind: str, tmp_path: Path) -> None:
    for number, way in enumerate(wrong_ways(scene, kind)):
        rich = copy(scene.rich, tmp_path / f"ledger-{number}")
        book = open_book(rich.path)
        order, signature, _ = signed(scene, kind, way)
        if scene.rights[kind] and kind != "ledger.open":
            right, _, _ = signed(scene, kind, scene.rights[kind])
            right = right if KINDS[kind].signed_by != ("new",) else order
            changes = wanted_changes(book, right, START_MS)
        else:
            changes = wanted_changes(book, order, START_MS + 1) if kind == "settle" else Changes()
        n = write_with_all(scene, book, order, signature, changes)
        faults = faults_of(book, rich.ledger)
        book.close()
        assert any(fault.startswith(f"entry {n}: ") for fault in faults), (kind, way, faults)
        # What cannot even be read as an order of its kind is named by its place alone.
        assert any(fault.startswith(f"entry {n} (") for fault in second_opinion(rich.path)), (kind, way)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"ledger.open", "settle"}])
def test_the_right_party_is_not_refused(scene: Scene, kind: str, tmp_path: Path) -> None:
    rich = copy(scene.rich, tmp_path / "ledger")
    book = open_book(rich.path)
    order, signature, public = signed(scene, kind, scene.rights[kind])
    submission = Submission(Order.parse(order.data), signature, public, texts_of(kind), lucky_seed(scene, kind))
    outcome = post(book, HandClock(), [submission]).outcomes[0]
    book.close()
    assert not isinstance(outcome, PaycliError), outcome
    assert second_opinion(rich.path) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"ledger.open", "settle"}])
def test_the_right_order_written_past_the_door_is_no_fault(scene: Scene, kind: str, tmp_path: Path) -> None:
    """So what the tests of wrong parties find is the wrong party, and not the way in which they write."""
    rich = copy(scene.rich, tmp_path / "ledger")
    book = open_book(rich.path)
    order, signature, _ = signed(scene, kind, scene.rights[kind])
    write_with_all(scene, book, order, signature, wanted_changes(book, order, START_MS))
    assert faults_of(book, rich.ledger) == []
    book.close()
    assert second_opinion(rich.path) == []


def test_a_settlement_of_what_is_due_written_past_the_door_is_no_fault(scene: Scene, tmp_path: Path) -> None:
    rich = copy(scene.rich, tmp_path / "ledger")
    book = open_book(rich.path)
    order = raw_order(
        {
            "at": START_MS + 1, "body": scene.bodies["settle"], "id": scene.ids["settle"], "key": None,
            "kind": "settle", "ledger": rich.ledger, "until": None, "wallet": None,
        }
    )  # fmt: skip
    write_with_all(scene, book, order, None, wanted_changes(book, order, START_MS + 1))
    assert faults_of(book, rich.ledger) == []
    book.close()
    assert second_opinion(rich.path) == []


def test_an_opening_written_past_the_door_of_an_empty_ledger_is_no_fault(scene: Scene, tmp_path: Path) -> None:
    create_ledger(tmp_path / "ledger" / "new.db")
    book = open_book(tmp_path / "ledger" / "new.db")
    order, signature, _ = signed(scene, "ledger.open", scene.rights["ledger.open"])
    write_with_all(scene, book, order, signature, wanted_changes(book, order, START_MS))
    assert faults_of(book, sha256(order.data).hexdigest()[:32]) == []
    book.close()
    assert second_opinion(tmp_path / "ledger" / "new.db") == []


def test_nobody_mints_but_with_the_key_of_the_play_bank(scene: Scene, tmp_path: Path) -> None:
    assert scene.parties["sandbox"].seed == sandbox_seed(scene.rich.ledger)
    minting = [kind for kind, row in KINDS.items() if row.debits.startswith("world")]
    assert minting == ["rail.done", "cash.in"]
    for kind in minting:
        assert "owner" in wrong_ways(scene, kind)
    assert "rail" in wrong_ways(scene, "cash.in")
    assert "operator" in wrong_ways(scene, "rail.done")

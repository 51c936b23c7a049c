"""Who may do what, for every kind of order and every wrong party: refused at the door, found when written past it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from paycli.domain import draw
from paycli.domain.ids import key_id
from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order, Submission
from paycli.domain.state import Changes
from paycli.errors import PaycliError
from paycli.services.engine.posting import post
from paycli.signing import derive, public_of, sandbox_seed, sign_order
from paycli.store.sqlite.create import create_ledger
from tests.support.auditing import faults_of
from tests.support.circle import START_MS, HandClock
from tests.support.forger import open_book, raw_order, second_opinion, wanted_changes, write
from tests.support.parties import ANYBODYS, HANDLE, Scene, build_scene
from tests.support.tampering import copy, dump

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.texts import Text
    from paycli.store.sqlite.book import SqliteBook

REFUSALS = {
    "wrong_signer", "key_revoked", "not_admitted", "shop_only", "signature_bad", "key_refused", "order_malformed",
    "not_found", "not_allowed", "already_there", "key_taken", "sandbox_refused", "code_wrong", "self_payment",
    "own_envelope", "mandate_kind", "mandate_payee", "shift_closed", "tips_short",
}  # fmt: skip


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
    "a mandate for something else": ("mandate", "ming"),
    "a mandate without a wallet": ("mandate", None),
    "a mandate of the shop for something else": ("shop's mandate", "cafe"),
    "revoked": ("revoked", "ming"),
    "revoked without a wallet": ("revoked", None),
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return build_scene(tmp_path_factory.mktemp("authority") / "ledger")


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


def renamed(changes: Changes, name: str, to: str) -> Changes:
    """Give the changes of an order as those of one with another name, which is bound to who signed it."""
    objects = tuple(each._replace(id=to) if each.id == name else each for each in changes.objects)
    moved = tuple(
        each._replace(debit=each.debit.replace(name, to), credit=each.credit.replace(name, to))
        for each in changes.transfers
    )
    asked = tuple(each._replace(object=to) if each.object == name else each for each in changes.asked)
    return changes._replace(objects=objects, transfers=moved, asked=asked)


def write_with_all(scene: Scene, book: SqliteBook, order: Order, signature: str | None, changes: Changes) -> int:
    """Write an order of the scene past the door with everything that lies beside its kind; gives its place."""
    seed = lucky_seed(scene, order.kind)
    shares = draw.shares("even-1", 5_00, 2, bytes.fromhex(seed)) if seed else None
    texts = texts_of(order.kind)
    # With its admission a wallet's handle is reserved, and with its opening a group's.
    handles = {
        "wallet.admit": ("waiting", str(scene.parties["waiting"].wallet)),
        "group.new": (HANDLE.text, order.name),
    }
    handle = handles.get(order.kind)
    # What is settled is due a moment after all the rest.
    time = START_MS + (order.kind == "settle")
    entry = write(book, order, signature, changes, time=time, texts=texts, seed=seed, shares=shares, handle=handle)
    return entry.n


def wrong_ways(scene: Scene, kind: str) -> list[str]:
    """Give every way of signing that is not right for a kind."""
    right = {scene.rights[kind]} | ({"another", "shop", "another shop"} if kind in ANYBODYS else set())
    if kind in {"sale.new", "shift.open"}:
        # It must be a shop.
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


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_wrong_party_that_wrote_past_the_door_is_found_twice(scene: Scene, kind: str, tmp_path: Path) -> None:
    for number, way in enumerate(wrong_ways(scene, kind)):
        rich = copy(scene.rich, tmp_path / f"ledger-{number}")
        book = open_book(rich.path)
        order, signature, _ = signed(scene, kind, way)
        if scene.rights[kind] and kind != "ledger.open":
            right, _, _ = signed(scene, kind, scene.rights[kind])
            right = right if KINDS[kind].signed_by != ("new",) else order
            changes = renamed(wanted_changes(book, right, START_MS), right.name, order.name)
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


@pytest.mark.slow
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

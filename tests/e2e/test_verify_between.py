"""What people wrote past the door to each other, but nobody may do: the audit and the second opinion find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain.accounts import main_account
from paycli.domain.ids import key_id
from paycli.domain.kinds import RULES_OF
from paycli.domain.orders import settle_order
from paycli.signing import sign_order
from tests.support.auditing import faults_of
from tests.support.between_people import HOUR_MS
from tests.support.circle import START_MS, Circle, Party
from tests.support.forger import open_book, raw_order, second_opinion, wanted_changes, write
from tests.support.ids import order_id
from tests.support.ledgers import new_ledger
from tests.support.misses import Misses
from tests.support.people_acts import (
    ANSWERED,
    ARRIVES,
    answer,
    asks,
    block,
    pays,
    put_aside,
    request_body,
    trust,
    wallet,
    want,
)
from tests.support.rich import Rich
from tests.support.tampering import copy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from paycli.domain.state import Changes

PEOPLE = {"waiting", "requests", "contacts"}
DUE_MS = START_MS + 1


class Scene(NamedTuple):
    """A ledger, who is there, and by name the objects and payments that orders may be about."""

    rich: Rich
    parties: Mapping[str, Party]
    names: Mapping[str, str]
    # By kind a lawful body and who may sign it.
    lawful: Mapping[str, tuple[str, dict[str, Any]]]


class Forged(NamedTuple):
    """What somebody changed in a lawful order, or who signed in place of whom; the money goes as the forger says.

    `time` is the entry's; what it changes is what the lawful order would have changed in its time.
    """

    kind: str
    wrong: dict[str, Any] = {}  # noqa: RUF012  nobody writes into it
    who: str = ""
    lawful: dict[str, Any] = {}  # noqa: RUF012  nor into this
    time: int = START_MS


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    path = new_ledger(tmp_path_factory.mktemp("between"))
    book = open_book(path)
    circle = Circle(book, people=("ming", "li", "bo", "zoe"), cash_minor=900_00)
    names = {
        "waits": put_aside(circle), "arrives": put_aside(circle, **ARRIVES), "done": put_aside(circle),
        "over": put_aside(circle, expires_ms=1), "came": put_aside(circle, arrives_ms=1, expires_ms=None),
        "blocked": put_aside(circle, to=wallet(circle, "bo"), arrives_ms=1, expires_ms=None),
        "request": asks(circle, ("li", 5_00), ("bo", 6_00)), "half": asks(circle, ("li", 5_00), ("bo", 6_00)),
        "late": asks(circle, ("li", 5_00), expires_ms=1), "sent": circle.send("ming", "li", 5_00),
    }  # fmt: skip
    named = {name: posted.order.name for name, posted in names.items()}
    answer(circle, "accept", named["done"], "li")
    pays(circle, named["half"])
    block(circle, "bo", "ming")
    want(circle, "zoe", "receive", "asked")
    want(circle, "cafe", "requests", "none")
    want(circle, "zoe", "requests", "trusted")
    for _ in range(5):
        asks(circle, ("li", 1), by="zoe")
    trust(circle, "zoe", "li")
    li, ming = wallet(circle, "li"), wallet(circle, "ming")
    money: dict[str, Any] = {"amount": 5_00, "currency": "EUR"}
    batch = {"label": None, "currency": "EUR", "total": 9_00, "count": 3, "expires_ms": HOUR_MS}
    of = circle.do("batch.new", batch, circle.people["ming"]).order.name
    lawful = {
        "send.wait": ("ming", {"to": li, **money, "note": None, **ANSWERED}),
        "accept": ("li", {"of": named["waits"]}),
        "decline": ("li", {"of": named["waits"], "note": None}),
        "cancel": ("ming", {"of": named["waits"]}),
        "send.back": ("li", {"of": named["sent"], "to": ming, **money, "note": None}),
        "request.new": ("ming", request_body(circle)),
        "request.pay": ("li", {"request": named["request"], "to": ming, **money}),
        "wallet.set": ("li", {"name": "receive", "value": "asked"}),
        "contact.trust": ("li", {"wallet": ming, "trusted": True}),
        "contact.block": ("li", {"wallet": ming, "blocked": True}),
        "send": ("ming", {"to": li, **money, "note": None}),
        "batch.row": ("ming", {"of": of, "to": li, **money, "note": None}),
        "batch.send": ("ming", {"label": None, "currency": "EUR", "rows": [[li, 5_00, None]]}),
    }  # fmt: skip
    known = circle.known
    book.close()
    return Scene(Rich(path, str(circle.ledger), ming, known), circle.people, named, lawful)


# --- forging ---------------------------------------------------------------------------------------------------------
def replaced(changes: Changes, old: str, new: str, amount: int | None) -> Changes:
    """Let the money go to or from another wallet, and as much of it as the forger says."""
    transfers = tuple(
        each._replace(
            debit=each.debit.replace(old, new), credit=each.credit.replace(old, new),
            amount_minor=each.amount_minor if amount is None else amount,
        )
        for each in changes.transfers
    )  # fmt: skip
    return changes._replace(transfers=transfers)


def bring(scene: Scene, folder: Path, forged: Forged) -> tuple[list[str], list[str], int]:
    """Write a forged order past the door with what it is to change; give what both find, and its place."""
    right, body = scene.lawful[forged.kind]
    body = body | forged.lawful
    whose, signer = scene.parties[right], scene.parties[forged.who or right]
    fields = {"at": START_MS, "id": order_id(99), "kind": forged.kind, "ledger": scene.rich.ledger}
    lawful = raw_order(fields | {"body": body, "key": key_id(whose.public), "wallet": whose.wallet})
    order = raw_order(fields | {"body": body | forged.wrong, "key": key_id(signer.public), "wallet": signer.wallet})
    rich = copy(scene.rich, folder)
    book = open_book(rich.path)
    changes = wanted_changes(book, lawful, START_MS)
    changes = replaced(changes, str(whose.wallet), str(signer.wallet), forged.wrong.get("amount"))
    if "to" in forged.wrong:
        changes = replaced(changes, body["to"], forged.wrong["to"], None)
    entry = write(book, order, sign_order(signer.seed, order), changes, time=forged.time)
    faults = faults_of(book, rich.ledger)
    book.close()
    return faults, second_opinion(rich.path), entry.n


def found_twice(scene: Scene, folder: Path, forged: Forged) -> None:
    faults, others, n = bring(scene, folder, forged)
    assert any(fault.startswith(f"entry {n}: ") for fault in faults), faults
    assert any(fault.startswith(f"entry {n} (") for fault in others), others


def wallets(scene: Scene, *handles: str) -> list[str]:
    return [str(scene.parties[handle].wallet) for handle in handles]


def of_what_waits(scene: Scene) -> dict[str, Forged]:
    """Give what nobody may do with money that waits, or give back."""
    named = scene.names
    ming, bo, zoe, cafe = wallets(scene, "ming", "bo", "zoe", "cafe")
    return {
        "what waits without an end": Forged("send.wait", {"expires_ms": None}),
        "what waits with two ends": Forged("send.wait", {"arrives_ms": 1}),
        "what waits for oneself": Forged("send.wait", {"to": ming}),
        "what waits for who blocked its maker": Forged("send.wait", {"to": bo}),
        "what arrives at who wants to be asked": Forged("send.wait", {"to": zoe, **ARRIVES}),
        "an accept by somebody else": Forged("accept", who="bo"),
        "an accept by its maker": Forged("accept", who="ming"),
        "an accept of what arrives by itself": Forged("accept", {"of": named["arrives"]}),
        "an accept of what was accepted": Forged("accept", {"of": named["done"]}),
        "an accept that is late": Forged("accept", {"of": named["over"]}, time=DUE_MS),
        "an accept of a request": Forged("accept", {"of": named["request"]}),
        "a return by somebody else": Forged("decline", who="bo"),
        "a return by its maker": Forged("decline", who="ming"),
        "a return of what was accepted": Forged("decline", {"of": named["done"]}),
        "a return of what arrives by itself": Forged("decline", {"of": named["arrives"]}),
        "a return that is late": Forged("decline", {"of": named["over"]}, time=DUE_MS),
        "what waits, taken back by its payee": Forged("cancel", who="li"),
        "what was accepted, taken back": Forged("cancel", {"of": named["done"]}),
        "what is over, taken back": Forged("cancel", {"of": named["came"]}, time=DUE_MS),
        "more given back than was paid": Forged("send.back", {"amount": 5_01}),
        "something given back by who got nothing": Forged("send.back", who="bo"),
        "something given back to who did not pay": Forged("send.back", {"to": cafe}),
        "something given back in another currency": Forged("send.back", {"currency": "JPY"}),
        "what waits, given back": Forged("send.back", {"of": named["waits"]}),
        "what is on its way, given back": Forged("send.back", {"of": named["arrives"]}),
        "what nobody paid, given back": Forged("send.back", {"of": named["request"]}),
    }  # fmt: skip


def of_requests(scene: Scene) -> dict[str, Forged]:
    """Give what nobody may ask, pay or decline."""
    named = scene.names
    ming, li, bo, zoe, cafe = wallets(scene, "ming", "li", "bo", "zoe", "cafe")
    asked = {"of": named["request"], "note": None}
    return {
        "a request to oneself": Forged("request.new", {"shares": [[ming, 5_00]]}),
        "a request to nobody": Forged("request.new", {"shares": [["ab" * 20, 5_00]]}),
        "a request to a wallet that wants none": Forged("request.new", {"shares": [[cafe, 5_00]]}),
        "a request to a wallet that does not trust": Forged("request.new", {"shares": [[zoe, 5_00]]}),
        "a request to who blocked its maker": Forged("request.new", {"shares": [[bo, 5_00]]}),
        "a request to one twice": Forged("request.new", {"shares": [[li, 5_00], [li, 1]]}),
        "a sixth request to one wallet": Forged("request.new", who="zoe"),
        "a request for nothing": Forged("request.new", {"shares": [[li, 0]]}),
        "a request for too much": Forged("request.new", {"shares": [[li, 10**15 - 1], [cafe, 1]]}),
        "a request for ever": Forged("request.new", {"expires_ms": None}),
        "a request due by a word": Forged("request.new", {"due_at": "tomorrow"}),
        "a share paid by somebody else": Forged("request.pay", who="zoe"),
        "a share paid by who is asked for another one": Forged("request.pay", who="bo"),
        "a share paid with less": Forged("request.pay", {"amount": 4_99}),
        "a share paid with more": Forged("request.pay", {"amount": 5_01}),
        "a share paid to somebody else": Forged("request.pay", {"to": bo}),
        "a share paid in yen": Forged("request.pay", {"currency": "JPY"}),
        "a share paid twice": Forged("request.pay", {"request": named["half"]}),
        "a share paid late": Forged("request.pay", {"request": named["late"]}, time=DUE_MS),
        "a share declined by who is not asked": Forged("decline", who="zoe", lawful=asked),
        "a share declined after it was paid": Forged("decline", {"of": named["half"]}, lawful=asked),
        "a share declined late": Forged("decline", {"of": named["late"]}, lawful=asked, time=DUE_MS),
        "a request taken back by who is asked": Forged("cancel", who="li", lawful={"of": named["request"]}),
    }  # fmt: skip


def of_strangers(scene: Scene) -> dict[str, Forged]:
    """Give what nobody may choose, and what strangers may not do."""
    ming, li, zoe = wallets(scene, "ming", "li", "zoe")
    return {
        "a setting with a value of another": Forged("wallet.set", {"value": "trusted"}),
        "a setting with a value of its own": Forged("wallet.set", {"value": "some"}),
        "a setting that there is not": Forged("wallet.set", {"name": "sends"}),
        "trust in oneself": Forged("contact.trust", {"wallet": li}),
        "trust in nobody": Forged("contact.trust", {"wallet": "ab" * 20}),
        "trust taken from who has none": Forged("contact.trust", {"trusted": False}),
        "trust by a word": Forged("contact.trust", {"trusted": "yes"}),
        "a block of who is blocked": Forged("contact.block", {"wallet": ming}, who="bo"),
        "a send to one who wants to be asked": Forged("send", {"to": zoe}),
        "a row to one who wants to be asked": Forged("batch.row", {"to": zoe}),
        "rows to one who wants to be asked": Forged("batch.send", {"rows": [[zoe, 5_00, None]]}),
    }  # fmt: skip


def test_what_nobody_may_do_is_found_twice(scene: Scene, tmp_path: Path) -> None:
    table = of_what_waits(scene) | of_requests(scene) | of_strangers(scene)
    assert {each.kind for each in table.values()} >= {kind for kind, rules in RULES_OF.items() if rules in PEOPLE}
    with Misses() as misses:
        for number, (name, forged) in enumerate(table.items()):
            with misses.of(name):
                found_twice(scene, tmp_path / str(number), forged)


def test_the_lawful_orders_written_so_are_good(scene: Scene, tmp_path: Path) -> None:
    """So what is found above is what was forged, and not the way in which it was written."""
    with Misses() as misses:
        for kind in scene.lawful:
            with misses.of(kind):
                assert bring(scene, tmp_path / kind, Forged(kind))[:2] == ([], [])


# --- when its time is over -------------------------------------------------------------------------------------------
def settled(scene: Scene, folder: Path, name: str, **wrong: Any) -> tuple[list[str], list[str], int]:
    """Settle what is due past the door: at another time, dated otherwise, or with the money for another wallet."""
    rich = copy(scene.rich, folder)
    book = open_book(rich.path)
    order = settle_order(scene.names[name], DUE_MS, rich.ledger)
    changes = wanted_changes(book, order, DUE_MS)
    [moved] = changes.transfers
    moved = moved._replace(effective=wrong.get("effective", moved.effective), credit=wrong.get("credit", moved.credit))
    order = settle_order(scene.names[name], wrong.get("at", DUE_MS), rich.ledger)
    entry = write(book, order, None, changes._replace(transfers=(moved,)), time=wrong.get("time", DUE_MS))
    faults = faults_of(book, rich.ledger)
    book.close()
    return faults, second_opinion(rich.path), entry.n


def test_what_comes_back_or_arrives_early_late_or_elsewhere_is_found_twice(scene: Scene, tmp_path: Path) -> None:
    mains = {who: main_account(str(party.wallet), "EUR") for who, party in scene.parties.items()}
    wrong: dict[str, tuple[str, dict[str, Any]]] = {
        "a return before its time": ("over", {"time": START_MS}),
        "a return that is dated before it": ("over", {"effective": START_MS}),
        "a return that is dated later": ("over", {"effective": DUE_MS + 1}),
        "a return by an order of another time": ("over", {"at": DUE_MS + 1}),
        "a return to somebody else": ("over", {"credit": mains["zoe"]}),
        "a return to its payee": ("over", {"credit": mains["li"]}),
        "an arrival before its time": ("came", {"time": START_MS}),
        "an arrival that is dated later": ("came", {"effective": DUE_MS + 1}),
        "an arrival by an order of another time": ("came", {"at": DUE_MS + 1}),
        "an arrival at somebody else's": ("came", {"credit": mains["zoe"]}),
        "an arrival that comes back": ("came", {"credit": mains["ming"]}),
        "an arrival at who blocked its maker": ("blocked", {"credit": mains["bo"]}),
    }
    with Misses() as misses:
        for number, (what, (name, changed)) in enumerate(wrong.items()):
            with misses.of(what):
                faults, others, n = settled(scene, tmp_path / str(number), name, **changed)
                assert any(fault.startswith(f"entry {n}: ") for fault in faults), faults
                assert any(fault.startswith(f"entry {n} (settle)") for fault in others), others
        for name in ("over", "came", "blocked"):
            with misses.of(name):
                assert settled(scene, tmp_path / name, name)[:2] == ([], [])

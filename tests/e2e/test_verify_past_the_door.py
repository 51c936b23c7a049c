"""The second opinion on orders that their rightful signer wrote past the door, but that nobody may sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.orders import settle_order
from paycli.domain.rules import contacts
from paycli.domain.rules import groups as circles
from paycli.domain.rules.rails import done_key
from paycli.domain.texts import Text, text_commitment
from paycli.signing import public_of, sign_order
from tests.support.auditing import faults_of
from tests.support.circle import START_MS, Circle, _seed, open_as
from tests.support.forger import open_book, second_opinion, wanted_changes, write
from tests.support.ledgers import new_ledger
from tests.support.past_the_door import DRAW, HASH, ID, Forged, Scene, build_scene, write_past_the_door
from tests.support.tampering import copy

if TYPE_CHECKING:
    from pathlib import Path

DAYS_366_MS, YEAR_9999_MS = 366 * 24 * 3_600_000, 253_402_300_799_999


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return build_scene(tmp_path_factory.mktemp("values") / "ledger")


FORGED = {
    "a tip below zero": Forged("sale.pay", "ming", {"tip": -49_99}),
    "a tip without an amount": Forged("sale.pay", "ming", {"tip": False}),
    "a version that is true": Forged("send", "ming", {}, {"v": True}),
    "a sale for ever": Forged("sale.new", "cafe", {"expires_ms": float("inf")}),
    "a sale till no time": Forged("sale.new", "cafe", {"expires_ms": float("nan")}),
    "a sale that is over": Forged("sale.new", "cafe", {"expires_ms": 0}),
    "a sale for over a year": Forged("sale.new", "cafe", {"expires_ms": DAYS_366_MS + 1}),
    "an invitation for half a minute too few": Forged("wallet.invite", "operator", {"expires_ms": -30_000}),
    "a rule of one's own": Forged("envelope.send", "ming", {"draw": DRAW | {"rule": "mine-1"}}),
    "a draw with a word more": Forged("envelope.send", "ming", {"draw": DRAW | {"x": "y"}}),
    "an envelope from year 10000 on": Forged("envelope.send", "ming", {"opens_at": YEAR_9999_MS + 1}),
    "an envelope after all integers": Forged("envelope.send", "ming", {"opens_at": 2**53}),
    "a wallet twice": Forged("envelope.send", "ming", {"audience": ["ab" * 20, "ab" * 20]}),
    "501 wallets": Forged("envelope.send", "ming", {"audience": [f"{n:040x}" for n in range(501)]}),
    "personal text in the log": Forged("send", "ming", {"note": {"x": [1]}}),
    "a note in clear": Forged("cash.in", "operator", {"note": "for the dentist"}),
    "a note in upper case": Forged("send", "ming", {"note": HASH.upper()}),
    "lines in clear": Forged("sale.new", "cafe", {"lines": [{"what": "noodles"}]}),
    "a handle in clear": Forged("wallet.open", "new", {"handle": "ming"}),
    "a name in clear": Forged("wallet.open", "new", {"name": "Ming Li"}),
    "a shop by number": Forged("wallet.open", "new", {"shop": 1}),
    "a key in upper case": Forged("wallet.open", "new", {"public": public_of(b"n" * 32).upper()}),
    "an invitation for a handle in clear": Forged("wallet.invite", "operator", {"handle": "ming"}),
    "a claim in upper case": Forged("wallet.invite", "operator", {"claim": HASH.upper()}),
    "a scope": Forged("key.add", "ming", {"scope": {"most": 5}}),
    "a proof that nobody asked for": Forged("wallet.admit", "operator", {"proof": "00" * 64}),
    "a rail in upper case": Forged("rail.admit", "operator", {"rail": "Bank"}),
    "a reference in two words": Forged("rail.done", "sandbox", {"reference": "two words"}),
    "a limit above all integers": Forged("setting.set", "operator", {"value": 2**53}),
    "a limit above all amounts": Forged("setting.set", "operator", {"value": 10**15}),
    "a limit below zero": Forged("setting.set", "operator", {"value": -1}),
    "a limit that is true": Forged("setting.set", "operator", {"value": True}),
    "a setting that there is not": Forged("setting.set", "operator", {"name": "least_per_order:EUR"}),
    "a limit in a currency that there is not": Forged("setting.set", "operator", {"name": "most_per_order:XYZ"}),
    "credit below zero": Forged("credit.set", "operator", {"amount": -50_00}),
    "credit above all amounts": Forged("credit.set", "operator", {"amount": 10**15}),
    "a currency in lower case": Forged("currency.add", "operator", {"currency": "chf"}),
    "seven decimals": Forged("currency.add", "operator", {"exponent": 7}),
    "true decimals": Forged("currency.add", "operator", {"exponent": True}),
    "an id in upper case": Forged("send", "ming", {}, {"id": ID[:-1] + "A"}),
    "an id with a space": Forged("send", "ming", {}, {"id": ID[:2] + " " + ID[2:]}),
    "an id of version 4": Forged("send", "ming", {}, {"id": ID[:12] + "4" + ID[13:]}),
    "an id of another variant": Forged("send", "ming", {}, {"id": ID[:16] + "c" + ID[17:]}),
    "a place with a word more": Forged("send", "ming", {}, {"seen": {"root": HASH, "size": 1, "x": 1}}),
    "another ledger": Forged("send", "ming", {}, {"ledger": "0" * 32}),
    "a request to join that nobody made": Forged("wallet.reject", "operator", {"wallet": "ab" * 20}),
    "a key more": Forged("send", "ming", {}, {"and": 1}),
}  # fmt: skip


EDGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("credit.set", "operator", {"amount": 0}),
    ("credit.set", "operator", {"amount": 10**15 - 1}),
    ("setting.set", "operator", {"value": 0}),
    ("setting.set", "operator", {"value": None}),
    ("setting.set", "operator", {"value": 10**15 - 1}),
    ("currency.add", "operator", {"exponent": 6}),
    ("sale.pay", "ming", {"tip": 1}),
    ("sale.new", "cafe", {"amount": 10**15 - 1, "expires_ms": DAYS_366_MS}),
    ("envelope.send", "ming", {"opens_at": YEAR_9999_MS, "expires_ms": DAYS_366_MS}),
    ("envelope.send", "ming", {"opens_at": 0, "expires_ms": 1, "audience": HASH}),
    ("rail.done", "sandbox", {"reference": '"\\' * 50}),
    ("rail.admit", "operator", {"rail": "a-1" + "z" * 29}),
)


@pytest.mark.parametrize(("kind", "who", "body"), EDGES)
def test_what_is_just_within_the_bounds_is_good(
    scene: Scene, tmp_path: Path, kind: str, who: str, body: dict[str, Any]
) -> None:
    lawful = scene._replace(bodies=scene.bodies | {kind: scene.bodies[kind] | body})
    rich = copy(scene.rich, tmp_path / "ledger")
    faults = write_past_the_door(lawful, rich, Forged(kind, who, {}))
    assert not any(fault.startswith("entry ") for fault in faults), faults
    assert second_opinion(rich.path) == []


@pytest.mark.parametrize("name", FORGED)
def test_what_the_rightful_signer_may_not_say_is_found_twice(scene: Scene, tmp_path: Path, name: str) -> None:
    rich, n = copy(scene.rich, tmp_path / "ledger"), scene.rich.seen.size + 1
    faults = write_past_the_door(scene, rich, FORGED[name])
    assert any(fault.startswith(f"entry {n}: ") for fault in faults), faults
    assert any(fault.startswith(f"entry {n} (") for fault in second_opinion(rich.path))


def test_the_lawful_orders_written_so_are_good(scene: Scene, tmp_path: Path) -> None:
    signers = {forged.kind: forged.who for forged in FORGED.values()}
    assert signers.keys() == scene.bodies.keys()
    for kind, who in signers.items():
        rich = copy(scene.rich, tmp_path / kind)
        write_past_the_door(scene, rich, Forged(kind, who, {}))
        assert second_opinion(rich.path) == [], kind


def test_a_draw_from_another_seed_than_the_one_committed_to_is_found_twice(scene: Scene, tmp_path: Path) -> None:
    rich, n = copy(scene.rich, tmp_path / "ledger"), scene.rich.seen.size + 1
    assert write_past_the_door(scene, rich, Forged("envelope.send", "ming", {}), seed=b"o" * 32)
    assert any(fault.startswith(f"entry {n} (envelope.send)") for fault in second_opinion(rich.path))


@pytest.mark.parametrize("by", [None, "li", "operator"])
def test_a_settlement_is_good_only_if_nobody_signed_it(scene: Scene, tmp_path: Path, by: str | None) -> None:
    rich, n = copy(scene.rich, tmp_path / "ledger"), scene.rich.seen.size + 1
    book = open_book(rich.path)
    order = settle_order(scene.due, START_MS + 1, rich.ledger)
    signature = sign_order(scene.parties[by].seed, order) if by else None
    write(book, order, signature, wanted_changes(book, order, START_MS + 1), time=START_MS + 1)
    faults = faults_of(book, rich.ledger)
    book.close()
    found = (
        any(fault.startswith(f"entry {n}: ") for fault in faults),
        any(fault.startswith(f"entry {n} (settle)") for fault in second_opinion(rich.path)),
    )
    assert found == ((False, False) if by is None else (True, True))


@pytest.mark.slow
def test_more_than_five_hundred_of_anything_are_found_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_ledger(tmp_path)
    book = open_book(path)
    circle = Circle(book, people=("ming",), cash_minor=0)
    ming, ledger = circle.people["ming"], str(circle.ledger)
    circle.do("setting.set", {"name": "most_join_requests", "value": 501}, circle.operator)
    opened = [open_as(circle, f"w{number}", _seed(f"w{number}")).wallet for number in range(501)]
    admissions = [{"wallet": wallet, "invite": None, "proof": None} for wallet in opened]
    circle.post_all([circle.order("wallet.admit", body, circle.operator) for body in admissions])
    blocks = [{"wallet": wallet, "blocked": True} for wallet in opened]
    circle.post_all([circle.order("contact.block", body, ming) for body in blocks[:500]])
    trusts = [{"wallet": wallet, "trusted": True} for wallet in opened]
    circle.post_all([circle.order("contact.trust", body, ming) for body in trusts[:500]])
    salt = "ab" * 32
    named, texts = text_commitment(salt, "many"), (Text("handle", salt, "many"),)
    group = circle.do("group.new", {"handle": named, "members": opened[:499]}, ming, texts=texts).order.name
    assert second_opinion(path) == faults_of(book, ledger) == []

    for rules in (circles, contacts):
        monkeypatch.setattr(rules, "WALLETS_MOST", 1000)
    one_more: list[tuple[str, dict[str, Any]]] = [
        ("group.add", {"of": group, "wallets": opened[499:500]}),
        ("contact.block", blocks[500]),
        ("contact.trust", trusts[500]),
        ("group.new", {"handle": named, "members": opened[:500]}),
    ]
    written = []
    for kind, body in one_more:
        order, signature = circle.order(kind, body, ming)[:2]
        written.append(write(book, order, signature, wanted_changes(book, order, order.at), time=order.at).n)
    monkeypatch.undo()
    for faults in (second_opinion(path), faults_of(book, ledger)):
        found = {re.split(r"[ :]", fault)[1] for fault in faults if fault.startswith("entry ")}
        assert found == {str(n) for n in written}, faults
    book.close()


def test_a_lucky_packet_without_room_for_all_that_is_left_is_found_twice(tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    book = open_book(path)
    circle = Circle(book, people=("ming", "li"), cash_minor=10_00)
    li, ledger = circle.people["li"], str(circle.ledger)
    envelope = circle.envelope("ming", 3_00, 3).order.name
    order, signature = circle.order("envelope.grab", {"envelope": envelope, "proof": None}, li)[:2]
    changes = wanted_changes(book, order, order.at)
    # The share alone has room: 300 more is what the account cannot hold.
    top_up = circle.do("topup.ask", {"rail": "sandbox", "amount": 10**15 - 13_00, "currency": "EUR"}, li).order.name
    answer = {"of": top_up, "reference": "r"}
    n = circle.do("rail.done", answer, circle.sandbox, key=done_key(top_up)).n + 1
    assert second_opinion(path) == faults_of(book, ledger) == []

    [claim] = changes.claims
    write(book, order, signature, changes._replace(claims=(claim._replace(n=n),)), time=order.at)

    for faults in (second_opinion(path), faults_of(book, ledger)):
        assert faults[0].startswith(f"entry {n}"), faults
    book.close()

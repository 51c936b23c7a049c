"""A ledger in which every kind of order has happened, as a file, with the profile of a client who knows it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.app.machine import LocalMachine
from paycli.domain import draw
from paycli.domain.book import Head
from paycli.domain.ids import claim_message, key_id, name_of, uuid7, uuid8_of_key
from paycli.domain.known import Known
from paycli.domain.merkle import pack, unpack
from paycli.domain.ports import Profile
from paycli.domain.rules.rails import done_key
from paycli.domain.texts import Text, text_commitment
from paycli.home.profiles import Profiles
from paycli.signing import CRYPTO, claim_proof, claim_seed, derive, public_of, sign
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support import counter_bodies
from tests.support.between_people import between_people
from tests.support.circle import Circle, Party
from tests.support.mandates import add_mandate, grant, scope
from tests.support.scenes import built_once
from tests.support.shop_days import said, shop_days

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from paycli.app.opened import OpenedApp
    from paycli.domain.book import Seen
    from paycli.services.engine.posting import Posted

HOUR_MS = 3_600_000


class Rich(NamedTuple):
    """A rich ledger's file, its id, the wallet that the client acts for and the place that it saw last."""

    path: Path
    ledger: str
    wallet: str
    known: Known

    @property
    def seen(self) -> Seen:
        """The place as an order names it."""
        return self.known.seen


def build(folder: Path, money: str = "play") -> Rich:
    """Make the ledger in a folder that does not exist yet, and leave its file complete, without a log beside it."""
    path = folder / "rich.db"
    create_ledger(path)
    book = SqliteBook(path, CRYPTO)
    circle = fill(book, money)
    with book.view() as view:
        head = view.head()
    book.close()
    assert circle.ledger is not None
    return Rich(path, circle.ledger, str(circle.people["ming"].wallet), Known(circle.ledger, head))


def built(factory: pytest.TempPathFactory) -> Rich:
    """Give this worker's copy of the rich ledger that is built once in a run."""

    def make(folder: Path) -> None:
        rich = build(folder / "ledger")
        size, time, frontier = rich.known.head
        kept = [rich.ledger, rich.wallet, size, time, pack(frontier).hex()]
        (folder / "rich.json").write_text(json.dumps(kept), encoding="utf-8")

    folder = built_once(factory, "rich", make)
    ledger, wallet, size, time, frontier = json.loads((folder / "rich.json").read_text(encoding="utf-8"))
    known = Known(ledger, Head(size, time, unpack(bytes.fromhex(frontier))))
    return Rich(folder / "ledger" / "rich.db", ledger, wallet, known)


def client(rich: Rich, home: Path, *, knows_place: bool = True) -> LocalMachine:
    """Give the machine of a client who has a profile of the ledger, and knows how far its log went or does not."""
    home.mkdir(mode=0o700, exist_ok=True)
    profiles = Profiles(home)
    profile = Profile("ming", str(rich.path), rich.ledger, rich.wallet, "sealed", True, (), None)
    profiles.save(profile)
    profiles.use(profile)
    if knows_place:
        profiles.remember(rich.known)
    return LocalMachine({"PAYCLI_HOME": str(home)}, None)


def opened(rich: Rich, home: Path, *, knows_place: bool = True) -> OpenedApp:
    """Open the client's profile."""
    machine = client(rich, home, knows_place=knows_place)
    return machine.open(machine.profiles()[0])


def fill(book: SqliteBook, money: str = "play") -> Circle:
    """Let every kind of order happen, in every way that leaves other rows behind."""
    circle = Circle(
        book, money=money, currencies=(("EUR", 2), ("JPY", 0)), people=("ming", "li", "bo", "zoe"), cash_minor=100_00
    )
    _people(circle)
    _settings(circle)
    _circles(circle)
    _edge(circle, "sandbox" if money == "play" else "cash")
    _envelopes(circle)
    _sales(circle)
    shop_days(circle)
    _batches(circle)
    between_people(circle)
    circle.clock.now += HOUR_MS
    circle.do("clock.set", {"now": circle.clock.now}, circle.operator)
    _send(circle, "li", "ming", 7_77, "the last word", seen=circle.seen)
    return circle


def _send(circle: Circle, payer: str, payee: str, amount_minor: int, note: str, **more: Any) -> Posted:
    salt = os.urandom(32).hex()
    body = {
        "to": circle.people[payee].wallet,
        "amount": amount_minor,
        "currency": "EUR",
        "note": text_commitment(salt, note),
    }
    return circle.do("send", body, circle.people[payer], texts=(Text("note", salt, note),), **more)


def _people(circle: Circle) -> None:
    secret = derive(circle.operator.seed, "secret", "00" * 16)[:16]
    claim = public_of(claim_seed(secret))
    invites = [
        circle.do("wallet.invite", {"claim": claim, "handle": None, "expires_ms": HOUR_MS}, circle.operator).order.name
        for _ in range(2)
    ]
    guest = circle.open_wallet("guest")
    proof = claim_proof(secret, invites[0], str(guest.wallet))
    circle.do("wallet.admit", {"wallet": guest.wallet, "invite": invites[0], "proof": proof}, guest)
    circle.people["guest"] = guest
    circle.people["waiting"] = circle.open_wallet("waiting")
    circle.do("wallet.reject", {"wallet": circle.open_wallet("nobody").wallet}, circle.operator)
    ming = circle.people["ming"]
    keys = [add_key(circle, "ming", bytes([number]) * 32) for number in (1, 2)]
    circle.do("key.revoke", {"key": circle.order("key.revoke", {"key": "0" * 64}, keys[0]).order.key}, ming)
    body = {"to": guest.wallet, "amount": 5_00, "currency": "EUR", "note": None}
    circle.do("send", body, keys[1])
    # A mandate that has spent of each of its caps, and one that was revoked.
    caps: dict[str, Any] = {"per_order": 9_00, "per_day": 20_00, "per_month": 50_00, "total": 90_00, "count_per_day": 9}
    mandate, gone = (
        add_mandate(circle, "ming", scope(circle, grant(to=[guest.wallet], **caps), name=name), seed=bytes([at]) * 32)
        for at, name in enumerate(("payroll", "gone"), 3)
    )
    for party in (mandate, gone, mandate):
        circle.do("send", body, party)
    circle.do("key.revoke", {"key": key_id(gone.public)}, gone)


def add_key(circle: Circle, handle: str, seed: bytes) -> Party:
    """Give a wallet another key, and give the party that signs with it."""
    owner = circle.people[handle]
    order_id = uuid7(circle.clock.now, os.urandom(10))
    proof = sign(seed, claim_message(name_of(order_id, owner.wallet), str(owner.wallet)))
    circle.do("key.add", {"public": public_of(seed), "scope": None, "proof": proof}, owner, order_id=order_id)
    return Party(seed, owner.wallet)


def _settings(circle: Circle) -> None:
    operator, li = circle.operator, circle.people["li"].wallet
    circle.do("currency.add", {"currency": "CHF", "exponent": 2}, operator)
    circle.do("setting.set", {"name": "most_per_order:EUR", "value": 500_00}, operator)
    circle.do("setting.set", {"name": "most_per_order:JPY", "value": 9}, operator)
    circle.do("setting.set", {"name": "most_per_order:JPY", "value": None}, operator)
    circle.do("credit.set", {"wallet": li, "amount": 60_00, "currency": "EUR"}, operator)
    _send(circle, "li", "bo", 150_00, "more than there is")
    circle.cash_in("zoe", 3000, "JPY")


def _circles(circle: Circle) -> None:
    """Let groups grow, shrink, be left and be closed, and wallets be blocked and not any more."""
    wallets = {handle: str(party.wallet) for handle, party in circle.people.items()}
    made = {}
    for handle, members in (("dinner", ["li", "bo"]), ("over", ["zoe"])):
        salt = os.urandom(32).hex()
        body = {"handle": text_commitment(salt, handle), "members": [wallets[member] for member in members]}
        texts = (Text("handle", salt, handle),)
        made[handle] = circle.do("group.new", body, circle.people["ming"], texts=texts).order.name
    ming, li, dinner = circle.people["ming"], circle.people["li"], made["dinner"]
    circle.do("group.add", {"of": dinner, "wallets": [wallets["zoe"], wallets["guest"]]}, ming)
    circle.do("group.remove", {"of": dinner, "wallets": [wallets["zoe"]]}, ming)
    circle.do("group.remove", {"of": dinner, "wallets": [wallets["li"]]}, li)
    circle.do("group.close", {"of": made["over"]}, ming)
    salt = os.urandom(32).hex()
    name = {"name": text_commitment(salt, "Ming the Second")}
    circle.do("wallet.rename", name, ming, texts=(Text("name", salt, "Ming the Second"),))
    for blocked, handle in ((True, "cafe"), (True, "guest"), (False, "cafe")):
        circle.do("contact.block", {"wallet": wallets[handle], "blocked": blocked}, circle.people["zoe"])


def answer(circle: Circle, kind: str, asked: str, party: Party, **more: Any) -> Posted:
    """Let a rail end a top-up or withdrawal."""
    order_id = uuid8_of_key(str(circle.ledger), None, done_key(asked))
    return circle.do(kind, {"of": asked, "reference": f"ref-{asked}"}, party, order_id=order_id, **more)


def _edge(circle: Circle, rail: str) -> None:
    party = circle.sandbox if rail == "sandbox" else circle.operator
    asks = ["topup.ask"] * 3 + ["withdraw.ask"] * 3 if rail == "sandbox" else ["withdraw.ask"] * 3
    for position, kind in enumerate(asks):
        body = {"rail": rail, "amount": 10_00 + position, "currency": "EUR"}
        asked = circle.do(kind, body, circle.people["bo"]).order.name
        if position % 3 < 2:
            answer(circle, ("rail.done", "rail.failed")[position % 3], asked, party)
    body = {"rail": "cash", "amount": 3_00, "currency": "EUR"}
    answer(circle, "rail.done", circle.do("withdraw.ask", body, circle.people["bo"]).order.name, circle.operator)


def _envelopes(circle: Circle) -> None:
    people = circle.people
    integrity = circle.envelope("bo", 8_88, 3).order.name
    taken_back = circle.envelope("bo", 9_00, 4, rule=draw.DOUBLE_MEAN).order.name
    late = circle.envelope("bo", 10_00, 3, rule=draw.EQUAL, expires_ms=1_000).order.name
    named = circle.envelope("bo", 6_66, 5, audience=[people["ming"].wallet, people["zoe"].wallet]).order.name
    secret = b"a bearer secret."
    linked = circle.envelope("ming", 7_00, 2, rule=draw.DOUBLE_MEAN, audience=public_of(claim_seed(secret))).order.name
    circle.envelope("zoe", 1_23, 3, rule=draw.EQUAL)
    for handle in ("ming", "li", "zoe"):
        circle.grab(handle, integrity)
    circle.grab("ming", taken_back)
    circle.do("cancel", {"of": taken_back}, people["bo"])
    circle.grab("bo", late)
    circle.grab("zoe", named)
    proof = claim_proof(secret, linked, str(people["li"].wallet))
    circle.do("envelope.grab", {"envelope": linked, "proof": proof}, people["li"])
    circle.clock.now += 2_000
    _send(circle, "zoe", "ming", 1, "brings what is due home")


def _batches(circle: Circle) -> None:
    """Let one batch be paid out, and of three a part: one is taken back, one is over, one is open."""
    ming, li, zoe = (circle.people[handle] for handle in ("ming", "li", "zoe"))
    for rows, expires_ms in ((2, HOUR_MS), (3, HOUR_MS), (3, 1_000), (3, 24 * HOUR_MS)):
        salt = os.urandom(32).hex()
        label = text_commitment(salt, f"wages of {rows}")
        body = {"label": label, "currency": "EUR", "total": rows * 11, "count": rows, "expires_ms": expires_ms}
        batch = circle.do("batch.new", body, ming, texts=(Text("label", salt, f"wages of {rows}"),)).order.name
        for payee in (li, zoe):
            salt = os.urandom(32).hex()
            row = {"of": batch, "to": payee.wallet, "amount": 11, "currency": "EUR"}
            note = text_commitment(salt, "wages")
            circle.do("batch.row", {**row, "note": note}, ming, texts=(Text("note", salt, "wages"),))
        if (rows, expires_ms) == (3, HOUR_MS):
            circle.do("cancel", {"of": batch}, ming)
    _rows_at_once(circle)


def _rows_at_once(circle: Circle) -> None:
    """Let three rows be paid by one order, two of them to one wallet, two with a note."""
    salts = {name: os.urandom(32).hex() for name in ("label", "note:0", "note:2")}
    texts = tuple(Text(name, salt, f"the {name}") for name, salt in salts.items())
    opened = {text.field: text_commitment(text.salt, text.text) for text in texts}
    rows = [
        [circle.people[handle].wallet, amount_minor, opened.get(f"note:{at}")]
        for at, (handle, amount_minor) in enumerate((("li", 5), ("zoe", 6), ("li", 7)))
    ]
    body = {"label": opened["label"], "currency": "EUR", "rows": rows}
    circle.do("batch.send", body, circle.people["ming"], texts=texts)


def _sale(circle: Circle, amount_minor: int, expires_ms: int = 120_000) -> str:
    lines, salt = f'[{{"amount":{amount_minor},"what":"noodles"}}]', os.urandom(32).hex()
    body = counter_bodies.sale(amount_minor, lines=text_commitment(salt, lines), expires_ms=expires_ms)
    texts = (Text("lines", salt, lines),)
    return circle.do("sale.new", body, circle.people["cafe"], texts=texts).order.name


def _sales(circle: Circle) -> None:
    cafe, zoe = circle.people["cafe"], circle.people["zoe"]
    for refunded in (0, 5_00, 13_75):
        sale = _sale(circle, 12_50)
        circle.do("sale.pay", counter_bodies.pay(sale, cafe.wallet, 12_50, tip=1_25), zoe)
        if refunded:
            tip = max(0, refunded - 12_50)
            said(circle, "refund", counter_bodies.refund(sale, zoe.wallet, refunded - tip, tip=tip), cafe, "cold")
    circle.do("cancel", {"of": _sale(circle, 4_00)}, cafe)
    _sale(circle, 3_00, expires_ms=1_000)
    _sale(circle, 2_00, expires_ms=24 * HOUR_MS)

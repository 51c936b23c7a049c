"""Receipts that prove themselves: saved by shop and guest, checked in an empty home, and each lie in them found."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.app.opening import Wanted, open_app
from paycli.domain import canonical
from paycli.domain.ids import key_id
from paycli.domain.paper_codes import read_paper
from paycli.domain.receipt_proof import check
from paycli.domain.receipts import encode, read_receipt
from paycli.errors import QrMalformed, ReceiptInvalid
from paycli.home.contacts import ContactFile
from paycli.services.reading.reader import reading
from paycli.services.sales.receipt_files import receipt_file
from paycli.signing import CRYPTO, public_of, sign, verify
from tests.support.inside import Household, in_process
from tests.support.scenes import built_once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FLIPS = 300


class Scene(NamedTuple):
    """A café with two tills and a kiosk: the receipts of a sale by shop and guest, before and after a refund."""

    folder: Path

    def data(self, name: str) -> bytes:
        """Give the bytes of a receipt."""
        return (self.folder / f"{name}.json").read_bytes()

    def wire(self, name: str) -> Any:
        """Give what stands in it, to be changed."""
        return json.loads(self.data(name))


def _build(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        house = Household(folder / "house", patch).begin(
            "li", shops=("cafe", "kiosk"), cash={"ming": "100", "li": "50"}
        )
        for till in ("1", "2"):
            house.run("pos", "setup", till, "--as", "cafe", "--out", str(folder / f"till-{till}"))
        house.run("pos", "open", "--till", "1", "--float", "50", "--as", "cafe")

        def at_till(*words: str, till: str = "1", status: int = 0) -> dict[str, Any]:
            with pytest.MonkeyPatch.context() as key:
                key.setenv("PAYCLI_MANDATE_FILE", str(folder / f"till-{till}"))
                return house.json(*words, status=status)

        def save(name: str, *who: str, sale: str = "1-1", status: int = 0) -> dict[str, Any]:
            return house.json("receipt", "save", sale, str(folder / f"{name}.json"), *who, status=status)

        sale = at_till("pos", "charge", "12.50", "noodles \x1b[31m", "--no-wait")["id"]
        house.run("pay", sale, "--tip", "1", "--as", "ming")
        notes: dict[str, Any] = {"guest, too early": save("early", "--as", "ming", sale=sale, status=69)}
        at_till("receipt", "save", "1-1", str(folder / "shop.json"))
        notes["another till"] = at_till("receipt", "save", "1-1", str(folder / "x.json"), till="2", status=6)
        cash = at_till("pos", "charge", "3.98", "tea", "--no-wait")["id"]
        notes["not paid"] = save("open", "--as", "cafe", sale=cash, status=6)
        save("guest", "--as", "ming", sale=sale)
        at_till("pos", "cash", cash, "5")
        save("cash", "--as", "cafe", sale=cash)
        code = at_till("receipt", "code", "1-1")["qr"]
        house.run("refund", "1-1", "2.50", "cold", "--as", "cafe")
        notes |= {"code": code, "public": key_of_till(folder / "till-1")}
        notes["another shop's code"] = house.json("receipt", "code", "1-1", "--as", "kiosk", status=4)
        save("refunded", "--as", "cafe")
        there = house.json("pos", "charge", "1", "gum", "--no-wait", "--as", "kiosk")["id"]
        house.run("pay", there, "--as", "li")
        save("kiosk", "--as", "kiosk", sale=there)
        notes["since"] = house.json("receipt", "verify", str(folder / "shop.json"), "--here", "--as", "ming")
        [key] = [row for row in house.json("mandate", "list", "--as", "cafe")["items"] if row["name"] == "till-1"]
        house.run("mandate", "revoke", "till-1", "--as", "cafe")
        notes["revoked later"] = house.json("receipt", "verify", str(folder / "shop.json"), "--here", "--as", "ming")
        notes["revoked key"] = at_till("receipt", "save", "1-1", str(folder / "x.json"), status=6)
        (folder / "revoked.json").write_bytes(_signed_by_till(folder / "till-1"))
        notes["revoked before"] = house.json(
            "receipt", "verify", str(folder / "revoked.json"), "--here", "--as", "ming", status=65
        )
        notes["paper"] = house.json("receipt", "verify", code, "--as", "ming")
        notes["paper, another sum"] = house.json(
            "receipt", "verify", code.replace("/1350/", "/1351/"), "--as", "ming", status=65
        )
        notes["a paper as a sale"] = house.json("pay", code, "--as", "ming", status=65)
        (folder / "notes.json").write_text(json.dumps({**notes, "key": key["fingerprint"]}), encoding="utf-8")


def key_of_till(file: Path) -> str:
    """Give the public key of a till."""
    return public_of(bytes.fromhex(json.loads(file.read_text(encoding="utf-8"))["seed"]))


def _signed_by_till(key: Path) -> bytes:
    """Sign a receipt as of now with the key of a till that was revoked, as its thief can who reads the ledger."""
    from_file = json.loads(key.read_text(encoding="utf-8"))
    opening = open_app(None, Wanted("cafe", None, tty=False, moving=False))
    try:
        with reading(opening.app) as reader:
            made = receipt_file(opening.app, reader, "1-1")
    finally:
        opening.app.machine.close()
    seed = bytes.fromhex(from_file["seed"])
    facts = made.facts._replace(key=key_id(public_of(seed)))
    return encode(made._replace(facts=facts, signature=sign(seed, facts.signed_bytes)))


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Build the café once in a run."""
    return Scene(built_once(tmp_path_factory, "receipts", _build))


@pytest.fixture
def notes(scene: Scene) -> dict[str, Any]:
    """Give what commands answered while the café was built."""
    found: dict[str, Any] = json.loads((scene.folder / "notes.json").read_text(encoding="utf-8"))
    return found


def _verify(scene: Scene, name: str, *more: str, status: int = 0) -> dict[str, Any]:
    ended = in_process("receipt", "verify", str(scene.folder / f"{name}.json"), "--json", *more)
    assert ended.status == status, ended
    found: dict[str, Any] = json.loads(ended.out or ended.err)
    return found if status == 0 else found["error"]


def test_what_a_receipt_says_is_proven_in_an_empty_home(scene: Scene) -> None:
    shop, guest = _verify(scene, "shop"), _verify(scene, "guest")
    assert (shop["handle"], shop["receipt"], shop["amount"], shop["tip"]) == ("@cafe", "1-000001", "12.50", "1.00")
    assert (shop["tender"], shop["refunded"], shop["refunded_since"], shop["contact"]) == (
        "wallet",
        "0.00",
        None,
        False,
    )
    assert (shop["witness"], guest["witness"], guest["receipt"]) == (False, True, None)
    assert all(shop[name] == guest[name] for name in ("id", "wallet", "fingerprint", "amount", "lines", "paid_at"))
    assert _verify(scene, "refunded")["refunded"] == "2.50"
    assert (_verify(scene, "cash")["tender"], _verify(scene, "cash")["amount"]) == ("cash", "3.98")
    text = in_process("receipt", "verify", "-", stdin=scene.data("shop").decode()).out
    assert "PROVEN  13.50 EUR paid to @cafe    sale 1-000001    PLAY" in text
    assert "\x1b[31m" not in text


def test_who_can_save_which_receipt_and_when(notes: dict[str, Any]) -> None:
    assert notes["guest, too early"]["code"] == "not_witnessed"
    assert "does not sell at till 1" in notes["another till"]["message"]
    assert "not paid" in notes["not paid"]["message"]


def test_the_ledger_says_what_happened_since(notes: dict[str, Any]) -> None:
    assert (notes["since"]["refunded_since"], notes["since"]["revoked_at"]) == ("2.50", None)
    assert notes["revoked later"]["revoked_at"] is not None
    assert notes["revoked later"]["signed_by"] == notes["key"]


def test_a_key_that_was_revoked_vouches_for_nothing(scene: Scene, notes: dict[str, Any]) -> None:
    assert notes["revoked key"]["code"] == "mandate_not_in_force"
    # Only the ledger can tell.
    assert _verify(scene, "revoked")["signed_by"] == notes["key"]
    assert "was revoked by entry" in notes["revoked before"]["message"]


def test_a_receipt_of_another_shop_is_named(scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cafe = _verify(scene, "shop")["fingerprint"]
    assert _verify(scene, "shop", "--key", cafe)["handle"] == "@cafe"
    refused = _verify(scene, "kiosk", "--key", cafe, status=65)
    assert "it is of @kiosk" in refused["message"]
    # Somebody who has dealt with that shop, and somebody who knows another wallet under its name.
    home = scene.folder / "house" / "home"
    monkeypatch.setenv("PAYCLI_HOME", str(home))
    assert _verify(scene, "shop")["contact"]
    contacts = ContactFile(home, _verify(scene, "shop")["ledger"])
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path))
    ContactFile(tmp_path, _verify(scene, "shop")["ledger"]).keep(contacts.known()["kiosk"]._replace(handle="cafe"))
    assert "the @cafe that you know has the key" in _verify(scene, "shop", status=65)["message"]


def test_the_code_on_paper_is_held_against_the_ledger(notes: dict[str, Any]) -> None:
    paper = notes["paper"]
    assert (paper["receipt"], paper["paid_amount"], paper["refunded"]) == ("1-000001", "13.50", "2.50")
    assert paper["signed_by"] == notes["key"]
    # The till's key was revoked behind the code, and before it was looked at.
    assert paper["revoked_at"] is not None
    assert "no key of the shop signed it" in notes["paper, another sum"]["message"]
    assert notes["a paper as a sale"]["code"] == "code_elsewhere"
    assert notes["another shop's code"]["code"] == "not_found"


def test_no_letter_of_the_code_on_paper_can_be_another(notes: dict[str, Any]) -> None:
    text = notes["code"]
    code = read_paper(text.lower())
    assert verify(notes["public"], code.facts.signed_bytes, code.signature)
    misses = []
    for place, letter in enumerate(text):
        changed = f"{text[:place]}{'7' if letter != '7' else '8'}{text[place + 1 :]}"
        try:
            found = read_paper(changed)
        except QrMalformed:
            continue
        misses += [place] if verify(notes["public"], found.facts.signed_bytes, found.signature) else []
    assert not misses


@pytest.mark.parametrize("name", ["shop", "guest"])
def test_no_byte_of_it_can_be_another(scene: Scene, name: str) -> None:
    data = scene.data(name)
    chosen = random.Random(13)
    misses = []
    for _ in range(_FLIPS):
        place, bit = chosen.randrange(len(data)), 1 << chosen.randrange(8)
        changed = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        try:
            check(read_receipt(changed), CRYPTO)
        except ReceiptInvalid:
            continue
        misses.append((place, bit))
    assert not misses


def _entry(wire: Any, kind: str) -> Any:
    return next(each for each in wire["entries"] if f'"kind":"{kind}"' in each["order"])


def _of(kind: str) -> Callable[[Any], Any]:
    return lambda wire: wire["entries"].remove(_entry(wire, kind))


_LIES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "no opening of the ledger": ("shop", _of("ledger.open")),
    "no opening of the shop": ("shop", _of("wallet.open")),
    "no key of the till": ("shop", _of("key.add")),
    "no sale": ("shop", _of("sale.new")),
    "no payment": ("shop", _of("sale.pay")),
    "a refund left out": ("refunded", _of("refund")),
    "an entry twice": ("shop", lambda wire: wire["entries"].append(wire["entries"][-1])),
    "another order of entries": ("shop", lambda wire: wire["entries"].reverse()),
    "no texts": ("shop", lambda wire: wire.update(texts=[])),
    "another sum": ("shop", lambda wire: wire["receipt"].update(amount=1)),
    "another number": ("shop", lambda wire: wire["receipt"].update(number="1-000002")),
    "the number of another till": ("shop", lambda wire: wire["receipt"].update(number="2-000001")),
    "a number that is none": ("shop", lambda wire: wire["receipt"].update(number="1-1")),
    "no number": ("shop", lambda wire: wire["receipt"].update(number=None)),
    "another time of signing": ("shop", lambda wire: wire["receipt"].update(at=wire["receipt"]["at"] + 1)),
    "a number with a witness": ("guest", lambda wire: wire["receipt"].update(number="1-000001")),
    "two who vouch": ("guest", lambda wire: wire.update(signature="00" * 64)),
    "nobody who vouches": ("shop", lambda wire: wire.update(signature=None)),
    "another version": ("shop", lambda wire: wire.update(paycli_receipt=2)),
    "true for a version": ("shop", lambda wire: wire.update(paycli_receipt=True)),
    "one field more": ("shop", lambda wire: wire["receipt"].update(more=1)),
    "a negative size": ("shop", lambda wire: wire["receipt"].update(size=-1)),
    "a larger size": ("shop", lambda wire: wire["receipt"].update(size=wire["receipt"]["size"] + 1)),
}


def test_each_lie_in_a_receipt_is_found_and_has_a_reason(scene: Scene) -> None:
    misses = []
    for name, (which, change) in _LIES.items():
        wire = scene.wire(which)
        change(wire)
        try:
            check(read_receipt(canonical.encode(wire)), CRYPTO)
        except ReceiptInvalid as error:
            if str(error.values["reason"]):
                continue
        misses.append(name)
    assert not misses


def test_entries_of_two_sales_make_no_receipt(scene: Scene) -> None:
    # Each is true, and stands under the same root: only the story is none.
    later, cash = scene.wire("refunded"), scene.wire("cash")
    for kind in ("sale.new", "sale.take"):
        mixed = json.loads(json.dumps(cash))
        mixed["entries"] = [each for each in mixed["entries"] if each is not _entry(mixed, kind)]
        mixed["entries"] += [_entry(later, "sale.new" if kind == "sale.new" else "sale.pay")]
        mixed["entries"].sort(key=lambda each: each["n"])
        with pytest.raises(ReceiptInvalid):
            check(read_receipt(canonical.encode(mixed)), CRYPTO)


def test_hostile_files_are_refused_and_are_never_a_bug(scene: Scene) -> None:
    texts = (
        b"",
        b"\n",
        b"{}",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"{" * 100_000,
        b"9" * 100_000,
        b"\xff\xfe",
        b'"\\ud800"',
    )
    for text in (*texts, b'{"entries":' + b"9" * 2_000_000, scene.data("shop") + b" ", scene.data("shop") + b"\n"):
        with pytest.raises(ReceiptInvalid):
            read_receipt(text)

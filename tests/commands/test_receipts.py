"""Receipts that prove themselves: saved by shop and guest, checked in an empty home, and each lie in them found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from paycli.domain.paper_codes import read_paper
from paycli.errors import FileNotRead, QrMalformed
from paycli.flows.batches import opened_file
from paycli.flows.items import read_file
from paycli.flows.receipts import paper_of
from paycli.home.contacts import ContactFile
from paycli.signing import verify
from tests.support.inside import in_process
from tests.support.receipt_cafe import Scene, build_receipts
from tests.support.scenes import built_once

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Build the café once in a run."""
    return Scene(built_once(tmp_path_factory, "receipts", build_receipts))


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


def test_of_what_is_no_receipt_it_is_said_why(scene: Scene, tmp_path: Path) -> None:
    picture, cut = b"\x89PNG\r\n\x1a\n" + bytes(range(256)), scene.data("shop")[:500]
    files = {
        "picture.png": picture,
        "cut.json": cut,
        "letter.txt": b"Dear shop",
        "empty.json": b"",
        "blank.json": b"\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "a folder").mkdir()
    cases = {
        "none.json": "none.json cannot be read: there is no such file.",
        "empty.json": "empty.json cannot be read: it is empty.",
        "blank.json": "blank.json cannot be read: it is empty.",
        "a folder": "a folder cannot be read: it is a folder.",
        "picture.png": "it is not text; of a picture, scan the code",
        "cut.json": "its end is missing.",
        "letter.txt": "it is neither a file of receipt save nor the code of one on paper.",
    }
    said = {name: in_process("receipt", "verify", str(tmp_path / name)) for name in cases}
    said["stdin"], cases["stdin"] = in_process("receipt", "verify", "-", stdin=""), "stdin cannot be read: it is empty."
    missed = {
        name: said[name] for name, words in cases.items() if said[name].status != 65 or words not in said[name].err
    }
    assert missed == {}
    for read in (read_file, lambda name: opened_file(name).__enter__()):
        with pytest.raises(FileNotRead, match=r"cannot be read: it is a folder\.$"):
            read(str(tmp_path / "a folder"))


def test_a_guest_reads_by_which_line_they_keep_the_receipt(empty_house: Household, tmp_path: Path) -> None:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "20"})
    sale = house.json("pos", "charge", "3", "tea", "--as", "cafe")["id"]
    assert "paycli receipt save" not in in_process("pay", sale, "--dry-run", "--yes", "--as", "li").out
    paid = in_process("pay", sale, "--yes", "--as", "li").out
    line = paid.splitlines()[1].partition("paycli ")[2].replace("FILE", str(tmp_path / "tea.json")).split()
    house.run("pos", "charge", "4", "cake", "--as", "cafe")
    assert (line[:2], line[-2:]) == (["receipt", "save"], ["--as", "li"])
    house.run(*line)
    assert house.json("receipt", "verify", str(tmp_path / "tea.json"), "--as", "li")["id"] == sale


def test_a_receipt_is_proven_on_an_account_without_a_home(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PAYCLI_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "never made"))
    assert _verify(scene, "shop")["contact"] is False
    monkeypatch.setenv("PAYCLI_HOME", str(scene.folder / "shop.json"))
    assert _verify(scene, "shop", status=78)["code"] == "home_unusable"


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


def test_a_sale_of_a_till_whose_key_was_revoked_since_can_still_be_proven(notes: dict[str, Any]) -> None:
    """A key of a till is renewed each year; what it sold was sold."""
    assert notes["renewed"]["receipt"] == "1-000001"


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


def test_a_gift_is_not_shown_as_paid(scene: Scene, notes: dict[str, Any]) -> None:
    """The code of a gift states nothing as paid (protocol, 9)."""
    assert (notes["gift code"]["paid_amount"], notes["gift code"]["receipt"]) == ("0.00", "1-000003")
    text = in_process("receipt", "verify", str(scene.folder / "gift.json")).out
    assert text.startswith("PROVEN  4.00 EUR given away, and not paid, by @cafe ")


def test_a_code_is_of_the_wanted_shop_and_signed_by_whoever_is_believed(notes: dict[str, Any]) -> None:
    assert "and not of 00:00:00:00" in notes["of another key"]["message"]
    assert "does not sell at till 1" in notes["another till's code"]["message"]


def test_what_is_printed_carries_a_code_that_proves_it(scene: Scene, notes: dict[str, Any]) -> None:
    picture = np.array(Image.open(scene.folder / "paper.png").convert("L"))
    [found] = zxingcpp.read_barcodes(picture, try_invert=False)
    text = (scene.folder / "paper.txt").read_text(encoding="utf-8")
    for code in (found.text, paper_of(text.encode(), "paper.txt")):
        assert code is not None
        read = read_paper(code)
        assert verify(notes["public"], read.facts.signed_bytes, read.signature)
        assert (read.facts.number, read.facts.amount_minor) == ("1-000001", 1350)


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

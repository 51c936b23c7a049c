"""A café whose receipts tests look at, with what commands answered while it was built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.app.opening import Wanted, open_app
from paycli.domain.ids import key_id
from paycli.domain.receipts import encode
from paycli.services.reading.reader import reading
from paycli.services.sales.receipt_files import receipt_file, sale_to_prove
from paycli.signing import public_of, sign
from tests.support.inside import Household

if TYPE_CHECKING:
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


def build_receipts(folder: Path) -> None:
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
        notes["another till's code"] = at_till("receipt", "code", "1-1", till="2", status=6)
        gift = at_till("pos", "charge", "4", "cake", "--no-wait")["id"]
        at_till("pos", "gift", gift, "a regular")
        at_till("receipt", "save", gift, str(folder / "gift.json"))
        notes |= _codes_checked(house, code, at_till("receipt", "code", gift)["qr"])
        for form in ("txt", "png"):
            at_till("pos", "receipt", "1-1", "--out", str(folder / f"paper.{form}"))
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
        save("renewed", "--as", "cafe")
        notes["renewed"] = house.json("receipt", "verify", str(folder / "renewed.json"), "--here", "--as", "ming")
        notes["paper"] = house.json("receipt", "verify", code, "--as", "ming")
        notes["paper, another sum"] = house.json(
            "receipt", "verify", code.replace("/1350/", "/1351/"), "--as", "ming", status=65
        )
        notes["a paper as a sale"] = house.json("pay", code, "--as", "ming", status=65)
        (folder / "notes.json").write_text(json.dumps({**notes, "key": key["fingerprint"]}), encoding="utf-8")


def _codes_checked(house: Household, code: str, gift: str) -> dict[str, Any]:
    verify = ("receipt", "verify", "--as", "ming")
    return {
        "of another key": house.json(*verify, code, "--key", "00:00:00:00", status=65),
        "gift code": house.json(*verify, gift),
    }


def key_of_till(file: Path) -> str:
    """Give the public key of a till."""
    return public_of(bytes.fromhex(json.loads(file.read_text(encoding="utf-8"))["seed"]))


def _signed_by_till(key: Path) -> bytes:
    """Sign a receipt as of now with the key of a till that was revoked, as its thief can who reads the ledger."""
    from_file = json.loads(key.read_text(encoding="utf-8"))
    opening = open_app(None, Wanted("cafe", None, tty=False, moving=False))
    try:
        with reading(opening.app) as reader:
            made = receipt_file(opening.app, reader, sale_to_prove(reader, "1-1"))
    finally:
        opening.app.machine.close()
    seed = bytes.fromhex(from_file["seed"])
    facts = made.facts._replace(key=key_id(public_of(seed)))
    return encode(made._replace(facts=facts, signature=sign(seed, facts.signed_bytes)))

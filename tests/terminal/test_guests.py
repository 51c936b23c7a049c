"""A guest without a wallet: what they read when they want to pay, and the codes that lie at a till for them."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.program import at_once, paycli, paycli_json, sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = [pytest.mark.python, pytest.mark.slow]


@pytest.fixture
def shop(tmp_path: Path) -> Mapping[str, str]:
    """Give the environment of an operator with a shop @cafe."""
    env = sealed(tmp_path / "shop")
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--zone", "UTC", "--vault", "sealed", env=env)
    paycli("wallet", "new", "cafe", "--shop", env=env)
    return env


def codes(count: int, env: Mapping[str, str]) -> list[str]:
    """Have the operator make so many invitations."""
    return [paycli_json("wallet", "invite", "--as", "ming", env=env)["code"] for _ in range(count)]


def add(text: str, env: Mapping[str, str], status: int = 0) -> dict[str, object]:
    return paycli_json("pos", "guest", "--add", "-", "--as", "cafe", stdin=text, env=env, status=status)


def counts(document: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(document[f"codes_{name}"] for name in ("left", "shown", "used"))


def test_a_guest_joins_this_ledger_with_a_code_that_is_shown_once(shop: Mapping[str, str], tmp_path: Path) -> None:
    first, second = codes(2, shop)
    # As people copy them: with empty lines, in small letters, twice.
    document = add(f"\n{first.lower()}\n{second}\n{first}\n", shop)
    assert (document["added"], counts(document)) == (2, (2, 0, 0))
    assert add(first, shop)["added"] == 0

    shown = paycli_json("pos", "guest", "--as", "cafe", env=shop)
    assert (shown["code"], counts(shown)) == (first, (1, 1, 0))
    guest = sealed(tmp_path / "guest")
    joining = ("join", shown["address"], "-", "--handle", "zoe", "--vault", "sealed")
    paycli(*joining, stdin=f"{shown['code']}\n", env=guest)

    text = paycli("pos", "guest", "--as", "cafe", env=shop).stdout
    assert f"the guest types: paycli join {shown['address']}" in text
    assert f"then the code {second}, until " in text
    assert "0 more lie here; 1 shown and not used, 1 used." in text
    error = paycli_json("pos", "guest", "--as", "cafe", env=shop, status=4)["error"]
    assert error["code"] == "no_guest_code"

    [kept] = Path(shop["PAYCLI_HOME"]).rglob("guests.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_two_tills_at_once_show_two_codes(shop: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    made = codes(4, shop)
    add("\n".join(made), shop)
    for name, value in shop.items():
        monkeypatch.setenv(name, value)
    out = at_once(*[("pos", "guest", "--as", "cafe", "--json")] * 4)
    assert sorted(json.loads(each)["code"] for each in out) == sorted(made)


def test_a_wrong_code_is_named_by_its_line_and_none_is_added(shop: Mapping[str, str]) -> None:
    [good] = codes(1, shop)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    for line in (wrong, "nonsense"):
        error = add(f"{good}\n{line}\n", shop, status=6)["error"]
        assert isinstance(error, dict)
        assert (error["code"], error["line"]) == ("code_wrong", 2)
        assert error["message"] == "No code was added. That code is not right. It is in line 2."
    assert not list(Path(shop["PAYCLI_HOME"]).rglob("guests.json"))


def test_a_code_that_was_used_elsewhere_is_not_shown(shop: Mapping[str, str], tmp_path: Path) -> None:
    first, second = codes(2, shop)
    add(f"{first}\n{second}", shop)
    address = str(Path(shop["PAYCLI_HOME"], "home.db"))
    joining = ("join", address, "-", "--handle", "zoe", "--vault", "sealed")
    paycli(*joining, stdin=f"{first}\n", env=sealed(tmp_path / "guest"))
    shown = paycli_json("pos", "guest", "--as", "cafe", env=shop)
    assert (shown["code"], counts(shown)) == (second, (0, 1, 1))


def test_only_a_shop_has_codes_for_guests(shop: Mapping[str, str]) -> None:
    error = paycli_json("pos", "guest", "--as", "ming", env=shop, status=6)["error"]
    assert error["code"] == "shop_only"


def test_who_has_no_wallet_and_wants_to_pay_is_sent_to_the_till_and_not_to_init(
    shop: Mapping[str, str], tmp_path: Path
) -> None:
    sale = paycli_json("pos", "charge", "5", "tea", "--no-key", "--as", "cafe", env=shop)
    nobody = sealed(tmp_path / "nobody")
    ledger = str(Path(shop["PAYCLI_HOME"], "home.db"))
    for more in ((), ("--ledger", ledger)):
        for typed in (sale["qr"], sale["id"]):
            error = paycli_json("pay", typed, "--yes", *more, env=nobody, status=78)["error"]
            assert error["message"].startswith("Nothing was ")
            assert error["hint"] == "the till shows how to join its ledger; there somebody types: paycli pos guest"
    assert "paycli init" in paycli_json("balance", env=nobody, status=78)["error"]["hint"]

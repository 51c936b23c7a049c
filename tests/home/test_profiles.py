from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from paycli.console.hints import hint_of
from paycli.disk.durable import write_atomic
from paycli.disk.private import read_private
from paycli.domain.ports import Card, Profile
from paycli.errors import (
    CardUnknown,
    LedgerMissing,
    Misconfigured,
    NotInitialised,
    NoWalletThere,
    PaycliError,
    PermissionRefused,
    ProfileAmbiguous,
    ProfileUnknown,
    WalletAmbiguous,
)
from paycli.home.profiles import Profiles

if TYPE_CHECKING:
    from pathlib import Path

HOME_LEDGER, CLUB_LEDGER = "a" * 32, "b" * 32
VISA, MASTER = Card("c1", "sandbox", "Visa", "4242", "12/30"), Card("c2", "sandbox", "Mastercard", "4444", "01/31")


def profile(name: str, ledger: str = HOME_LEDGER, **more: Any) -> Profile:
    kept = Profile(name, f"/srv/{ledger[:1]}.db", ledger, "c" * 40, "sealed", False, (), None)
    return kept._replace(**more)


def filled(home: Path, *kept: Profile) -> Profiles:
    profiles = Profiles(home)
    for each in kept:
        profiles.save(each)
    return profiles


def test_a_profile_comes_back_as_it_was_saved(home: Path) -> None:
    whole = profile("li", address="/srv/\udcff ü.db", operator=True, cards=(VISA, MASTER), default_card="c2")
    profiles = filled(home, whole, profile("bo", CLUB_LEDGER))
    assert Profiles(home).load(HOME_LEDGER, "li") == whole
    assert profiles.list() == [whole, profile("bo", CLUB_LEDGER)]
    path = home / "profiles" / HOME_LEDGER / "li.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_profile_of_another_device_names_its_key_and_what_it_waits_for(home: Path) -> None:
    waiting = profile("li", key="ab" * 32, waits="K3XD9M2PQ7TA")
    filled(home, waiting, profile("bo"))
    assert Profiles(home).list() == [profile("bo"), waiting]
    # What most profiles are, a program that knows nothing of devices reads too.
    assert "key" not in json.loads((home / "profiles" / HOME_LEDGER / "bo.json").read_text())
    path = home / "profiles" / HOME_LEDGER / "li.json"
    for wrong in ({"key": "ab"}, {"key": 5}, {"waits": "k3xd9m2pq7ta"}, {"waits": "../../../etc"}, {"other": 1}):
        write_atomic(path, json.dumps(json.loads(path.read_text()) | wrong).encode())
        with pytest.raises(Misconfigured, match="is damaged"):
            Profiles(home).load(HOME_LEDGER, "li")
        filled(home, waiting)


def test_nothing_is_listed_where_nothing_was_saved(home: Path) -> None:
    assert Profiles(home).list() == []


def test_other_files_in_the_folder_are_no_profiles(home: Path) -> None:
    profiles = filled(home, profile("li"))
    for name in ("li.json.tmp", ".li.json.1.aa.tmp", "Li.json", "me.json", "x"):
        write_atomic(home / "profiles" / HOME_LEDGER / name, b"")
    write_atomic(home / "profiles" / "notes.json", b"")
    write_atomic(home / "profiles" / ("d" * 32), b"")
    assert profiles.list() == [profile("li")]


@pytest.mark.parametrize("name", ["../li", "/li", "", "LI", "me"])
def test_a_name_cannot_leave_the_folder(home: Path, name: str) -> None:
    profiles = filled(home, profile("li"))
    with pytest.raises(ProfileUnknown):
        profiles.load(HOME_LEDGER, name)
    with pytest.raises(Misconfigured):
        profiles.save(profile(name))
    with pytest.raises(Misconfigured):
        profiles.save(profile("li", "../" + "a" * 29))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "bo"},
        {"ledger": CLUB_LEDGER},
        {"wallet": None},
        {"operator": 1},
        {"cards": [{}]},
        {"cards": None},
        {"default_card": "c9"},
        {"paycli_profile": 2},
        {"more": ""},
    ],
    ids=str,
)
def test_a_damaged_profile_is_an_error(home: Path, change: dict[str, Any]) -> None:
    profiles = filled(home, profile("li", cards=(VISA,), default_card="c1"))
    path = home / "profiles" / HOME_LEDGER / "li.json"
    write_atomic(path, json.dumps(json.loads(read_private(path)) | change).encode())
    with pytest.raises(Misconfigured) as caught:
        profiles.load(HOME_LEDGER, "li")
    assert caught.value.exit_status == 78


def test_a_profile_that_others_can_change_is_refused(home: Path) -> None:
    profiles = filled(home, profile("li"))
    (home / "profiles" / HOME_LEDGER / "li.json").chmod(0o666)
    with pytest.raises(PermissionRefused):
        profiles.find("li")


# --- finding -------------------------------------------------------------------------------------------------------
def test_a_wallet_is_found_with_or_without_the_sign(home: Path) -> None:
    profiles = filled(home, profile("li"), profile("bo"))
    assert profiles.find("@li") == profiles.find("li") == profile("li")


def test_the_current_ledger_is_looked_in_first(home: Path) -> None:
    profiles = filled(home, profile("li"), profile("li", CLUB_LEDGER), profile("bo", CLUB_LEDGER))
    with pytest.raises(ProfileAmbiguous) as caught:
        profiles.find("li")
    assert f"@li is on 2 ledgers: {LI.address} and {profile('li', CLUB_LEDGER).address}" in caught.value.message
    profiles.use(profile("bo", CLUB_LEDGER))
    assert profiles.find("li") == profile("li", CLUB_LEDGER)
    assert profiles.find("li", LI.address) == profile("li")
    with pytest.raises(ProfileUnknown):
        profiles.find("bo", LI.address)


def test_an_unknown_wallet_is_an_error_that_names_the_known_ones(home: Path) -> None:
    with pytest.raises(ProfileUnknown) as caught:
        filled(home, profile("li"), profile("bo")).find("ming")
    assert hint_of(caught.value) == "your wallets: @bo, @li"
    assert caught.value.exit_status == 78


# --- choosing ------------------------------------------------------------------------------------------------------
LI, BO, CLUB = profile("li"), profile("bo"), profile("bo", CLUB_LEDGER)


@pytest.mark.parametrize(
    ("kept", "used", "as_option", "environ", "expected"),
    [
        ([LI], None, None, {}, (LI, "the only wallet here")),
        ([LI, BO], BO, None, {}, (BO, "paycli use")),
        ([LI, BO], BO, None, {"PAYCLI_AS": "li"}, (LI, "PAYCLI_AS")),
        ([LI, BO], BO, None, {"PAYCLI_AS": ""}, (BO, "paycli use")),
        ([LI, BO], LI, "@bo", {"PAYCLI_AS": "li"}, (BO, "--as")),
        ([LI, BO, CLUB], LI, "bo", {}, (BO, "--as")),
        ([LI, BO, CLUB], CLUB, "bo", {}, (CLUB, "--as")),
        ([LI, BO, CLUB], CLUB, "li", {}, (LI, "--as")),
        ([LI, BO, CLUB], LI, None, {"PAYCLI_LEDGER": CLUB.address}, (CLUB, "the only wallet here")),
        ([LI, BO, CLUB], BO, None, {"PAYCLI_LEDGER": LI.address}, (BO, "paycli use")),
        ([LI, BO, CLUB], LI, "bo", {"PAYCLI_LEDGER": CLUB.address}, (CLUB, "--as")),
        ([], None, None, {}, NotInitialised),
        ([], None, "li", {}, NotInitialised),
        ([LI], None, None, {"PAYCLI_LEDGER": "/srv/other.db"}, LedgerMissing),
        ([], None, None, {"PAYCLI_LEDGER": "/srv/other.db"}, LedgerMissing),
        ([LI], None, "li", {"PAYCLI_LEDGER": "/"}, NoWalletThere),
        ([LI], None, "ming", {}, ProfileUnknown),
        ([LI], None, "", {}, ProfileUnknown),
        ([LI, BO], None, None, {}, ProfileAmbiguous),
        ([LI, BO, CLUB], None, "bo", {}, ProfileAmbiguous),
        ([LI, BO, CLUB], CLUB, None, {"PAYCLI_LEDGER": LI.address}, ProfileAmbiguous),
        ([LI, CLUB], CLUB, "bo", {"PAYCLI_LEDGER": LI.address}, ProfileUnknown),
    ],
)
@pytest.mark.parametrize(("tty", "moving"), [(True, True), (True, False), (False, False)])
def test_who_acts_is_said_with_the_reason(
    home: Path,
    kept: list[Profile],
    used: Profile | None,
    as_option: str | None,
    environ: dict[str, str],
    expected: Any,
    tty: bool,
    moving: bool,
) -> None:
    profiles = filled(home, *kept)
    if used is not None:
        profiles.use(used)
    if isinstance(expected, tuple):
        assert profiles.choose(as_option, environ, tty=tty, moving=moving) == expected
        return
    with pytest.raises(PaycliError) as caught:
        profiles.choose(as_option, environ, tty=tty, moving=moving)
    assert type(caught.value) is expected
    assert caught.value.exit_status == 78


@pytest.mark.parametrize(
    ("kept", "as_option", "environ", "expected"),
    [
        ([LI], None, {}, LI),
        ([LI, BO], "bo", {}, BO),
        ([LI, BO], None, {"PAYCLI_AS": "bo"}, BO),
        ([LI, BO], None, {}, WalletAmbiguous),
        ([LI, CLUB], None, {"PAYCLI_LEDGER": LI.address}, WalletAmbiguous),
        ([LI, BO, CLUB], "bo", {}, ProfileAmbiguous),
        ([LI, BO, CLUB], "bo", {"PAYCLI_LEDGER": LI.address}, BO),
    ],
)
def test_unattended_money_moves_by_name_only_whatever_was_set_at_noon(
    home: Path, kept: list[Profile], as_option: str | None, environ: dict[str, str], expected: Any
) -> None:
    profiles = filled(home, *kept)
    for noon in kept:
        profiles.use(noon)
        if isinstance(expected, Profile):
            assert profiles.choose(as_option, environ, tty=False, moving=True)[0] == expected
            continue
        with pytest.raises(PaycliError) as caught:
            profiles.choose(as_option, environ, tty=False, moving=True)
        assert type(caught.value) is expected
        assert caught.value.exit_status == 78


def test_the_ledger_option_comes_before_its_variable_and_follows_paths(home: Path, tmp_path: Path) -> None:
    (tmp_path / "real.db").write_bytes(b"")
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    real = profile("ming", "d" * 32, address=str(tmp_path / "real.db"))
    remote = profile("an", "e" * 32, address="https://pay.example/club")
    profiles = filled(home, LI, real, remote)
    environ = {"PAYCLI_LEDGER": LI.address}
    for address, expected in ((str(tmp_path / "link.db"), real), ("https://pay.example/club", remote), (None, LI)):
        assert profiles.choose(None, environ, tty=True, moving=True, ledger=address)[0] == expected


def test_a_profile_in_use_that_is_gone_is_an_error_and_not_another_wallet(home: Path) -> None:
    profiles = filled(home, LI, BO)
    profiles.use(BO)
    (home / "profiles" / HOME_LEDGER / "bo.json").unlink()
    with pytest.raises(ProfileUnknown):
        profiles.choose(None, {}, tty=True, moving=True)


# --- cards ---------------------------------------------------------------------------------------------------------
NO_NAME = VISA._replace(name="")


def test_a_card_gets_the_first_free_name_and_the_first_one_is_the_first_choice(home: Path) -> None:
    profiles = filled(home, LI)
    kept: list[Card] = []
    assert profiles.add_card(LI, NO_NAME, kept.append)[1] == VISA
    changed, named = profiles.add_card(LI, MASTER._replace(name=""), kept.append)
    assert (changed.cards, changed.default_card, named) == ((VISA, MASTER), "c1", MASTER)
    profiles.drop_card(LI, "c1", kept.append)
    assert profiles.add_card(LI, NO_NAME, kept.append)[1] == VISA
    assert Profiles(home).find("li").cards == (MASTER, VISA)
    assert kept == [VISA, MASTER, VISA, VISA]


def test_a_card_like_one_that_is_bound_is_that_one(home: Path) -> None:
    profiles = filled(home, profile("li", cards=(MASTER, VISA), default_card="c2"))
    kept: list[Card] = []
    same = profiles.add_card(LI, NO_NAME._replace(expiry="01/40"), kept.append)
    assert same == (profiles.find("li"), VISA)
    assert kept == []


def test_a_card_whose_token_cannot_be_kept_is_not_bound(home: Path) -> None:
    profiles = filled(home, LI)

    def fail(_: Card) -> None:
        raise PermissionRefused(path=home, reason="full")

    with pytest.raises(PermissionRefused):
        profiles.add_card(LI, NO_NAME, fail)
    assert profiles.find("li").cards == ()


def test_of_the_cards_that_are_left_one_is_the_first_choice(home: Path) -> None:
    profiles = filled(home, profile("li", cards=(VISA, MASTER), default_card="c1"))
    gone: list[Card] = []
    assert profiles.prefer_card(LI, "c2").default_card == "c2"
    assert profiles.drop_card(LI, "c2", gone.append) == Profiles(home).find("li")
    assert (profiles.find("li").cards, profiles.find("li").default_card) == ((VISA,), "c1")
    with pytest.raises(CardUnknown):
        profiles.prefer_card(LI, "c2")
    with pytest.raises(CardUnknown):
        profiles.drop_card(LI, "c2", gone.append)
    assert profiles.drop_card(LI, "c1", gone.append).default_card is None
    assert gone == [MASTER, VISA]

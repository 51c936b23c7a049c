"""Beginning: `init` that was killed and begun again, with the same answers or with others."""

from __future__ import annotations

import grp
import os
import signal
from typing import TYPE_CHECKING

import pytest

from paycli.app.machine import LocalMachine
from paycli.services.people import onboarding as start
from tests.support.inside import Household
from tests.support.program import paycli, paycli_json, sealed
from tests.support.terminal import flat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


INIT = ("init", "--handle", "ming", "--vault", "sealed", "--currency")


def test_init_that_was_killed_before_it_posted_takes_other_values_the_next_time(empty_house: Household) -> None:
    empty_house.killed_at(start, "_post_ledger", *INIT, "EUR", "--play")
    begun = empty_house.json(*INIT, "USD", "--real")
    shown = empty_house.json("ledger", "show")
    assert (
        (begun["money"], begun["currency"]) == (shown["money"], shown["currencies"][0]["currency"]) == ("real", "USD")
    )


def test_init_that_was_killed_after_it_posted_never_says_that_it_made_something_else(empty_house: Household) -> None:
    empty_house.killed_at(start, "open_wallet", *INIT, "EUR", "--play")
    refused = empty_house.json(*INIT, "USD", "--real", status=5)
    assert "of play money in EUR" in refused["message"]
    assert empty_house.json(*INIT, "EUR", "--play")["money"] == "play"


@pytest.mark.parametrize("kind", ["ledger-", "wallet-"])
def test_init_that_was_killed_as_it_tidied_up_leaves_one_wallet(empty_house: Household, kind: str) -> None:
    def forget(self: LocalMachine, slot: str) -> None:
        really(self, slot)
        if slot.startswith(kind):
            os.kill(os.getpid(), signal.SIGKILL)

    really = LocalMachine.forget_pending_order
    child = os.fork()
    if child == 0:
        try:
            LocalMachine.forget_pending_order = forget  # type: ignore[method-assign,assignment]
            empty_house.run(*INIT, "EUR", "--play", status=None)
        finally:
            os._exit(70)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    empty_house.json(*INIT, "EUR", "--play")
    assert len(empty_house.json("wallet", "list")["items"]) == 1
    empty_house.run("ledger", "audit")


def test_init_that_was_killed_a_day_ago_with_nothing_but_a_file_begins_anew(
    empty_house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PAYCLI_NOW", "-25h")
        empty_house.killed_at(start, "pending_submission", *INIT, "EUR", "--play")
    assert empty_house.ledger.exists()
    assert empty_house.json(*INIT, "EUR", "--play")["changed"] is True
    empty_house.run("ledger", "audit")


def test_init_again_never_says_that_a_private_ledger_is_shared(empty_house: Household) -> None:
    empty_house.run(*INIT, "EUR", "--play")
    group = grp.getgrgid(os.getgid()).gr_name
    assert "nobody shares" in empty_house.json(*INIT, "EUR", "--play", "--share", group, status=5)["message"]
    assert empty_house.json(*INIT, "EUR", "--play")["changed"] is False


@pytest.mark.parametrize("zone", ["Foo/Bar", "UTC0", "/etc/localtime"])
def test_a_time_zone_that_is_none_is_not_recorded_for_ever(zone: str, tmp_path: Path) -> None:
    env = {**sealed(tmp_path), "TZ": zone}
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    assert "zone is UTC" in flat(paycli("doctor", env=env).stdout)


def test_init_looks_at_its_folder_before_it_asks_anything(tmp_path: Path) -> None:
    """Who has just chosen a passphrase should not hear then that it was for nothing."""
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open" / "file").touch()
    env = {"PAYCLI_HOME": str(tmp_path / "home")}
    line = ("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")
    refused = paycli_json(*line, "--ledger", str(tmp_path / "open" / "x.db"), env=env, status=78)["error"]
    assert (refused["code"], refused["path"]) == ("permission_refused", str(tmp_path / "open"))
    # With a folder that is as it must be, it would have asked now.
    wanted = paycli_json(*line, "--ledger", str(tmp_path / "new" / "x.db"), env=env, status=78)["error"]
    assert wanted["code"] == "passphrase_missing"

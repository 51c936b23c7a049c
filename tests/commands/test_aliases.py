"""Words of one's own: an alias stands for a command and what comes behind it, and never hides one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paycli.commands.table import PLACES
from paycli.home.config import Config
from paycli.home.folder import home_folder
from paycli.main import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    capsys.readouterr()
    assert run(list(words)) == status, capsys.readouterr()
    out, err = capsys.readouterr()
    return out if status == 0 else err


@pytest.fixture
def config(own_home: Path, capsys: pytest.CaptureFixture[str]) -> Config:
    said(capsys, "config", "path", "-q")
    import os

    return Config(home_folder(os.environ))


# --- what it stands for -----------------------------------------------------------------------------------------------
def test_what_is_typed_behind_an_alias_comes_behind_its_own_words(
    empty_house: Household, capsys: pytest.CaptureFixture[str]
) -> None:
    house = empty_house.begin("li", cash={"ming": "20"})
    house.run("config", "alias.s", "send")
    house.run("config", "set", "alias.rent", 's li --note "for the rent"')
    house.run("s", "li", "5", "for", "lunch", "--no-key", "--as", "ming")
    house.run("rent", "7", "--no-key", "--as", "ming")
    notes = [line["note"] for line in house.json("log", "--as", "ming")["items"] if line["kind"] == "send"]
    assert (notes, house.balance("li")) == (["for the rent", "for lunch"], "12.00")


def test_the_options_of_an_alias_hold_but_for_those_that_were_typed(
    empty_house: Household, capsys: pytest.CaptureFixture[str]
) -> None:
    house = empty_house.begin("li", cash={"li": "8"})
    house.run("config", "set", "alias.b", "balance --as li --quiet")
    assert said(capsys, "b") == "8.00\n"
    assert json.loads(said(capsys, "b", "--as", "ming", "--json"))["amount"] == "0.00"


def test_help_and_tab_know_what_an_alias_stands_for(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    config.set("alias.es", "envelope send")
    assert said(capsys, "es", "--help") == said(capsys, "help", "es") == said(capsys, "envelope", "send", "--help")
    assert "even\t" in said(capsys, "__complete", "paycli es --rule e")


# --- what it may not be -----------------------------------------------------------------------------------------------
def test_an_alias_never_hides_a_command_however_it_came_into_the_file(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    for word in PLACES:
        assert f"{word} is a command" in said(capsys, "config", "set", f"alias.{word}", "help", status=2)
    config.write("alias.completion", "help")
    assert "complete" in said(capsys, "completion", "bash")


def test_aliases_that_only_lead_to_each_other_are_refused_when_set_and_when_typed(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "form a circle: a -> a" in said(capsys, "config", "set", "alias.a", "a 5", status=2)
    config.write("alias.a", "b")
    assert "form a circle: b -> a -> b" in said(capsys, "config", "set", "alias.b", "a", status=2)
    config.write("alias.b", "a")
    assert "form a circle: a -> b -> a" in said(capsys, "a", "5", status=2)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("alias.x", "sned", "'sned' is not a command"),
        ("alias.x", "", "must begin with a command"),
        ("alias.x", "send 'li", "a quote that is never closed"),
        ("alias.X", "send", "cannot be an alias"),
        ("alias.", "send", "cannot be an alias"),
        ("alias.-y", "send", "cannot be an alias"),
        ("alias.x\n", "send", "cannot be an alias"),
    ],
)
def test_what_can_be_no_alias_is_refused(
    name: str, value: str, reason: str, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reason in said(capsys, "config", "set", name, value, status=2)
    assert config.list() == {"color": None, "grace": None, "pager": None}


def test_a_damaged_alias_in_the_file_is_named(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    config.write("alias.x", "send 'li")
    assert "paycli config unset alias.x" in said(capsys, "x", status=2)


# --- the settings around it -------------------------------------------------------------------------------------------
def test_an_alias_is_shown_given_and_unset(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "config", "alias.s", "send")
    assert "alias.s  send" in said(capsys, "config", "list")
    assert said(capsys, "config", "alias.s") == said(capsys, "config", "get", "alias.s") == "alias.s = send\n"
    assert said(capsys, "config", "unset", "alias.s") == "alias.s is not set any more.\n"
    assert said(capsys, "config", "unset", "alias.s") == "alias.s was not set.\n"
    assert "No such command 's'" in said(capsys, "s", status=2)


def test_a_setting_that_is_unset_counts_no_more_and_the_rest_stays(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "config", "color", "always")
    said(capsys, "config", "pager", "less -S")
    assert json.loads(said(capsys, "config", "unset", "color", "--json"))["changed"] is True
    assert config.list() == {"color": None, "grace": None, "pager": "less -S"}
    assert "known: color, grace, pager, alias.WORD" in said(capsys, "config", "unset", "profile", status=2)


def test_the_file_of_the_settings_is_named_whether_it_is_there_or_not(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "config", "path") == f"{config.path}\n"
    assert json.loads(said(capsys, "config", "path", "--json"))["exists"] is False
    config.set("color", "never")
    assert json.loads(said(capsys, "config", "path", "--json"))["exists"] is True

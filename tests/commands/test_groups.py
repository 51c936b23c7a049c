"""Groups and blocks as people and scripts use them: safe to repeat."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paycli.main import run
from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.program import paycli
from tests.support.tampering import drop_triggers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest


# --- groups ----------------------------------------------------------------------------------------------------------


def test_every_command_of_a_group_can_be_repeated(env: Mapping[str, str], say: Any) -> None:
    lines = (
        ("group new family li bo", "ming", ["@ming", "@li", "@bo"]),
        ("group add family zoe li", "ming", ["@ming", "@li", "@bo", "@zoe"]),
        ("group remove family @bo", "ming", ["@ming", "@li", "@zoe"]),
        ("group leave family", "li", ["@ming", "@zoe"]),
        ("group close family", "ming", ["@ming", "@zoe"]),
    )
    for line, who, members in lines:
        first = say(line, who=who)
        assert (first["changed"], first["members"]) == (True, members), line
        before = everything_in(Path(env["PAYCLI_HOME"]) / "home.db")
        again = say(line, who=who) if line != "group new family li bo" else say("group new family bo,li", who=who)
        assert (again["changed"], again["members"]) == (False, members), line
        assert everything_in(Path(env["PAYCLI_HOME"]) / "home.db") == before, line
    assert say("group list")["items"] == []
    assert [each["state"] for each in say("group list --all")["items"]] == ["closed"]
    assert say("group list --all", who="li")["items"] == [], "who left does not see it any more"


WRONG = {
    "group new Family!": 2,
    "group new all": 2,
    "group new li": 5,
    "group new family zoe": 5,
    "group new other nobody": 4,
    "group new family --as li": 5,
    "group new over": 5,
    "group add family": 2,
    "group add family nobody": 4,
    "group add famly zoe": 4,
    "group add li zoe": 2,
    "group add over zoe": 5,
    "group add family zoe --as li": 6,
    "group add family zoe --as zoe": 4,
    "group remove family ming": 6,
    "group remove family bo --as li": 6,
    "group remove family li --as zoe": 4,
    "group leave family": 6,
    "group leave family --as zoe": 4,
    "group leave nothing": 4,
    "group leave over --as li": 5,
    "group close family --as li": 6,
    "group close family --as zoe": 4,
    "group list nothing": 4,
    "group list family --as zoe": 4,
    "group list zoe": 2,
    "send family 1 --yes": 2,
    "envelope send family 1 --yes --as zoe": 4,
    "envelope send over 1 --yes": 5,
    "envelope send alone 1 --yes": 2,
    "envelope send li 1 --yes --as bo": 2,
    "envelope send ming 1 --yes": 6,
    "wallet new family": 5,
    "contact verify family --yes": 2,
    "contact verify nobody --yes": 4,
    "contact verify ming --yes": 2,
    "contact verify li": 2,
    "contact block nobody": 4,
    "contact block ming": 2,
    "contact block family": 2,
    "contact unblock family": 2,
}


def test_what_is_wrong_has_its_status_says_what_happened_and_changes_nothing(
    env: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for line, who in (("group new family li bo", "ming"), ("group new over li", "ming"), ("group close over", "ming"),
                      ("group new alone", "ming"), ("contact block li", "bo")):  # fmt: skip
        say(line, who=who)
    before = everything_in(Path(env["PAYCLI_HOME"]) / "home.db")
    for line, status in WRONG.items():
        words = line.split() if "--as" in line else [*line.split(), "--as", "ming"]
        said = refused(capsys, status, *words).err
        assert said.startswith(("No", "There", "That", "The ", "@", "Missing", "Only", "A ")), (line, said)
        if words[1] == "send" or words[0] == "send":
            assert said.startswith("Nothing was sent. "), (line, said)
    assert everything_in(Path(env["PAYCLI_HOME"]) / "home.db") == before


def test_a_group_is_who_is_in_it_as_the_envelope_is_sent(env: Mapping[str, str], say: Any) -> None:
    say("group new family li bo zoe")
    say("contact block ming", who="bo")
    sent = say("envelope send family 9 -m luck")
    assert (sent["to"], sent["packets"]) == (["@family"], 2), "one each, without the sender and who blocked the sender"
    say("group remove family li")
    assert say("grab " + sent["id"], who="li")["from"] == "@ming", "who was in it then still takes"
    sent = say("envelope send family,li 9", who="zoe")
    assert (sent["to"], sent["packets"]) == (["@family", "@li"], 3)
    for who in ("ming", "bo", "li"):
        say("grab " + sent["id"], who=who)
    say("contact block zoe")
    say("group add family li")
    assert say("envelope send family,li 2 --dry-run")["packets"] == 1, "whom the sender blocked could not take"
    paycli("grab", sent["id"], "--yes", "--as", "zoe", status=6, env=env)


def test_a_group_whose_name_was_given_to_another_one_is_noticed(
    env: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    say("group new family li")
    other = say("group new friends bo")["id"]
    with closing(sqlite3.connect(Path(env["PAYCLI_HOME"]) / "home.db")) as connection, connection:
        drop_triggers(connection)
        connection.execute("DELETE FROM handles WHERE handle = 'friends'")
        connection.execute("UPDATE handles SET owner = ? WHERE handle = 'family'", (bytes.fromhex(other),))
    for line in ("group list", "group list family", "envelope send family 1 --yes", "group add family zoe"):
        said = refused(capsys, 70, *line.split(), "--as", "ming").err
        assert "handle" in said, line


def test_tab_offers_groups_and_the_blocked(
    env: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    say("group new family li")
    say("group new friends ming", who="li")
    say("contact block zoe")
    wanted = {
        "envelope send ": ["li", "bo", "zoe", "friends", "family"],
        "group add ": ["family"],
        "group list f": ["friends", "family"],
        "group add family z": ["zoe"],
        "contact unblock ": ["zoe"],
        "contact verify @b": ["@bo"],
        "send f": [],
    }
    for line, words in wanted.items():
        capsys.readouterr()
        assert run(["__complete", f"paycli --as ming {line}"]) == 0
        assert [each.split("\t")[0] for each in capsys.readouterr().out.splitlines()] == words, line


# --- blocking --------------------------------------------------------------------------------------------------------


def test_a_block_is_said_kept_to_and_ended(
    env: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["contact", "block", "bo", "--as", "ming"]) == 0
    assert "@bo is blocked: they cannot send to you, and cannot take from your envelopes." in capsys.readouterr().out
    assert say("contact block bo")["changed"] is False
    envelope = say("envelope send 4 -n 2")["id"]
    assert (
        "Nothing was sent. @ming accepts nothing from you."
        in refused(capsys, 6, "send", "ming", "1", "--yes", "--as", "bo").err
    )
    refused(capsys, 6, "envelope", "send", "ming", "1", "--yes", "--as", "bo")
    refused(capsys, 6, "grab", envelope, "--yes", "--as", "bo")
    assert "contact unblock bo" in refused(capsys, 2, "envelope", "send", "bo", "1", "--yes", "--as", "ming").err
    assert [(each["handle"], each["blocked"]) for each in say("contact list")["items"]] == [("@bo", True)]
    assert (say("contact unblock bo")["changed"], say("contact unblock bo")["changed"]) == (True, False)
    say("send ming 1", who="bo")
    say("grab " + envelope, who="bo")

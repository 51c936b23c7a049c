"""Groups and contacts as people and scripts use them: safe to repeat, and loud about a changed key."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paycli.main import run
from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.program import paycli, paycli_json, sealed
from tests.support.terminal import CTRL_C, CTRL_D, Screen

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE = ("ming", "li", "bo", "zoe")


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """Live on a play ledger with four people who have not met, all on this account; each has 20 EUR."""
    env = {**sealed(tmp_path), "TZ": "UTC"}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    for words in (("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed"),
                  *(("wallet", "new", each, "--as", "ming") for each in PEOPLE[1:]),
                  *(("cash", "in", each, "20", "--yes", "--as", "ming") for each in PEOPLE)):  # fmt: skip
        assert run(list(words)) == 0
    return env


@pytest.fixture
def say(env: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process and give its document, required to be good."""

    def run_it(line: str, *, who: str = "ming") -> dict[str, Any]:
        capsys.readouterr()
        status = run([*line.split(), "--as", who, "--json", "--yes"])
        out, err = capsys.readouterr()
        assert status == 0, (line, err)
        document: dict[str, Any] = json.loads(out)
        return document

    return run_it


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
        _drop_triggers(connection)
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
    assert "@bo is blocked: can neither send to you nor take from your envelopes." in capsys.readouterr().out
    assert say("contact block bo")["changed"] is False
    envelope = say("envelope send 4 -n 2")["id"]
    assert (
        "Nothing was sent. @ming takes nothing from you."
        in refused(capsys, 6, "send", "ming", "1", "--yes", "--as", "bo").err
    )
    refused(capsys, 6, "envelope", "send", "ming", "1", "--yes", "--as", "bo")
    refused(capsys, 6, "grab", envelope, "--yes", "--as", "bo")
    assert "contact unblock bo" in refused(capsys, 2, "envelope", "send", "bo", "1", "--yes", "--as", "ming").err
    assert [(each["handle"], each["blocked"]) for each in say("contact list")["items"]] == [("@bo", True)]
    assert (say("contact unblock bo")["changed"], say("contact unblock bo")["changed"]) == (True, False)
    say("send ming 1", who="bo")
    say("grab " + envelope, who="bo")


# --- keys ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", [("send", "bo", "1"), ("envelope", "send", "bo", "1")], ids=["send", "envelope"])
def test_the_key_is_shown_on_first_contact_and_then_remembered(words: tuple[str, ...], env: Mapping[str, str]) -> None:
    fingerprint = paycli_json("wallet", "show", "bo", "--as", "ming")["fingerprint"]
    with Screen(*words, "--as", "ming", columns=300) as screen:
        screen.until(f"-> @bo key {fingerprint}, first time").until("Send? [Y/n] ").type("n\n")
        screen.ended(1)
    assert paycli_json("contact", "list", "--as", "ming")["items"] == [], "nothing was sent, so nobody was met"
    paycli(*words, "--as", "ming", "--dry-run", env=env)
    assert paycli_json("contact", "list", "--as", "ming")["items"] == []
    with Screen(*words, "--as", "ming") as screen:
        screen.answer("Send? [Y/n] ", "y").ended()
    known = paycli_json("contact", "list", "--as", "ming")["items"]
    assert [(each["handle"], each["fingerprint"], each["verified"]) for each in known] == [("@bo", fingerprint, False)]
    with Screen(*words, "--as", "ming") as screen:
        assert "key" not in screen.until("Send? [Y/n] ").type("y\n").ended()


def test_a_shop_is_met_when_a_sale_is_paid(env: Mapping[str, str], say: Any) -> None:
    say("wallet new cafe --shop")
    sale = say("pos charge 3 tea", who="cafe")["short"]
    with Screen("pay", sale, "--as", "ming", columns=300) as screen:
        screen.until("-> @cafe key ").until("first time: 3.00 EUR, tea.").answer("Pay? [Y/n] ", "y").ended()
    assert [each["handle"] for each in say("contact list")["items"]] == ["@cafe"]


@pytest.mark.parametrize(("keys", "status"), [("\n", 1), ("n\n", 1), (CTRL_C, 130), (CTRL_D, 2)])
def test_a_key_that_nobody_says_yes_to_is_not_verified(keys: str, status: int, env: Mapping[str, str]) -> None:
    with Screen("contact", "verify", "bo", "--as", "ming") as screen:
        screen.until("Does @bo say the same? [y/N] ").type(keys)
        screen.ended(status)
    assert paycli_json("contact", "list", "--as", "ming")["items"] == []


def test_a_verified_key_is_listed_so(env: Mapping[str, str], say: Any) -> None:
    with Screen("contact", "verify", "bo", "--as", "ming") as screen:
        screen.answer("Does @bo say the same? [y/N] ", "y").until("@bo is verified, key ").ended()
    assert say("contact verify bo")["changed"] is False
    assert [each["verified"] for each in say("contact list")["items"]] == [True]


def _drop_triggers(connection: sqlite3.Connection) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')


def _swap(env: Mapping[str, str], handle: str, wallet: str) -> None:
    """Do what somebody can do who may write the ledger's file: give a handle to another wallet that asked for it."""
    with closing(sqlite3.connect(Path(env["PAYCLI_HOME"]) / "home.db")) as connection, connection:
        _drop_triggers(connection)
        connection.execute("UPDATE handles SET owner = ? WHERE handle = ?", (bytes.fromhex(wallet), handle))


@pytest.fixture
def impostor(env: Mapping[str, str], tmp_path: Path, say: Any) -> Mapping[str, str]:
    """Let two ask for @di, of whom one is admitted and known to @ming, and put the other in their place."""
    asked = [
        paycli_json("join", str(Path(env["PAYCLI_HOME"]) / "home.db"), "--handle", "di", "--vault", "sealed",
                    env=sealed(tmp_path / f"newcomer {number}"))["wallet"]
        for number in range(2)
    ]  # fmt: skip
    say(f"wallet admit {asked[0]}")
    say("send di 1")
    assert [each["wallet"] for each in say("contact list")["items"]] == [asked[0]]
    _swap(env, "di", asked[1])
    return env


def test_a_changed_key_is_refused_loudly_until_it_is_verified(
    impostor: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything_in(Path(impostor["PAYCLI_HOME"]) / "home.db")
    for words in (("send", "di", "1"), ("send", "di", "1", "--dry-run"), ("envelope", "send", "di", "1"),
                  ("envelope", "send", "li,di", "1")):  # fmt: skip
        said = refused(capsys, 6, *words, "--yes", "--as", "ming").err
        assert said.startswith("Nothing was sent. The key of @di is not the one that you knew: "), said
        assert "paycli contact verify di" in said
    assert everything_in(Path(impostor["PAYCLI_HOME"]) / "home.db") == before
    assert [each["key_changed"] for each in say("contact list")["items"]] == [True]
    assert run(["contact", "list", "--as", "ming"]) == 0
    assert "KEY CHANGED" in capsys.readouterr().out
    assert run(["contact", "verify", "di", "--as", "ming", "--yes"]) == 0
    out, err = capsys.readouterr()
    assert "THE KEY OF @di CHANGED" in err
    assert "NEW key" in out
    known = say("contact list")["items"][0]
    assert (known["key_changed"], known["verified"]) == (False, True)
    # What is left is the ledger's word: this impostor was never admitted.
    refused(capsys, 6, "send", "di", "1", "--yes", "--as", "ming")
    assert say("contact verify di")["changed"] is False


def test_damaged_contacts_let_no_money_go_to_anybody(
    env: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    say("send bo 1")
    path = next((Path(env["PAYCLI_HOME"]) / "contacts").glob("*.json"))
    path.write_text("{")
    before = everything_in(Path(env["PAYCLI_HOME"]) / "home.db")
    said = refused(capsys, 78, "send", "bo", "1", "--yes", "--as", "ming").err
    assert said.startswith("Nothing was sent. ")
    refused(capsys, 78, "contact", "list", "--as", "ming")
    assert everything_in(Path(env["PAYCLI_HOME"]) / "home.db") == before

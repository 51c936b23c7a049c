"""Looking up: help on topics and commands, and the person's own settings."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest
import typer

from paycli.commands.tree import tree
from paycli.console.guide import TOPICS, text_of
from paycli.console.options import NAMES
from paycli.errors import PaycliError
from paycli.main import run
from tests.support.keys import keyed
from tests.support.terminal import Screen, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.town import Town


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    capsys.readouterr()
    assert run(keyed(words)) == status
    out, err = capsys.readouterr()
    return out if status == 0 else err


# --- topics and commands ---------------------------------------------------------------------------------------------
def test_help_lists_every_topic(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "help")
    assert [topic for topic in TOPICS if f"paycli help {topic}" not in out] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_reads_well_in_80_columns(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "help", topic, "--color", "never")
    marked = re.sub(r"^## (.*)", r"\1:", text_of(topic), flags=re.MULTILINE)
    assert out.split() == marked.removeprefix("# ").replace("**", "").split()
    assert max(len(line) for line in out.split("\n")) <= 80


def test_a_topic_is_one_json_document_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(said(capsys, "help", "trust", "--json")) == {
        "paycli": 1, "topic": "trust", "text": text_of("trust"),
    }  # fmt: skip


def test_help_of_a_command_is_what_the_command_says_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "help", "wallet", "new") == said(capsys, "wallet", "new", "--help")
    assert json.loads(said(capsys, "help", "send", "--json"))["text"] == said(capsys, "send", "--help")


def test_a_mistyped_topic_or_command_is_recognised(capsys: pytest.CaptureFixture[str]) -> None:
    assert "paycli help trust" in said(capsys, "help", "trst", status=2)
    assert "paycli help send" in said(capsys, "help", "sned", status=2)


def test_the_exit_codes_are_those_of_the_errors() -> None:
    listed = {int(number) for number in re.findall(r"^    (\d+) ", text_of("exit-codes"), re.MULTILINE)}
    assert listed == {branch.exit_status for branch in PaycliError.__subclasses__()} | {0}


def test_the_environment_names_every_variable_that_the_program_reads() -> None:
    from tests.rules.test_ratchet import ROOT

    source = "\n".join(path.read_text() for path in (ROOT / "paycli").rglob("*.py"))
    read = set(re.findall(r'"(PAYCLI_[A-Z_]+|NO_COLOR|CLICOLOR_FORCE)"', source))
    assert read == set(
        re.findall(r"^    (PAYCLI_[A-Z_]+|NO_COLOR|CLICOLOR_FORCE)", text_of("environment"), re.MULTILINE)
    )


def test_every_command_that_a_topic_names_is_there() -> None:
    root: Any = typer.main.get_command(tree())
    for topic in TOPICS:
        for line in re.findall(r"(?:^    |`)paycli ([a-z-]+(?: [a-z-]+)?)", text_of(topic), re.MULTILINE):
            first, _, second = line.partition(" ")
            assert first in root.commands, (topic, line)
            inside = getattr(root.commands[first], "commands", None)
            assert inside is None or second in inside, (topic, line)


# --- settings --------------------------------------------------------------------------------------------------------
def test_settings_are_listed_kept_and_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(said(capsys, "config", "list", "--json"))["items"] == [
        {"name": "color", "value": None}, {"name": "grace", "value": None}, {"name": "pager", "value": None},
    ]  # fmt: skip
    said(capsys, "config", "set", "pager", "less -S")
    assert said(capsys, "config", "get", "pager", "-q") == "less -S\n"
    assert json.loads(said(capsys, "config", "get", "pager", "--json"))["value"] == "less -S"


def test_a_setting_that_there_is_not_and_a_value_that_it_cannot_take_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "known: color, grace, pager" in said(capsys, "config", "get", "colour", status=2)
    assert "auto, always, never" in said(capsys, "config", "set", "color", "sometimes", status=2)


COLORED = "\x1b["


@pytest.mark.parametrize(
    ("setting", "environment", "options", "colored"),
    [
        (None, {}, [], False),
        ("always", {}, [], True),
        ("always", {"NO_COLOR": "1"}, [], False),
        ("always", {"NO_COLOR": "1"}, ["--color", "always"], True),
        ("never", {"CLICOLOR_FORCE": "1"}, [], True),
        ("never", {"CLICOLOR_FORCE": "1"}, ["--color", "never"], False),
    ],
)
def test_an_option_counts_before_the_environment_and_that_before_the_setting(
    setting: str | None,
    environment: dict[str, str],
    options: list[str],
    colored: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if setting is not None:
        said(capsys, "config", "set", "color", setting)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert (COLORED in said(capsys, "help", "trust", *options)) is colored


def test_the_setting_of_colour_holds_on_a_terminal_too(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Screen("help", "trust", rows=60) as screen:
        screen.ended()
        assert COLORED.encode() in screen._seen
    said(capsys, "config", "set", "color", "never")
    with Screen("help", "trust", rows=60) as screen:
        screen.ended()
        assert COLORED.encode() not in screen._seen


def test_a_long_list_goes_through_the_pager_that_was_set(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\necho through the pager\ncat > {tmp_path}/paged\n")
    pager.chmod(0o700)
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "other"))
    monkeypatch.delenv("PAGER", raising=False)
    said(capsys, "config", "set", "pager", str(pager))
    settings = (tmp_path / "other" / "config.json").read_text()
    monkeypatch.setenv("PAYCLI_HOME", town.env["PAYCLI_HOME"])
    before = (town.ledger.parent / "config.json").read_text()
    merged = {**json.loads(before), **json.loads(settings)}
    try:
        (town.ledger.parent / "config.json").write_text(json.dumps(merged))
        with Screen("log", "--as", "ming", rows=4, env={**os.environ}) as screen:
            assert "through the pager" in screen.ended()
        assert "top-up" in (tmp_path / "paged").read_text()
        assert "through the pager" not in shown("log", "--as", "ming", env={"PAYCLI_PAGER": "cat"})
    finally:
        (town.ledger.parent / "config.json").write_text(before)


# --- wrong words ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["sned"], "send"),
        (["wallet", "shw", "--nonsense"], "show"),
        (["--jsn"], "--json"),
        (["send", "li", "--idempotncy-key", "k"], "--idempotency-key"),
    ],
)
def test_a_wrong_command_or_option_is_answered_with_the_right_one(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"did you mean {meant}?" in said(capsys, *words, status=2)


def test_a_wrong_handle_is_answered_with_the_nearest_and_never_corrected(
    unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "did you mean @cafe?" in said(capsys, "send", "cafee", "5", "--as", "ming", "--yes", status=4)
    assert "did you mean" not in said(capsys, "send", "zzz", "5", "--as", "ming", "--yes", status=4)


@pytest.mark.parametrize(
    "words",
    [
        ["send"],
        ["send", "li"],
        ["sned"],
        ["wallet"],
        ["wallet", "nwe", "x"],
        ["send", "li", "5", "--what"],
        ["envelope", "send", "5", "-n", "many"],
        ["envelope", "send", "5", "-n", "0"],
        ["log", "--limit", "0"],
        ["config", "set", "color", "pink"],
        ["send", "li", "5", "-k"],
        ["balance", "one", "two"],
        ["--color", "pink", "balance"],
    ],
)
def test_a_wrong_command_line_is_one_json_line_for_a_program(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--json", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    error = json.loads(err)["error"]
    assert (error["code"], error["exit"], error["retry"]) == ("usage", 2, "no")
    assert "Usage:" not in error["message"]


def test_a_group_without_a_command_shows_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    err = said(capsys, "wallet", status=2)
    assert "invite" in err
    assert "admit" in err


def test_the_help_of_the_program_names_every_global_option(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "--help")
    assert [name for name in NAMES if name not in out] == []

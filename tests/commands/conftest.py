"""A small town that many tests of commands look at: each test states that it left the books as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.main import run
from tests.support.books import everything_in
from tests.support.program import paycli, paycli_json, sealed
from tests.vault.conftest import real_keyring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


__all__ = ["real_keyring"]


class Town(NamedTuple):
    """A play ledger: the operator and person @ming with 200 EUR and card c1, @li with 50 EUR, the shop @cafe.

    `sale` is unpaid, `paid` is paid by @li, `envelope` is for @li, `cash` is a withdrawal; all ids are whole.
    """

    env: Mapping[str, str]
    ledger: Path
    sale: str
    paid: str
    envelope: str
    cash: str


@pytest.fixture(scope="session")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    env = {**sealed(tmp_path_factory.mktemp("town")), "TZ": "UTC"}

    def do(*words: str, who: str = "ming") -> str:
        return str(paycli_json(*words, "--as", who, "--yes", env=env).get("id", ""))

    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    do("card", "bind", "--test", "visa")
    do("topup", "300")
    for words in (("li",), ("cafe", "--shop")):
        do("wallet", "new", *words)
    do("send", "li", "60")
    envelope = do("envelope", "send", "li", "8.88", "for you", "--expires", "30d")
    sale = do("pos", "charge", "38", "noodles", "--expires", "30d", who="cafe")
    paid = do("pos", "charge", "10", "tea", "--expires", "30d", who="cafe")
    do("pay", paid, who="li")
    cash = do("withdraw", "5", "--cash", who="li")
    return Town(env, Path(env["PAYCLI_HOME"]) / "home.db", sale, paid, envelope, cash)


@pytest.fixture
def town(built_town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Live in the town, with its environment."""
    for name, value in built_town.env.items():
        monkeypatch.setenv(name, value)
    return built_town


@pytest.fixture
def unchanged(town: Town) -> Iterator[Town]:
    """Require that the test leaves every row of the town's ledger as it was."""
    before = everything_in(town.ledger)
    yield town
    assert everything_in(town.ledger) == before


class Refused(NamedTuple):
    """What a command said that ended otherwise than well."""

    out: str
    err: str


def refused(capsys: pytest.CaptureFixture[str], status: int, *words: str) -> Refused:
    """Run a command in this process, require its status, an empty stdout and a reason on stderr."""
    capsys.readouterr()
    found = run(list(words))
    out, err = capsys.readouterr()
    assert found == status, f"paycli {' '.join(words)}: {found}\n{out}\n{err}"
    assert out == "", words
    assert err.strip(), words
    assert "bug in paycli" not in err, words
    return Refused(out, err)


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

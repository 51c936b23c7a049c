"""A small town that many tests of commands look at: each test states that it left the books as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.main import run
from tests.support.books import everything_in
from tests.support.inside import Household, unlock_once
from tests.support.keys import keyed
from tests.support.payroll import Payroll
from tests.support.program import sealed
from tests.support.scenes import built_once
from tests.support.surroundings import live_in
from tests.support.town import IDS, Town, build_town

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@pytest.fixture(scope="session")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Build the town once in a run, and give this worker's copy of it."""
    folder = built_once(tmp_path_factory, "town", _build)
    env = {**sealed(folder), "TZ": "UTC"}
    made = Path(folder / "places.json").read_text(encoding="utf-8")
    for path in (folder / "home").rglob("profiles/*/*.json"):
        # A profile says where its ledger is.
        path.write_text(path.read_text().replace(json.loads(made)["home"], env["PAYCLI_HOME"]))
    return Town(env, folder / "home" / "home.db", **{name: json.loads(made)[name] for name in IDS})


def _build(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        live_in(folder / "empty", patch)
        house = Household(folder, patch)
        town = build_town(sealed(folder), lambda *words: str(house.json(*words).get("id", "")))
    places = {name: getattr(town, name) for name in IDS}
    (folder / "places.json").write_text(json.dumps({**places, "home": town.env["PAYCLI_HOME"]}))


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
    found = run(keyed(words))
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
    unlock_once(monkeypatch)
    for words in (("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed"),
                  *(("wallet", "new", each, "--as", "ming") for each in PEOPLE[1:]),
                  *(("cash", "in", each, "20", "--yes", "--as", "ming") for each in PEOPLE)):  # fmt: skip
        assert run(keyed(words)) == 0
    return env


@pytest.fixture
def say(env: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process and give its document, required to be good."""

    def run_it(line: str, *, who: str = "ming") -> dict[str, Any]:
        capsys.readouterr()
        status = run([*keyed(line.split()), "--as", who, "--json", "--yes"])
        out, err = capsys.readouterr()
        assert status == 0, (line, err)
        document: dict[str, Any] = json.loads(out)
        return document

    return run_it


@pytest.fixture
def payroll(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Payroll:
    """Give a file that @ming pays, who has 100.00, to @li, @bo and @zoe."""
    house = Household(tmp_path, monkeypatch).begin("li", "bo", "zoe", cash={"ming": "100"})
    return Payroll(house, tmp_path)

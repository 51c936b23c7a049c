"""The loops of the page about scripts: they try again after what is safe to repeat, pay once, and stop at a refusal."""

from __future__ import annotations

import os
import re
import resource
import runpy
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.program import PROGRAM
from tests.support.proof import kinds_booked

if TYPE_CHECKING:
    from tests.support.inside import Household

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "pay-from-scripts.md").read_text(encoding="utf-8")
ROW = ("bo", "120", "rent-2026-02")


def block(language: str) -> str:
    """Give the one block of the page in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def house(empty_house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    house = empty_house.begin("bo", cash={"ming": "500"})
    key = tmp_path / "rent.key"
    terms = ("--can", "send", "--to", "bo", "--max", "200/day", "--until", "2099-12-31", "--out", str(key))
    house.run("mandate", "new", "rent", *terms, "--as", "ming")
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", str(key))
    return house


@pytest.mark.slow
@pytest.mark.parametrize("first", [69, 75, 6])
def test_the_loop_in_bash_tries_again_only_where_that_is_safe(house: Household, tmp_path: Path, first: int) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    # The first one ends so, whatever it did; nobody waits in a test.
    scripts = {
        "paycli": f'if mkdir "$0.once" 2>&-; then {PROGRAM} "$@" >&-; exit {first}; fi; exec {PROGRAM} "$@"',
        "sleep": f'echo "$1" >>{tmp_path}/pauses',
    }
    for name, script in scripts.items():
        path = bin_folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
    env = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"}
    loop = tmp_path / "pay-once"
    loop.write_text(block("bash"))
    done = subprocess.run(
        ["bash", loop, *ROW], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    safe = first in {69, 75}
    assert done.returncode == (0 if safe else first), done.stderr
    assert (tmp_path / "pauses").exists() == safe
    assert ('"replayed":true' in done.stdout) == safe
    assert kinds_booked(house.ledger)["send"] == 1


def test_the_loop_in_python_tries_again_only_where_that_is_safe(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "pay_once.py"
    program.write_text(block("python"))
    limits, pauses = resource.getrlimit(resource.RLIMIT_FSIZE), list[int]()
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def make_room(pause: int) -> None:
        pauses.append(pause)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    monkeypatch.setattr("time.sleep", make_room)
    pay_once = runpy.run_path(str(program))["pay_once"]
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        assert pay_once(*ROW) == 0
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert pauses == [1]
    assert capsys.readouterr().err.startswith("storage_failed: Nothing happened")
    assert pay_once(*ROW) == 0
    assert capsys.readouterr().out.endswith("to @bo (was paid before)\n")
    assert pay_once("bo", "190", "rent-2026-03") == 6
    assert pauses == [1]
    assert kinds_booked(house.ledger)["send"] == 1


@pytest.mark.slow
def test_the_loop_in_python_is_typed(tmp_path: Path) -> None:
    program = tmp_path / "pay_once.py"
    program.write_text(block("python"))
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program)]
    done = subprocess.run(mypy, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout

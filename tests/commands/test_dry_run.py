"""--dry-run: the same checks and statuses as the real thing, no write, no rail, and the key is not used up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paycli.main import run
from tests.commands.conftest import refused
from tests.support.catalogue import CASES, parameters
from tests.support.misses import Misses
from tests.support.program import paycli_json
from tests.support.schemas import faults_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.support.town import Town


def files_in(folder: Path) -> Mapping[str, bytes]:
    """Give every file of a home but those that SQLite and the locks touch when they are only looked at."""
    passing = ("-wal", "-shm", ".lock")
    kept = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(passing)]
    return {str(path): path.read_bytes() for path in kept}


@pytest.mark.parametrize("part", range(4))
def test_a_dry_run_says_what_would_be_and_writes_nothing(
    unchanged: Town, capsys: pytest.CaptureFixture[str], part: int
) -> None:
    with Misses() as misses:
        for case in [each for each in CASES if each.can_be_tried][part::4]:
            key = ["-k", "dry"] if case.takes_key else []
            words, before = [*unchanged.words(case.acting()), *key], files_in(unchanged.ledger.parent)
            with misses.of(*words):
                capsys.readouterr()
                assert run([*words, "--dry-run", "--json"]) == 0
                document = json.loads(capsys.readouterr().out)
                assert document["dry_run"] is True
                # A file that would be taken over is no order.
                assert document.get("replayed", False) is False
                # There is no such order, so nothing names one.
                gone = {name: document[name] for name in ("id", "n", "time", "short", "qr", "link") if name in document}
                assert (document.get("state", "dry_run"), set(gone.values()) - {None}) == ("dry_run", set()), gone
                assert faults_of(case.command, document) == []
                assert run([*words, "--dry-run", "--quiet"]) == 0
                assert capsys.readouterr().out == ""
                assert run([*words, "--dry-run"]) == 0
                assert capsys.readouterr().out.startswith("Dry run, nothing was done: ")
                assert files_in(unchanged.ledger.parent) == before, (
                    "neither the books nor the bank's nor a note of ours"
                )


def test_a_dry_run_refuses_what_the_real_thing_refuses(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for line, status in [
            (case.acting(f"{case.command} {line}"), status)
            for case in CASES
            for line, status in case.bad
            if "--dry-run" in parameters()[case.command]
        ]:
            words = unchanged.words(line)
            with misses.of(*words):
                real = refused(capsys, status, *words, "--yes")
                dry = refused(capsys, status, *words, "--yes", "--dry-run")
                # A line to copy wants what was wanted.
                assert dry.err.replace(" --dry-run", "") == real.err.replace(" --no-key", "")


def test_a_dry_run_does_not_use_up_the_key(town: Town) -> None:
    words = ("send", "li", "0.03", "-k", "after-a-dry-run", "--as", "ming", "--yes")
    tried = paycli_json(*words, "--dry-run")
    assert [tried[name] for name in ("id", "n", "time", "state", "dry_run")] == [None, None, None, "dry_run", True]
    first = paycli_json(*words)
    assert first["replayed"] is False
    assert (first["dry_run"], first["state"]) == (False, "done")
    assert paycli_json(*words) == {**first, "replayed": True}
    again = paycli_json(*words, "--dry-run")
    assert again == {**first, "state": "dry_run", "replayed": True, "dry_run": True}
    assert paycli_json("send", "li", "0.04", *words[3:], "--dry-run", status=5)["error"]["exit"] == 5

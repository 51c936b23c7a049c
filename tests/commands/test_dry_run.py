"""--dry-run: the same checks and statuses as the real thing, no write, no rail, and the key is not used up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paycli.main import run
from tests.commands.conftest import Town, refused
from tests.support.program import paycli_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GOOD = {
    "send": "send li 1 for lunch --as ming",
    "pay": "pay SALE --tip 10% --as li",
    "refund": "refund PAID 5 --as cafe",
    "cancel envelope": "cancel ENVELOPE --as ming",
    "cancel sale": "cancel SALE --as cafe",
    "topup": "topup 20 --as ming",
    "withdraw": "withdraw 20 --as ming",
    "withdraw cash": "withdraw 20 --cash --as ming",
    "grab": "grab ENVELOPE --as li",
    "envelope": "envelope send 10 -n 3 hello --as ming",
    "cash in": "cash in li 20 --as ming",
    "charge": "pos charge 5 tea --as cafe",
    "cash out": "cash out CASH --as ming",
}
KEYLESS = {"cash out"}
BAD = {
    "send li 9999 --as ming": 3,
    "send nobody 1 --as ming": 4,
    "send li 1,000 --as ming": 2,
    "send ming 1 --as ming": 6,
    "send li 1XYZ --as ming": 2,
    "pay zzzzzzzzzzzz --as li": 4,
    "pay PAID --as li": 5,
    "pay SALE --as cafe": 6,
    "refund SALE --as cafe": 4,
    "refund PAID 11 --as cafe": 5,
    "cancel PAID --as cafe": 5,
    "cancel ENVELOPE --as li": 4,
    "topup 20 --from c9 --as ming": 4,
    "withdraw 9999 --as ming": 3,
    "withdraw 5 --as li": 4,
    "grab ENVELOPE --as cafe": 6,
    "envelope send 9999 --as ming": 3,
    "envelope send 0.01 -n 2 --as ming": 2,
    "pos charge 5 --as li": 6,
    "cash out SALE --as ming": 4,
}


def filled(line: str, town: Town) -> list[str]:
    places = {"SALE": town.sale, "PAID": town.paid, "ENVELOPE": town.envelope, "CASH": town.cash}
    return [places.get(word, word) for word in line.split()]


def files_in(folder: Path) -> Mapping[str, bytes]:
    """Give every file of a home but those that SQLite and the locks touch when they are only looked at."""
    passing = ("-wal", "-shm", ".lock")
    kept = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(passing)]
    return {str(path): path.read_bytes() for path in kept}


@pytest.mark.parametrize("name", GOOD)
def test_a_dry_run_says_what_would_be_and_writes_nothing(
    name: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    words, before = filled(GOOD[name], unchanged), files_in(unchanged.ledger.parent)
    if name not in KEYLESS:
        words += ["-k", "dry"]
    assert run([*words, "--dry-run", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["dry_run"] is True
    assert document["replayed"] is False
    assert run([*words, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("Dry run, nothing was done: ")
    assert files_in(unchanged.ledger.parent) == before, "neither the books nor the bank's nor a note of ours"


@pytest.mark.parametrize("line", BAD)
def test_a_dry_run_refuses_what_the_real_thing_refuses(
    line: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    words = filled(line, unchanged)
    real = refused(capsys, BAD[line], *words, "--yes")
    dry = refused(capsys, BAD[line], *words, "--yes", "--dry-run")
    assert dry.err == real.err


def test_a_dry_run_does_not_use_up_the_key(town: Town) -> None:
    words = ("send", "li", "0.03", "-k", "after-a-dry-run", "--as", "ming", "--yes")
    assert paycli_json(*words, "--dry-run")["dry_run"] is True
    first = paycli_json(*words)
    assert first["replayed"] is False
    assert "dry_run" not in first
    assert paycli_json(*words) == {**first, "replayed": True}
    again = paycli_json(*words, "--dry-run")
    assert (again["id"], again["dry_run"]) == (first["id"], True)
    assert paycli_json("send", "li", "0.04", *words[3:], "--dry-run", status=5)["error"]["exit"] == 5

"""Each line that an error says to try can be copied into a shell: a shell reads it, and the real parser takes it."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path

from paycli.console.hints import HINTS, LINES, hint_of, line_of
from paycli.errors import NoWalletThere, Step
from tests.support.misses import Misses
from tests.support.try_lines import trouble_with

ROOT = Path(__file__).resolve().parents[2]
# Values as they come, with what a shell would take for more than one word where they may hold it.
VALUES = {
    "path": "/srv/my ledger; x.db", "address": "/srv/my ledger; x.db", "thing": "0a1b2c3d4e5f", "who": "@li",
    "name": "li", "near": "@li", "amount": "5.00", "note": "it's 2", "envelope": "0a1b2c3d4e5f",
    "code": "PAYCLI:1/X/Y", "withdrawal": "0a1b2c3d4e5f", "sale": "0a1b2c3d4e5f", "group": "@fam", "rail": "sandbox",
    "setting": "most-packets", "short": "0a1b2c3d4e5f", "known": "@li, @bo", "right": "a", "wrong": "b",
}  # fmt: skip


def test_each_line_of_a_hint_or_a_step_is_one_that_a_shell_and_the_parser_take() -> None:
    hints = {error.__name__: hint_of(error(**VALUES)) for error in HINTS}
    # The line that was typed, with a word put right, is tested with the near misses.
    steps = {str(name): line_of(Step(name, VALUES)) for name in LINES if name != "type_instead"}
    with Misses() as misses:
        for name, line in {**hints, **steps}.items():
            with misses.of(name):
                assert not line.startswith("paycli ") or trouble_with(line) == "", line
    assert sum(line.startswith("paycli ") for line in steps.values()) > 25, "most steps are a line"


def test_each_line_that_a_raise_site_writes_is_one_too() -> None:
    found = {}
    for path in sorted((ROOT / "paycli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "help" and isinstance(node.value, ast.Constant):
                found[f"{path.name}:{node.value.lineno}"] = str(node.value.value)
    lines = {place: text for place, text in found.items() if text.startswith("paycli ")}
    with Misses() as misses:
        for place, line in lines.items():
            with misses.of(place):
                assert trouble_with(line) == "", line
    assert len(lines) > 3


def test_a_path_with_blanks_stays_one_word() -> None:
    place = VALUES["path"]
    assert shlex.split(line_of(Step("join", {"address": place}))) == ["paycli", "join", place]
    assert hint_of(NoWalletThere(path=place)).startswith(f"to join it: paycli join {shlex.quote(place)}; ")


def test_what_is_no_line_is_told() -> None:
    with Misses() as misses:
        for line in (
            "paycli resume shows it; if you want one more", "paycli nonsense", "paycli send li", "paycli log x y z",
            "paycli grab - < link.txt", "paycli send li 5 it's", "paycli send li $SUM", "paycli topup 5 --no-such",
        ):  # fmt: skip
            with misses.of(line):
                assert trouble_with(line)
        for line in ("paycli send li 5 'a; b' --as ming", "paycli topup 5.00 --ledger '/tmp/a b'", "paycli --help"):
            with misses.of(line):
                assert trouble_with(line) == ""

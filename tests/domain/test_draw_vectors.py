"""The vectors of draws that are shipped: programs that share no code come to them, and the page's example is one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain import draw
from tests.support import second_verifier

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "vectors" / "draw.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
DRAWS: list[dict[str, Any]] = VECTORS["draws"]
PAGE = (ROOT / "docs" / "fair-luck.md").read_text(encoding="utf-8")
each_draw = pytest.mark.parametrize("case", DRAWS, ids=lambda case: case["name"])


def agrees(case: dict[str, Any], shares: Sequence[int]) -> bool:
    if "shares" in case:
        return list(shares) == case["shares"]
    packed = b"".join(share.to_bytes(8, "big") for share in shares)
    ends = [list(shares[:5]), list(shares[-5:])] == [case["shares_begin"], case["shares_end"]]
    return ends and sha256(packed).hexdigest() == case["shares_sha256"]


def test_the_file_is_what_its_script_works_out_without_the_package() -> None:
    script = ROOT / "tools" / "draw_vectors.py"
    assert "paycli." not in re.sub(r'""".*?"""', "", script.read_text(encoding="utf-8"), flags=re.DOTALL)
    made = subprocess.run(
        [sys.executable, "-I", "-S", str(script)], capture_output=True, text=True, timeout=60, check=True
    )
    assert made.stdout == FILE.read_text(encoding="utf-8")


@each_draw
def test_the_rules_draw_the_shares_of_the_vectors(case: dict[str, Any]) -> None:
    seed = bytes.fromhex(case["seed"]) if case["seed"] else None
    assert agrees(case, draw.plan(case["rule"], case["amount"], case["count"], case["commitment"], seed))


@each_draw
def test_the_second_verifier_draws_the_shares_of_the_vectors(case: dict[str, Any]) -> None:
    body = SimpleNamespace(
        amount=case["amount"],
        count=case["count"],
        draw=SimpleNamespace(rule=case["rule"], commitment=case["commitment"]),
    )
    seed = bytes.fromhex(case["seed"]) if case["seed"] else None
    assert agrees(case, second_verifier.draw_shares(body, seed))


@pytest.mark.parametrize("case", [case for case in DRAWS if case["seed"]], ids=lambda case: case["name"])
def test_the_rules_use_the_numbers_of_the_vectors(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """So many numbers are taken, skipped ones too, and they begin as the file says."""
    streams: list[draw.Stream] = []

    class Watched(draw.Stream):
        def __init__(self, seed: bytes) -> None:
            super().__init__(seed)
            streams.append(self)

    monkeypatch.setattr(draw, "Stream", Watched)
    seed = bytes.fromhex(case["seed"])
    draw.shares(case["rule"], case["amount"], case["count"], seed)
    assert [stream._counter for stream in streams] == [case["used"]]
    first = draw.Stream(seed)
    # Below 2^64 nothing is skipped and nothing is divided: these are the numbers themselves.
    numbers = [first.below(2**64) for _ in case["hashes"]]
    assert numbers == [int(each[:16], 16) for each in case["hashes"]]


@pytest.mark.parametrize("case", VECTORS["below"], ids=lambda case: case["name"])
def test_single_draws_are_those_of_the_vectors(case: dict[str, Any]) -> None:
    stream = draw.Stream(bytes.fromhex(case["seed"]))
    assert [stream.below(int(bound)) for bound in case["bounds"]] == [int(value) for value in case["values"]]
    assert stream._counter == case["used"] == len(case["values"]) + len(case["skipped"])


def test_the_vectors_have_every_corner_of_the_rules() -> None:
    corners = {
        (case["rule"], "skipped" if case["skipped"] else "", case["amount"] == case["count"], min(case["count"], 3))
        for case in DRAWS
    }
    for rule in (draw.EVEN, draw.DOUBLE_MEAN):
        assert (rule, "skipped", False, 2) in corners
        assert {(rule, "", True, 3), (rule, "", True, 2), (rule, "", False, 1)} <= corners
        sizes = {(case["amount"], case["count"]) for case in DRAWS if case["rule"] == rule}
        assert {(12, 10), (100, 10), (10_000, 10)} <= sizes
        assert any(count == 10_000 for _, count in sizes)
    assert any(len(case["skipped"]) > 2 for case in VECTORS["below"])


def test_a_draw_that_does_not_skip_misses_the_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vectors tell a verifier that forgot about skipping."""

    class Careless(draw.Stream):
        def below(self, bound: int) -> int:
            return super().below(2**64) % bound

    monkeypatch.setattr(draw, "Stream", Careless)
    wrong = [
        case["name"]
        for case in DRAWS
        if case["seed"]
        and not agrees(case, draw.shares(case["rule"], case["amount"], case["count"], bytes.fromhex(case["seed"])))
    ]
    assert wrong == [case["name"] for case in DRAWS if case["skipped"]]
    assert len(wrong) == 4


def test_the_example_of_the_page_is_the_first_vector_with_all_its_numbers() -> None:
    example = DRAWS[0]
    seed = bytes.fromhex(example["seed"])
    assert f"`{seed.decode()}`" in PAGE
    assert example["commitment"] in PAGE
    assert example["used"] == len(example["hashes"]) == 4
    for c, whole in enumerate(example["hashes"]):
        assert whole == sha256(b"paycli draw v1\n" + seed + c.to_bytes(8, "big")).hexdigest()
        assert PAGE.count(whole) == 1
    # | c | number | below | drawn |
    rows = re.findall(r"^\| (\d) \| ([\d,]+) \| (\d) \| (\d) \|", PAGE, re.MULTILINE)
    assert [(int(c), int(number.replace(",", ""))) for c, number, _, _ in rows] == [
        (c, int(whole[:16], 16)) for c, whole in enumerate(example["hashes"])
    ]
    assert all(int(number.replace(",", "")) % int(m) == int(drawn) for _, number, m, drawn in rows)
    stream = draw.Stream(seed)
    assert [stream.below(int(m)) for _, _, m, _ in rows] == [int(drawn) for *_, drawn in rows]
    before = draw.shares(draw.DOUBLE_MEAN, example["amount"], example["count"], seed)
    assert f"**{', '.join(map(str, before))}**" in PAGE
    assert f"**{', '.join(map(str, example['shares']))}**" in PAGE

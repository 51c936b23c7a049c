"""What is written from right to left is set apart in every line, so that ids and fingerprints behind it stay whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.console.sanitise import isolated, safe, width
from paycli.main import run
from tests.commands.conftest import env  # noqa: F401  four people on a ledger
from tests.console.hostile import ISOLATE, torn_in
from tests.support.keys import keyed

if TYPE_CHECKING:
    from collections.abc import Mapping

HEBREW, ARABIC = "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("5.00 EUR to @li", "5.00 EUR to @li"),
        ("\u4f60\u597d  k3xd", "\u4f60\u597d  k3xd"),
        (f"{HEBREW} 5e:9a", f"<{HEBREW}> 5e:9a"),
        (f'"{HEBREW} 12 {ARABIC}" from @li', f'"<{HEBREW} 12 {ARABIC}>" from @li'),
        (f"{HEBREW} abc {ARABIC} 12", f"<{HEBREW}> abc <{ARABIC}> 12"),
        (f"{HEBREW}  {ARABIC}    1234", f"<{HEBREW}>  <{ARABIC}>    1234"),
        (f"k3xd  {HEBREW}\u05b8, 12", f"k3xd  <{HEBREW}\u05b8>, 12"),
        ("\u0661\u0662 - 34", "<\u0661\u0662> - 34"),
    ],
)
def test_only_what_runs_from_right_to_left_is_set_apart(line: str, shown: str) -> None:
    assert isolated(line, "utf-8") == shown.replace("<", "\u2068").replace(">", "\u2069")
    assert width(isolated(line, "utf-8")) == width(line), "the marks take no column"
    assert torn_in(isolated(line, "utf-8")) == []


def test_marks_of_others_stay_escapes_and_an_encoding_without_marks_gets_none() -> None:
    assert isolated(safe(f"\u2068{HEBREW}\u2069"), "utf-8") == f"\\u2068\u2068{HEBREW}\u2069\\u2069"
    assert isolated(HEBREW, "cp1255") == HEBREW


SAID = (
    f"wallet new shuk --shop --name {HEBREW}", f"send li 1 {HEBREW} 12 {ARABIC}", f"envelope send li 2 {ARABIC}",
    "inbox --as li", "envelope list --as li", "grab --as li", f"envelope send 2 -n 2 -m {HEBREW}",
    f"pos charge 3 {HEBREW} --no-wait --as shuk --expires 1h", f"pos charge 4 {ARABIC} --as shuk -k {HEBREW}",
    "log", "log --all", "wallet list", "wallet show shuk", "contact list", "ledger show", "envelope stats", "balance",
    f"show {HEBREW}", f"send {HEBREW} 1", f"ledger set {ARABIC} 5", f"grab {HEBREW}", f"send li {ARABIC}",
    f"config set color {HEBREW}", f"help {HEBREW}", HEBREW, f"cash in li 1 {HEBREW}", f"card bind --test {ARABIC}",
)  # fmt: skip


def test_every_view_sets_it_apart(env: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    def shown(*words: str) -> str:
        capsys.readouterr()
        run([*keyed(words), "--yes", *(() if "--as" in words else ("--as", "ming"))])
        return "".join(capsys.readouterr())

    found = {line: shown(*line.split()) for line in SAID}
    found |= {id_: shown("show", id_) for id_ in shown("log", "-q").split()}
    sale = shown("pos", "charge", "5", HEBREW, "--no-wait", "-q", "--as", "shuk").strip()
    found |= {line: shown(*line.split()) for line in (f"pay {sale}", f"pos receipt {sale} --as shuk", f"show {sale}")}
    refunded = shown("refund", sale, "1", ARABIC, "--as", "shuk")
    found["refund"] = refunded + shown("log", "--as", "shuk")
    assert {line: torn_in(text) for line, text in found.items() if torn_in(text)} == {}
    assert sum(bool(ISOLATE.search(text)) for text in found.values()) >= 20, "or nothing was shown at all"

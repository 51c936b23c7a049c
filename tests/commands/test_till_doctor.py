"""The doctor at a till: printer, screen, disk, and a scan that shows whether the wand's digits come through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.flows.till_doctor import _wand
from paycli.services.doctor import FAIL, OK, WARN
from tests.support.printers import NetworkPrinter
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

CAFE = ("--as", "cafe")


def found(house: Household, *words: str) -> dict[str, tuple[str, str]]:
    """Give what the doctor says of each subject last."""
    findings = house.json("doctor", "--till", *words)["findings"]
    return {each["subject"]: (each["state"], each["text"]) for each in findings}


def test_it_looks_at_what_a_till_needs(empty_house: Household, tmp_path: Path) -> None:
    house = empty_house.begin("li", shops=("cafe",))
    findings = found(house, *CAFE)
    assert {"screen", "glyphs", "printer", "clock", "disk"} <= findings.keys()
    assert findings["printer"] == (OK, "till 1 has none")
    assert "wand" not in findings
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, *CAFE)
        assert found(house, *CAFE)["printer"] == (OK, f"{printer.where} answers, and has paper")
        printer.manner = "empty"
        assert found(house, *CAFE)["printer"] == (WARN, f"{printer.where}: it has no paper")
    assert printer.papers == []
    file = tmp_path / "paper.bin"
    house.run("pos", "printer", "set", str(file), *CAFE)
    assert found(house, *CAFE)["printer"] == (OK, f"{file} can be written to")
    assert not file.exists()
    assert house.run("doctor", "--till", "--as", "li", status=78).status == 78


def test_a_scan_shows_whether_the_digits_come_through() -> None:
    cases = (
        ("4006381333931", OK, "13 digits, and the last one fits"),
        ("96385074", OK, "8 digits"),
        ("4006381333932", WARN, "not the code of an article"),
        ('\'àà-"_&"""ç"&', WARN, "French keyboard"),
        ("fw", WARN, "not the digits"),
        ("\x1b[2J", WARN, "\\x1b[2J"),
        ("no wand", OK, "none was tried"),
    )
    for typed, state, words in cases:
        finding = _wand(typed)
        assert (finding.state, words in finding.text) == (state, True), finding
    assert FAIL not in {state for _, state, _ in cases}


def test_somebody_at_a_terminal_is_asked_for_one_scan(empty_house: Household) -> None:
    empty_house.begin("li", shops=("cafe",))
    with Screen("doctor", "--till", *CAFE) as screen:
        screen.answer("Scan the code of any article, or press Enter [no wand]: ", "4006381333931")
        shown = flat(screen.ended())
    assert "80 x 24: a till on the whole screen has room" in shown
    assert "13 digits, and the last one fits the others" in shown

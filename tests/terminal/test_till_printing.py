"""A till with a printer: a receipt and a pulse for each sale, whatever is typed again; and one with a dead one."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.app import printing
from paycli.errors import Unavailable
from paycli.terminal import paper
from tests.support.escpos import printed, read_code
from tests.support.inside import in_process
from tests.support.printers import NetworkPrinter
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.inside import Ended, Household

CAFE = ("--as", "cafe")


@pytest.fixture
def house(empty_house: Household) -> Iterator[Household]:
    yield empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    for process in printing._started:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    have_ended()


def have_ended() -> None:
    """Wait until nobody sends any more."""
    while printing._started:
        os.waitpid(printing._started.pop(), 0)


def till(*lines: str) -> str:
    ended: Ended = in_process("pos", *CAFE, stdin="".join(f"{line}\n" for line in lines))
    assert ended.status == 0, ended
    return ended.out


def test_a_day_with_a_printer(house: Household) -> None:
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, "--columns", "32", "--auto", *CAFE)
        out = till("open 100", "12.50 Meißen", "cash 20", "3.00 tea", "gift a regular", "drawer change", "print", "x")
        assert "1-000002 goes to the printer as a COPY" in out
        house.run("pos", "charge", "2", "soup", "--no-wait", "--till", "1", *CAFE)
        for _ in range(2):
            house.run("pos", "cash", "1-3", "--till", "1", "-k", "once", *CAFE)
            house.run("pos", "drawer", "again", "--till", "1", "-k", "drawer", *CAFE)
        have_ended()
    found = printed(b"".join(printer.papers))
    assert (found.pulses, found.cuts, found.foreign) == (4, 4, [])
    heads = [row.text for row in found.rows if row.text.startswith(("Receipt", "COPY"))]
    assert heads == ["Receipt 1-000001", "Receipt 1-000002", "COPY", "Receipt 1-000002", "COPY", "Receipt 1-000003"]
    assert "Meißen                     12.50" in found.text
    first, *_ = codes = [read_code(each) for each in found.pictures]
    assert len(codes) == 4
    assert house.json("receipt", "verify", first, *CAFE)["receipt"] == "1-000001"
    assert house.json("pos", "printer", "show", *CAFE)["jobs"] == []


@pytest.mark.parametrize(
    "manner", ["deaf", *(pytest.param(each, marks=pytest.mark.slow) for each in ("refused", "/dev/full", "cut"))]
)
def test_a_till_goes_on_whatever_its_printer_does(house: Household, manner: str) -> None:
    """Its lines are answered to the end while the printer still has none of them; and no receipt is lost by that."""
    with NetworkPrinter("deaf" if manner != "cut" else "cut") as dead:
        where = {"refused": "127.0.0.1:1", "/dev/full": "/dev/full"}.get(manner, dead.where)
        house.run("pos", "printer", "set", where, "--auto", *CAFE)
        out = till("open 100", "12.50 mug", "cash 20", "3.00 tea", "cash 5", "drawer change")
        assert "PAID 12.50 EUR" in out
        assert "PAID 3.00 EUR" in out
        waiting = house.json("pos", "printer", "show", *CAFE)
        titles = [each["title"] for each in waiting["jobs"]]
        assert [each for each in titles if each.startswith("receipt")] == ["receipt 1-000001", "receipt 1-000002"]
        for process in printing._started:
            os.kill(process, signal.SIGKILL)
        have_ended()
    with NetworkPrinter() as good:
        house.run("pos", "printer", "set", good.where, "--auto", *CAFE)
        # Whatever was tried so often that somebody is to look first, goes on by that.
        house.run("pos", "printer", "test", *CAFE)
        have_ended()
    found = printed(b"".join(good.papers))
    heads = sorted(row.text for row in found.rows if row.text.startswith("Receipt"))
    assert heads == ["Receipt 1-000001", "Receipt 1-000002"]
    # Only a printer that was cut off may have printed some of one.
    assert found.text.count("COPY") in ((0,) if manner != "cut" else (0, 2, 4))
    assert till("print 1-1", "quit").count("as a COPY") == 1


@pytest.mark.slow
def test_somebody_at_the_till_hears_of_a_printer_that_does_not_print_and_types_nothing_for_it(house: Household) -> None:
    house.run("pos", "printer", "set", "127.0.0.1:1", "--auto", *CAFE)
    with Screen("pos", "--lines", *CAFE) as screen:
        screen.answer("> ", "open 100").answer("> ", "3.00 tea").answer("> ", "cash 5")
        screen.until("PAID 3.00 EUR").until("printer: 1 waits (127.0.0.1:1 is not there (Connection refused))")
        house.run("pos", "printer", "off", *CAFE)
        screen.type("quit\n").ended()


def test_a_full_disk_is_never_told_as_if_nothing_was_paid() -> None:
    assert paper.why(Unavailable(reason="the job could not be written")) == "the job could not be written."


def test_cash_that_goes_back_or_through_the_drawer_opens_it_once(house: Household) -> None:
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, *CAFE)
        till("open 100", "12.50 mug", "cash 20", "3.00 tea", "cash 5")
        house.run("pos", "charge", "2", "soup", "--no-wait", "--quiet", "--till", "1", *CAFE)
        house.run("pay", "--as", "li", house.json("show", "1-3", *CAFE)["id"])
        for _ in range(2):
            house.run("refund", "1-1", "2", "cold", "--till", "1", "-k", "once", *CAFE)
            house.run("refund", "1-3", "1", "cold", "--till", "1", "-k", "wallet", *CAFE)
            house.run("pos", "out", "50", "bank", "--till", "1", "-k", "out", *CAFE)
        house.run("refund", "1-1", "2", "cold", "--till", "1", "--dry-run", *CAFE)
        assert in_process("pos", "--yes", *CAFE, stdin="refund 1-2\nin 5 change\n").status == 0
        have_ended()
    assert printed(b"".join(printer.papers)).pulses == 2 + 2 + 2


def test_behind_a_clock_that_is_set_back_a_drawer_opens_for_what_is_new_and_for_no_repeat(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, *CAFE)
        house.run("pos", "open", "--float", "100", "--till", "1", *CAFE)
        once = ("pos", "drawer", "change", "--till", "1", "-k", "once", *CAFE)
        house.run(*once)
        with monkeypatch.context() as patch:
            patch.setenv("PAYCLI_NOW", "+1m")
            house.run("pos", "in", "5", "change", "--till", "1", *CAFE)
        have_ended()
        # As if a thousand others had been printed since.
        for mark in Path(os.environ["PAYCLI_HOME"]).rglob("printer-1/*.done*"):
            mark.unlink()
        house.run(*once)
        house.run("pos", "out", "5", "bank", "--till", "1", *CAFE)
        have_ended()
    assert printed(b"".join(printer.papers)).pulses == 3


def test_a_z_is_printed_once_and_again_as_a_copy_and_an_x_whenever_it_is_wanted(
    house: Household, tmp_path: Path
) -> None:
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, "--auto", *CAFE)
        assert till("open 100", "print x", "print x", "close 100").count("X goes to the printer\n") == 2
        house.run("pos", "open", "--float", "100", "--till", "1", *CAFE)
        house.run("pos", "close", "--counted", "100", "--till", "1", "--dry-run", *CAFE)
        once = ("pos", "close", "--counted", "100", "--till", "1", "-k", "once", *CAFE)
        # The day is closed by then, and nothing is kept for the printer: the repeat prints it.
        house.killed_at(printing.TillPrinter, "add", *once)
        for _ in range(2):
            house.run(*once)
        assert till("print z", "print z 1").count(" as a COPY") == 2
        house.run("pos", "printer", "set", printer.where, *CAFE)
        assert "Z 3 goes to the printer\n" in till("open 100", "close 100", "print z 3")
        have_ended()
    house.run("pos", "printer", "off", *CAFE)
    assert "counted" in till("print z")
    found = printed(b"".join(printer.papers))
    heads = [row.text for row in found.rows if row.text in {"COPY", "X", "Z 1", "Z 2", "Z 3"}]
    assert heads == ["X", "X", "Z 1", "Z 2", *("COPY", "Z 2", "COPY"), *("COPY", "Z 1", "COPY"), "Z 3"]
    assert (found.pulses, found.foreign) == (0, [])
    path = tmp_path / "z.txt"
    house.run("pos", "z", "2", "--out", str(path), *CAFE)
    assert "Z 2" in path.read_text()
    assert in_process("pos", "z", "2", "--out", str(path), *CAFE).status == 5
    assert in_process("pos", "z", "2", "--out", "z.pdf", *CAFE).status == 2


def test_what_is_damaged_is_named_and_printed_anew(house: Household) -> None:
    house.run("pos", "printer", "set", "127.0.0.1:1", "--auto", *CAFE)
    till("open 100", "12.50 mug", "cash 20", "3.00 tea", "cash 5")
    for process in printing._started:
        os.kill(process, signal.SIGKILL)
    have_ended()
    (file,) = Path(os.environ["PAYCLI_HOME"]).rglob("printer-1/*-sale-1-000001.waiting0")
    file.write_text("{")
    assert house.json("pos", "printer", "show", *CAFE)["damaged_jobs"] == 1
    words = "1 file of what is to be printed is damaged; in the till: print 1-000001"
    assert words in in_process("pos", "printer", "show", *CAFE).out
    assert words in in_process("doctor", "--till", *CAFE, stdin="\n").out
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, *CAFE)
        assert "1-000001 goes to the printer as a COPY" in till("print 1-1")
        have_ended()
    assert house.json("pos", "printer", "show", *CAFE)["damaged_jobs"] == 0
    found = [row.text for row in printed(b"".join(printer.papers)).rows if row.text.startswith(("Receipt", "COPY"))]
    assert sorted(found) == ["COPY", "COPY", "Receipt 1-000001", "Receipt 1-000002"]


def test_a_till_without_a_printer_shows_what_it_cannot_print(house: Household) -> None:
    before = set(printing._started)
    out = till("open 100", "3.00 tea", "cash", "print")
    assert "Receipt 1-000001" in out
    # Of others that print, this process may still know some.
    assert set(printing._started) <= before
    assert in_process("pos", "printer", "test", *CAFE).status == 78
    assert house.json("pos", "printer", "show", *CAFE)["printer"] is None


def test_the_receipt_of_another_till_is_a_copy_on_the_printer_of_this_one(house: Household) -> None:
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, "--till", "1", *CAFE)
        house.run("pos", "open", "--float", "10", "--till", "2", *CAFE)
        house.run("pos", "charge", "4", "soup", "--no-wait", "--till", "2", *CAFE)
        house.run("pos", "cash", "2-1", "--till", "2", *CAFE)
        ended = in_process("pos", "--till", "1", *CAFE, stdin="print 2-1\n")
        assert (ended.status, "2-000001 goes to the printer as a COPY" in ended.out) == (0, True)
        have_ended()
    found = printed(b"".join(printer.papers))
    assert (found.text.count("COPY"), found.pulses, "Receipt 2-000001" in found.text) == (2, 0, True)


def test_a_test_says_why_nothing_is_printed(house: Household) -> None:
    with NetworkPrinter("empty") as printer:
        house.run("pos", "printer", "set", printer.where, *CAFE)
        ended = in_process("pos", "printer", "test", *CAFE)
    assert (ended.status, "it has no paper" in ended.err) == (69, True)
    assert house.json("pos", "printer", "show", *CAFE)["jobs"] == []


def test_receipts_as_files(house: Household, tmp_path: Path) -> None:
    till("open 100", "3.00 שלם", "cash")
    for name, begins in (("r.txt", b" "), ("r.svg", b"<?xml"), ("r.png", b"\x89PNG"), ("r.bin", b"\x1b@")):
        path = tmp_path / name
        assert house.run("pos", "receipt", "1-1", "--out", str(path), "--columns", "32", *CAFE).status == 0
        assert path.read_bytes().startswith(begins)
        assert path.stat().st_mode & 0o777 == 0o600
        assert in_process("pos", "receipt", "1-1", "--out", str(path), *CAFE).status == 5
    assert printed((tmp_path / "r.bin").read_bytes()).cuts == 1
    # Where it is read, the name would take the amount to its other side.
    assert "\u2068שלם\u2069                         3.00" in (tmp_path / "r.txt").read_text()

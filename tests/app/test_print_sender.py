"""What waits for a printer comes out once, or again as a copy, and is never lost; a drawer opens once at most."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, Literal

import pytest

from paycli.app import print_sender
from paycli.app.print_sender import Sending, send_all, send_waiting
from paycli.app.printing import is_sending
from paycli.domain.printing import PULSE_LASTS_MS, Printer, PrintJob, place_of
from paycli.errors import PaycliError, PrinterTrouble, Usage
from paycli.home.print_jobs import PrinterFolder
from paycli.printers.network import network_port
from paycli.printers.port import Patience
from tests.support.printers import NetworkPrinter

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.printers import Manner

_NOW = 1_795_953_600_000
_IMPATIENT = Patience(0.3, 0.3, 0.3, 0.3)
# More than the kernel keeps for somebody who does not read.
_LONG = b"x" * 24_000_000
_LONG_FOR_A_PIPE = _LONG[:300_000]


@pytest.fixture
def folder(tmp_path: Path) -> PrinterFolder:
    tmp_path.chmod(0o700)
    return PrinterFolder(tmp_path / "printer-1")


def receipt(key: str = "sale-1-000041", data: bytes = b"receipt" * 20) -> PrintJob:
    return PrintJob(key, "receipt 1-000041", data, b"COPY " + data)


def pulse(key: str = "pulse-1-000041") -> PrintJob:
    return PrintJob(key, "drawer", b"PULSE")


def send(folder: PrinterFolder, where: str, now_ms: int = _NOW, *, one_way: bool = False) -> bool:
    """Send once what waits; tells whether the printer was in no trouble."""
    return send_waiting(Sending(folder, _IMPATIENT, lambda: now_ms), Printer(where, one_way=one_way))


def states(folder: PrinterFolder) -> list[str]:
    return [f"{each.key} {each.state}{each.tries}" for each in folder.open_files()]


def test_jobs_are_printed_once_in_their_order_pulses_first(folder: PrinterFolder) -> None:
    assert [folder.add(each, _NOW) for each in (receipt(), pulse(), receipt("sale-1-000042", b"second"))] == [True] * 3
    assert not folder.add(receipt(), _NOW)
    with NetworkPrinter() as printer:
        assert send(folder, printer.where)
        assert not folder.add(receipt(), _NOW + 5)
        assert not folder.add(pulse(), _NOW + 5)
        assert send(folder, printer.where)
    assert printer.papers == [b"PULSE" + b"receipt" * 20 + b"second"]
    assert (states(folder), folder.trouble()) == ([], "")


@pytest.mark.parametrize(
    ("manner", "words", "state", "comes"),
    [
        ("refused", "is not there (Connection refused)", "waiting0", b"receipt" * 20),
        ("deaf", "does not say how it stands (no answer in time)", "waiting0", b"receipt" * 20),
        ("mute", "does not say how it stands (no answer in time)", "waiting0", b"receipt" * 20),
        ("empty", "it has no paper", "waiting0", b"receipt" * 20),
        ("open", "its cover is open", "waiting0", b"receipt" * 20),
        ("cut", "broke off", "sent1", b"COPY " + b"receipt" * 20),
        ("endless", "broke off (no answer in time)", "sent1", b"COPY " + b"receipt" * 20),
    ],
)
def test_a_job_comes_out_after_any_trouble(
    folder: PrinterFolder, manner: Manner | Literal["refused"], words: str, state: str, comes: bytes
) -> None:
    """It stays as it was where nothing can have been printed; else it comes again as a copy. No pulse is repeated."""
    folder.add(receipt(), _NOW)
    with nullcontext() if manner == "refused" else NetworkPrinter(manner) as bad:
        assert not send(folder, "127.0.0.1:1" if bad is None else bad.where)
        assert words in folder.trouble()
        assert states(folder) == [f"sale-1-000041 {state}"]
    with NetworkPrinter() as good:
        folder.add(pulse(), _NOW)
        assert send(folder, good.where)
    assert good.papers == [b"PULSE" + comes]
    assert (states(folder), folder.trouble()) == ([], "")


def test_a_pulse_is_sent_once_and_not_when_nobody_stands_there_any_more(folder: PrinterFolder) -> None:
    folder.add(pulse(), _NOW)
    with NetworkPrinter("endless") as printer:
        assert not send(folder, printer.where)
    assert states(folder) == ["pulse-1-000041 sent1"]
    folder.add(pulse("pulse-1-000042"), _NOW - PULSE_LASTS_MS - 1)
    with NetworkPrinter() as printer:
        assert send(folder, printer.where)
    assert (printer.papers, states(folder)) == ([], [])


def test_a_listener_that_takes_a_part_and_no_more() -> None:
    with (
        NetworkPrinter("deaf") as printer,
        network_port(place_of(printer.where), _IMPATIENT, one_way=True) as port,
        pytest.raises(PrinterTrouble) as stopped,
    ):
        port.send(_LONG)
    assert stopped.value.values["begun"] is True


def test_after_three_tries_of_unknown_end_somebody_has_to_look(folder: PrinterFolder) -> None:
    folder.add(receipt(), _NOW)
    with NetworkPrinter("endless") as printer:
        assert [send(folder, printer.where) for _ in range(4)] == [False, False, False, True]
        assert len(printer.papers) == 3
    assert states(folder) == ["sale-1-000041 held3"]
    with NetworkPrinter() as printer:
        assert send(folder, printer.where)
        assert printer.papers == []
        folder.add(PrintJob("test-1", "a page", b"page", b"page"), _NOW + 1)
        folder.set(Printer(printer.where))
        send_all(Sending(folder, _IMPATIENT, lambda: _NOW))
    assert b"".join(printer.papers) == b"pageCOPY " + b"receipt" * 20
    assert states(folder) == []


def test_a_job_that_no_printer_takes_stops_no_other_and_ends_by_itself(folder: PrinterFolder) -> None:
    """Each paper that comes out gives it one more try, up to nine in all."""
    folder.set(Printer("127.0.0.1:1"))
    tries = []
    with NetworkPrinter("poisoned") as printer:
        folder.add(receipt("sale-1-000001", b"poison" * 30), _NOW)
        for number in range(2, 12):
            folder.add(receipt(f"sale-1-{number:06d}"), _NOW + number)
            while not send(folder, printer.where):
                pass
            tries.append(next((each.tries for each in folder.open_files()), None))
    assert tries == [3, 4, 5, 6, 7, 8, 9, 9, 9, 9]
    papers = b"".join(printer.papers)
    assert papers.count(b"COPY poison") == 8
    assert papers.count(b"receipt" * 20) == 10
    assert states(folder) == ["sale-1-000001 held9"]


def test_what_is_wanted_once_the_clock_was_set_back_ends_the_pause_of_whoever_sends(
    folder: PrinterFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_sender, "_PAUSES_S", (1000,))
    with NetworkPrinter("empty") as printer:
        folder.set(Printer(printer.where))
        folder.add(receipt("sale-1-000001"), _NOW)
        sender = threading.Thread(target=send_all, args=(Sending(folder, _IMPATIENT, lambda: _NOW),), daemon=True)
        sender.start()
        while not folder.trouble():
            sender.join(0.01)
        printer.manner = "good"
        folder.add(receipt("sale-1-000002", b"second"), _NOW - 3_600_000)
        sender.join(30)
    assert (printer.papers, states(folder)) == ([b"receipt" * 20 + b"second"], [])


def test_files_and_devices(folder: PrinterFolder, tmp_path: Path) -> None:
    file = tmp_path / "paper.bin"
    for job in (receipt(), pulse()):
        folder.add(job, _NOW)
    for where, words in (
        ("/dev/full", "/dev/full: No space left on device"),
        (str(tmp_path), "cannot be opened (Is a directory)"),
        (str(tmp_path / "no" / "such"), "cannot be opened (No such file or directory)"),
    ):
        assert not send(folder, where)
        assert words in folder.trouble()
        assert states(folder) == ["sale-1-000041 waiting0", "pulse-1-000041 waiting0"]
    assert send(folder, str(file))
    assert file.read_bytes() == b"PULSE" + b"receipt" * 20
    assert states(folder) == []


def test_a_device_that_takes_no_more_and_one_that_nobody_reads(folder: PrinterFolder, tmp_path: Path) -> None:
    pipe = tmp_path / "device"
    os.mkfifo(pipe)
    folder.add(receipt(data=_LONG_FOR_A_PIPE), _NOW)
    assert not send(folder, str(pipe))
    assert states(folder) == ["sale-1-000041 waiting0"]
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert not send(folder, str(pipe))
        assert "it took nothing for 0.3 s" in folder.trouble()
        assert states(folder) == ["sale-1-000041 sent1"]
    finally:
        os.close(reader)


def test_a_full_disk_takes_nothing_of_a_file_that_was_begun(
    folder: PrinterFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "paper.bin"
    file.write_bytes(b"before")
    folder.add(receipt(), _NOW)
    write = os.write

    def first_half(descriptor: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:50])

    monkeypatch.setattr(os, "write", first_half)
    assert not send(folder, str(file))
    monkeypatch.undo()
    assert (file.read_bytes(), states(folder)) == (b"before", ["sale-1-000041 waiting0"])


@pytest.mark.slow
@pytest.mark.parametrize("place", ["turned", "send", "done"])
def test_a_kill_at_any_moment_prints_it_once_or_again_as_a_copy(folder: PrinterFolder, place: str) -> None:
    """A child is killed as soon as it has begun a job, has sent it, or is about to note that it is printed."""
    folder.add(receipt(), _NOW)
    with NetworkPrinter() as printer:
        folder.set(Printer(printer.where))
        child = os.fork()
        if child == 0:
            try:
                _die_behind(place)
                send_all(Sending(folder, Patience(), lambda: _NOW))
            finally:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert not is_sending(folder)
        send_all(Sending(folder, Patience(), lambda: _NOW))
    papers = [each for each in printer.papers if each]
    copy = b"COPY " + b"receipt" * 20
    assert papers == ([copy] if place == "turned" else [b"receipt" * 20, copy])
    assert states(folder) == []


def _die_behind(place: str) -> None:
    from paycli.printers.network import _NetworkPort

    owner = _NetworkPort if place == "send" else PrinterFolder
    real = getattr(owner, place)

    def deadly(*arguments: object) -> object:
        if place != "done":
            real(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    setattr(owner, place, deadly)


def test_what_is_kept_wrongly_is_never_sent(folder: PrinterFolder) -> None:
    folder.add(receipt(), _NOW)
    (file,) = folder.open_files()
    (folder.path / file.name).write_bytes(b"{")
    with NetworkPrinter() as printer:
        assert send(folder, printer.where)
    assert (states(folder), printer.papers) == (["sale-1-000041 held0"], [])
    assert folder.forget() == 1
    for key in ("", "../x", "A", "a" * 61, "a/b", "a.b"):
        with pytest.raises(PaycliError):
            folder.add(receipt(key), _NOW)
    hosts = ("a b", "host:0", "host:70000", "host:x", "[::1", "", "ho\nst")
    for where in (*hosts, "/dev/l\np0", "/dev/\x1b[31m", "/\u202e0pl", "/" * 1001, "/\udcff"):
        with pytest.raises(Usage):
            place_of(where)
    assert [place_of(each) for each in ("a", "[::1]:9", "/dev/lp0")] == [("a", 9100), ("::1", 9), ("/dev/lp0", 0)]


def test_settings_that_are_no_printer_are_refused_and_set_anew(folder: PrinterFolder) -> None:
    printer = Printer("127.0.0.1", 32, "cp437", auto=True, one_way=True)
    assert [folder.set(each) for each in (None, printer, printer)] == [False, True, False]
    assert folder.settings() == printer
    for damaged in (
        '{"where": "a b"}',
        "[]",
        '{"where":"/x","columns":33,"code_page":"cp858","auto":true,"one_way":false}',
    ):
        (folder.path / "printer.json").write_text(damaged)
        with pytest.raises(PaycliError):
            folder.settings()
        assert folder.set(printer)

"""The folder of a printer: whatever somebody writes into a file there is no bug, and only kept jobs are sent."""

from __future__ import annotations

import json
import os
import tracemalloc
import zlib
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from paycli.console.escpos import Paper, receipt_bytes
from paycli.domain.printing import JOB_BYTES_MOST, MARKS_MOST, Printer, PrintJob, WaitingJob
from paycli.errors import Misconfigured
from paycli.home.print_jobs import PrinterFolder
from tests.home.test_hostile_files import changed
from tests.support.misses import Misses

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.home.job_files import JobFile

_NOW = 1_795_953_600_000


@pytest.fixture
def folder(tmp_path: Path) -> PrinterFolder:
    tmp_path.chmod(0o700)
    return PrinterFolder(tmp_path / "printer-1")


def test_whatever_stands_in_its_files_is_no_bug(folder: PrinterFolder) -> None:
    folder.set(Printer("192.0.2.7"))
    folder.note_trouble("it has no paper")
    folder.add(PrintJob("sale-1-000001", "receipt", b"data", b"copy"), _NOW)
    (file,) = folder.open_files()
    printer, job, trouble = (folder.path / name for name in ("printer.json", file.name, "trouble.json"))
    with Misses() as misses:
        for name, data in changed(printer.read_bytes()):
            printer.write_bytes(data)
            with misses.of("settings", name):
                try:
                    found = folder.settings()
                except Misconfigured:
                    continue
                assert found is not None
                assert receipt_bytes((), Paper(found.columns, found.code_page))
        for name, data in changed(job.read_bytes()):
            job.write_bytes(data)
            with misses.of("job", name):
                assert isinstance(folder.job(file), WaitingJob | None)
        for name, data in changed(trouble.read_bytes()):
            trouble.write_bytes(data)
            with misses.of("trouble", name):
                assert isinstance(folder.trouble(), str)


def test_other_files_are_no_jobs(folder: PrinterFolder) -> None:
    folder.add(PrintJob("a", "", b"", b""), _NOW)
    for name in ("x", "1795953600000-a.waiting0", "000000002-1795953600000-A.waiting0", "1-a.waiting0",
                 "000000002-1795953600000-.waiting0", "000000002-1795953600000-a.waiting"):  # fmt: skip
        (folder.path / name).write_bytes(b"{}")
    assert [each.key for each in folder.files()] == ["a"]


def test_marks_of_printed_jobs_are_kept_for_long_and_not_for_ever(folder: PrinterFolder) -> None:
    folder.add(PrintJob("sale-1-000001", "", b"", b""), _NOW)
    (first,) = folder.open_files()
    over(folder, first, range(2, MARKS_MOST + 2))
    folder.done(first)
    keys = [each.key for each in folder.files()]
    assert len(keys) == MARKS_MOST
    assert "sale-1-000001" not in keys


def test_a_clock_that_is_set_back_makes_nothing_come_out_again(folder: PrinterFolder) -> None:
    """Sales are told apart by their numbers: neither the newest, nor one that is long forgotten, is printed again."""
    folder.add(PrintJob("sale-1-000001", "", b"", b""), _NOW)
    (first,) = folder.open_files()
    folder.done(first)
    over(folder, first, range(2, MARKS_MOST + 1), step_ms=-1000)
    last = PrintJob(f"sale-1-{MARKS_MOST + 1:06d}", "", b"receipt", b"copy")
    pulse = PrintJob(f"pulse-1-{MARKS_MOST + 1:06d}", "", b"pulse")
    for job in (last, pulse):
        assert folder.add(job, _NOW - 10_000_000)
    for file in folder.open_files():
        folder.done(file)
    again = [last, pulse, PrintJob("sale-1-000001", "", b"", b"")]
    assert [folder.add(job, _NOW - 20_000_000) for job in again] == [False] * 3
    assert folder.add(PrintJob("sale-1-1000000", "", b"", b""), _NOW)


def test_what_is_wanted_later_comes_later_though_the_clock_was_set_back(folder: PrinterFolder) -> None:
    for number in (3, 1, 2):
        folder.add(PrintJob(f"copy-1-{number:06d}-ab", "", b"", b"x"), _NOW - number)
    assert [each.key for each in folder.open_files()] == ["copy-1-000003-ab", "copy-1-000001-ab", "copy-1-000002-ab"]
    for file in folder.open_files():
        folder.done(file)
    assert folder.files() == [], "nobody asks for such a key again"


def over(folder: PrinterFolder, like: JobFile, numbers: range, step_ms: int = 1) -> None:
    """Note sales as printed."""
    for place, number in enumerate(numbers):
        wanted = _NOW + step_ms * (place + 1)
        mark = like._replace(place=place + 2, wanted=wanted, key=f"sale-1-{number:06d}", state="done")
        (folder.path / mark.name).touch()


def test_no_job_fills_memory_and_none_is_cut(folder: PrinterFolder) -> None:
    fits = PrintJob("sale-1-000001", "", b"x" * JOB_BYTES_MOST, b"")
    assert folder.add(fits, _NOW)
    for data in (b"x" * (JOB_BYTES_MOST + 1), os.urandom(JOB_BYTES_MOST) + b"x"):
        with pytest.raises(Misconfigured, match="too long"):
            folder.add(PrintJob("sale-1-000002", "", data, b""), _NOW)
    (file,) = folder.open_files()
    found = folder.job(file)
    assert found is not None
    assert found.job == fits
    bomb = b64encode(zlib.compress(bytes(100_000_000), 9)).decode()
    for text in (json.dumps({"title": "", "data": bomb, "copy": ""}), json.dumps({"title": "x" * 4 * JOB_BYTES_MOST})):
        (folder.path / file.name).write_text(text)
        tracemalloc.start()
        assert folder.job(file) is None
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
        tracemalloc.stop()

"""The folder of a printer: whatever somebody writes into a file there is no bug, and only kept jobs are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.console.escpos import Paper, receipt_bytes
from paycli.domain.printing import MARKS_MOST, Printer, PrintJob, WaitingJob
from paycli.errors import Misconfigured
from paycli.home.print_jobs import PrinterFolder
from tests.home.test_hostile_files import changed
from tests.support.misses import Misses

if TYPE_CHECKING:
    from pathlib import Path

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
    for name in ("x", "1795953600000-a.waiting", "1795953600000-A.waiting0", "1-a.waiting0", "1795953600000-.waiting0"):
        (folder.path / name).write_bytes(b"{}")
    assert [each.key for each in folder.files()] == ["a"]


def test_marks_of_printed_jobs_are_kept_for_long_and_not_for_ever(folder: PrinterFolder) -> None:
    folder.add(PrintJob("sale-1-000001", "", b"", b""), _NOW)
    (first,) = folder.open_files()
    for number in range(2, MARKS_MOST + 2):
        (folder.path / first._replace(key=f"sale-1-{number:06d}", wanted=_NOW + number, state="done").name).touch()
    folder.done(first)
    keys = [each.key for each in folder.files()]
    assert len(keys) == MARKS_MOST
    assert "sale-1-000001" not in keys

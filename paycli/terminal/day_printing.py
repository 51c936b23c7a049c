"""Printing a day at a till, its X or its Z, as receipts are printed: it never raises for a printer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from paycli.app.printing import TillPrinter
from paycli.console.escpos import Paper, receipt_bytes
from paycli.console.views.day_paper import day_paper
from paycli.console.views.tills import day_letter
from paycli.domain.printing import PrintJob
from paycli.errors import PaycliError
from paycli.services.sales.paper import paper_day
from paycli.terminal.paper import why

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.printing import Printer
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.shifts import ShiftChanged, ShiftReport


def after_close(app: OpenedApp, changed: ShiftChanged) -> str:
    """Print the Z of a day that was closed where the printer is to do so by itself, once.

    Gives what to say of the printer; empty where nothing is wrong.
    """
    if changed.dry_run or not app.remembers:
        return ""
    try:
        printer = TillPrinter(app, changed.report.till)
        settings = printer.settings()
        if settings is None or not settings.auto:
            return ""
        from paycli.services.reading.reader import reading

        with reading(app) as reader:
            printer.add(_job(reader, changed.report, settings, _key(changed.report)))
        return printer.state().words
    except PaycliError as error:
        return f"Z {changed.report.number} cannot be printed: {why(error)}"


def print_day(app: OpenedApp, reader: Reader, report: ShiftReport) -> str | None:
    """Print an X, or a Z, which is a copy where it was printed before; None where its till has no printer.

    Gives what to say of it. Raises what keeping it raises.
    """
    if not app.remembers:
        return None
    printer = TillPrinter(app, report.till)
    settings = printer.settings()
    if settings is None:
        return None
    said = f"{day_letter(report)} goes to the printer"
    once = os.urandom(4).hex()
    if report.closed is None:
        printer.put_away_damaged("print x")
        printer.add(_job(reader, report, settings, f"x-{once}"))
    else:
        printer.put_away_damaged(f"print z {report.number}")
        if not printer.add(_job(reader, report, settings, _key(report))):
            job = _job(reader, report, settings, f"copy-z-{report.number}-{once}")
            printer.add(job._replace(data=job.copy, title=f"{job.title}, a copy"))
            said += " as a COPY"
    words = printer.state().words
    return f"{said}    {words}" if words else said


def _key(report: ShiftReport) -> str:
    return f"z-{report.till}-{report.number:06d}"


def _job(reader: Reader, report: ShiftReport, settings: Printer, key: str) -> PrintJob:
    paper, day = Paper(settings.columns, settings.code_page), paper_day(reader, report)
    data, copy = (
        receipt_bytes(day_paper(day, reader.registry, paper.columns, copy=is_copy), paper) for is_copy in (False, True)
    )
    return PrintJob(key, day_letter(report), data, copy)

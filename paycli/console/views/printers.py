"""Views of a till's printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from paycli.console.documents import printers as documents
from paycli.console.output import Document, Line
from paycli.console.times import iso_utc
from paycli.console.views.wording import joined, local

if TYPE_CHECKING:
    from typing import Literal

    from paycli.domain.printing import Printer, PrinterState, WaitingJob
    from paycli.domain.registry import Registry

_STATES = {"sent": "perhaps printed, comes again as a COPY", "held": "perhaps printed, waits for you"}


class _Settings(TypedDict):
    till: int
    printer: str | None
    columns: int | None
    code_page: str | None
    auto: bool
    one_way: bool


def _settings(till: int, printer: Printer | None) -> _Settings:
    return {
        "till": till,
        "printer": printer.where if printer else None,
        "columns": printer.columns if printer else None,
        "code_page": printer.code_page if printer else None,
        "auto": printer is not None and printer.auto,
        "one_way": printer is not None and printer.one_way,
    }


def _line(till: int, printer: Printer | None) -> str:
    if printer is None:
        return f"Till {till} has no printer"
    form = f"{printer.columns} columns, {printer.code_page}"
    auto = "prints each sale that is paid, and each Z" if printer.auto else "prints when somebody types print"
    one_way = "is not asked whether it printed" if printer.one_way else ""
    return joined((f"Till {till} prints on {printer.where}", form, auto, one_way))


def shown(till: int, printer: Printer | None, state: PrinterState, registry: Registry) -> Document:
    """Show a printer and what waits for it."""
    data = documents.Printer(
        **_settings(till, printer),
        printer_trouble=state.trouble or None,
        jobs=tuple(_job(each) for each in state.waiting),
        damaged_jobs=len(state.damaged),
    )
    lines = [Line(_line(till, printer), "head")]
    if state.words:
        lines.append(Line(state.words, "bad"))
    elif not state.waiting and printer is not None:
        lines.append(Line("Nothing waits."))
    lines += [
        Line(joined((each.job.title, f"since {local(each.since, registry)}", _STATES.get(each.state, ""))))
        for each in state.waiting
    ]
    return Document(data, tuple(lines), printer.where if printer else "")


def _job(each: WaitingJob) -> documents.PrintWaiting:
    state = cast("Literal['waiting', 'sent', 'held']", each.state)
    return documents.PrintWaiting(each.job.title, iso_utc(each.since), state)


def changed(till: int, printer: Printer | None, *, was_changed: bool, thrown_away: int = 0) -> Document:
    """Show a printer that was set, or is no more."""
    data = documents.PrinterChanged(**_settings(till, printer), thrown_away=thrown_away, changed=was_changed)
    away = f"{thrown_away} that waited for it are not printed any more" if thrown_away else ""
    lines = [Line(joined((_line(till, printer), away)), "good")]
    if printer is not None:
        lines.append(Line("Try it: paycli pos printer test", "dim"))
    return Document(data, tuple(lines), printer.where if printer else "")


def tested(till: int, printer: Printer) -> Document:
    """Show that a printer printed a page."""
    line = f"{printer.where} printed a page. Its row of figures has to end at the edge of the paper"
    if printer.one_way or "/" in printer.where:
        line = f"A page was sent to {printer.where}. Look whether it was printed"
    return Document(documents.PrinterTested(till, printer.where), (Line(line, "good"),), printer.where)

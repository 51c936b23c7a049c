"""Views of batches: of each row while it is paid, and of what came of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import batches as documents
from paycli.console.documents.batches import BatchRow
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.wording import balance, decimal, fields, joined, local, money, play, state_word, utc
from paycli.domain.batch_kinds import NEW
from paycli.domain.state import DONE, PENDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.batches.listed import BatchPart
    from paycli.services.batches.results import BatchPaid, FileChecked, RowResult

_REFUSED_LINES_MOST = 20


def row_data(row: RowResult, registry: Registry) -> BatchRow:
    """Give what came of a row for programs."""
    return BatchRow(
        id=row.id,
        kind=row.kind,
        state=state_word(row.state),
        line=row.line,
        row=row.row,
        n=row.n,
        time=utc(row.time),
        to=(row.to,),
        **fields(row.money, registry),
        note=row.note,
        code=row.code or None,
        message=row.reason or None,
        replayed=row.replayed,
    )


def paid(result: BatchPaid, registry: Registry) -> Document:
    """Show what came of a batch."""
    done = DONE if result.paid == result.rows else PENDING
    data = documents.BatchPaid(
        id=result.id,
        kind=result.kind,
        state="dry_run" if result.dry_run else state_word(done),
        label=result.name,
        part=result.part,
        rows=result.rows,
        paid=result.paid,
        refused=tuple(row_data(row, registry) for row in result.refused),
        n=result.n,
        time=utc(result.time),
        **fields(result.money, registry),
        paid_amount=decimal(result.paid_money, registry),
        returned_amount=decimal(result.returned, registry) if result.returned else None,
        balance=decimal(result.balance, registry),
        replayed=result.rows == result.replayed,
        dry_run=result.dry_run,
    )
    return Document(data, tuple(_lines(result, registry)), result.id, _warnings(result))


def _lines(result: BatchPaid, registry: Registry) -> list[Line]:
    if result.dry_run:
        left = result.rows - result.paid
        before = f", {_rows(result.paid)} paid before" if result.paid else ""
        text = f"Dry run, nothing was done: {_rows(left)} of {result.name} would be paid{before}"
        return [Line(joined((text, f"{money(result.money, registry)} in all{play(registry)}")), "good")]
    good = result.paid == result.rows
    before = f", {result.replayed} of them before" if result.replayed else ""
    text = f"{result.name}: {result.paid} of {_rows(result.rows)} paid{before}"
    amount = f"{money(result.paid_money, registry)}{play(registry)}"
    lines = [Line(joined((text, amount, result.short or "")), "good" if good else "warn")]
    if result.returned is not None:
        lines.append(Line(f"{money(result.returned, registry)} came back", "dim"))
    lines += [
        Line(f"  line {row.line}    {row.to}    {money(row.money, registry)}    {row.reason}", "bad")
        for row in result.refused[:_REFUSED_LINES_MOST]
    ]
    if result.refused_rows > _REFUSED_LINES_MOST:
        lines.append(Line(f"  and {result.refused_rows - _REFUSED_LINES_MOST} more", "bad"))
    lines.append(Line(balance(result.balance, registry), "dim"))
    return lines


def _warnings(result: BatchPaid | FileChecked) -> tuple[str, ...]:
    return tuple(f"lines {first} and {second} pay the same to the same payee" for first, second in result.equal)


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


# --- a file, and what was set aside ----------------------------------------------------------------------------------
def checked(result: FileChecked, registry: Registry) -> Document:
    """Show a file that could be paid."""
    data = documents.BatchChecked(
        rows=result.rows,
        without_id=result.without_id,
        **fields(result.money, registry),
        balance=decimal(result.balance, registry),
    )
    line = joined((f"GOOD: {_rows(result.rows)}", f"{money(result.money, registry)}{play(registry)}"))
    lines = [Line(line, "good"), Line(balance(result.balance, registry), "dim")]
    if result.without_id:
        verb = "has" if result.without_id == 1 else "have"
        lines.insert(
            1, Line(f"{_rows(result.without_id)} {verb} no id: a corrected row would be paid once more", "warn")
        )
    return Document(data, tuple(lines), None, _warnings(result))


def parts(results: Sequence[BatchPart], registry: Registry) -> Listing:
    """Show what was set aside for batches."""
    rows = [
        (
            local(each.time, registry),
            each.short,
            each.label,
            f"{each.paid} of {each.rows} paid",
            money(each.money, registry),
            _left(each, registry),
        )
        for each in results
    ]
    items = [
        documents.BatchPart(
            n=each.n,
            time=iso_utc(each.time),
            id=each.id,
            kind=NEW,
            state=state_word(each.state),
            label=each.label,
            rows=each.rows,
            paid=each.paid,
            **fields(each.money, registry),
            held=decimal(each.left, registry),
            due=iso_utc(each.due),
        )
        for each in results
    ]
    table = Table(("WHEN", "ID", "NAME", "ROWS", "AMOUNT", ""), rows, right=(4,), cut=(2,), keep=(0, 1))
    empty = "No batches. Pay one: paycli batch FILE --name NAME"
    return Listing(items, table, empty, [each.id for each in results])


def _left(part: BatchPart, registry: Registry) -> str:
    if part.state != PENDING:
        return part.state
    return f"holds {money(part.left, registry)} until {local(part.due, registry)}"

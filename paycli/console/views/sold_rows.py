"""Views of what was sold, line by line: a list, and the lines of a file for bookkeeping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.csv_lines import csv_lines, text_cell
from paycli.console.documents.sold_rows import SoldExported, SoldRow
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import book_date, iso_utc
from paycli.console.views.taxes import rate_text
from paycli.domain.money import format_minor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.sales.sold_rows import Settled
    from paycli.services.sales.sold_rows import SoldRow as Row

CSV_COLUMNS = (
    "date", "time", "till", "day", "number", "line", "what", "class", "rate", "net", "tax", "gross", "discount", "tip",
    "rounding", "tender", "currency", "kind", "sale", "id",
)  # fmt: skip


def sold_rows(found: Sequence[Settled], registry: Registry) -> Listing:
    """Show what was sold and what went back, a row a line."""
    rows = [row for each in found for row in each.rows]
    data = [_data(row, registry) for row in rows]
    # A terminal of 80 columns has room for no more; the net sums are in the file and in JSON.
    cells = [
        (
            each.date,
            each.receipt,
            each.what,
            f"{each.tax} {each.tax_class}" if each.tax_class else each.tax,
            f"{each.gross} {each.currency}",
            each.tip,
            f"refund, {each.tender}" if row.went_back else each.tender,
        )
        for each, row in zip(data, rows, strict=True)
    ]
    headers = ("DATE", "NUMBER", "WHAT", "TAX", "GROSS", "TIP", "HOW")
    table = Table(headers, cells, right=(3, 4, 5), cut=(2,), keep=(0, 1, 6))
    return Listing(data, table, "Nothing was sold.", [each.id for each in data])


def exported(path: str, rows: int) -> Document:
    """Say that a file was written."""
    line = Line(f"Written: {rows} {'line' if rows == 1 else 'lines'} of sales, in {path}", "good")
    return Document(SoldExported(path, rows), (line,), path)


def sold_csv(found: Sequence[Settled], registry: Registry) -> list[str]:
    """Write the same as lines of CSV, in the order of CSV_COLUMNS."""
    return csv_lines(_cells(_data(row, registry)) for each in found for row in each.rows)


def csv_header() -> str:
    """Write the names of the columns."""
    return csv_lines([CSV_COLUMNS])[0]


def _cells(row: SoldRow) -> tuple[str, ...]:
    return (
        row.date,
        row.time,
        str(row.till),
        "" if row.day is None else str(row.day),
        row.receipt,
        str(row.place),
        text_cell(row.what),
        row.tax_class or "",
        row.rate or "",
        row.net,
        row.tax,
        row.gross,
        row.discount,
        row.tip,
        row.rounding,
        row.tender,
        row.currency,
        row.kind,
        row.of,
        row.id,
    )


def _data(row: Row, registry: Registry) -> SoldRow:
    exponent = registry.currencies.get(row.currency, 0)

    def text(minor: int) -> str:
        return format_minor(minor, exponent)

    return SoldRow(
        id=row.order,
        kind=row.kind,
        of=row.sale,
        n=row.n,
        time=iso_utc(row.time),
        date=row.date or book_date(None, registry.zone, row.time),
        till=row.till,
        day=row.day,
        receipt=row.number,
        place=row.line,
        what=row.what,
        tax_class=row.letter or None,
        rate=f"{rate_text(row.rate_ppm)}%" if row.letter else None,
        net=text(row.gross_minor - row.tax_minor),
        tax=text(row.tax_minor),
        gross=text(row.gross_minor),
        discount=text(row.discount_minor),
        tip=text(row.tip_minor),
        rounding=text(row.rounding_minor),
        tender=row.tender,
        currency=row.currency,
        play=registry.play,
    )

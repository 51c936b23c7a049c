"""The view of one thing in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paycli.console.documents.show import PaidRow
    from paycli.console.output import Document, Part
    from paycli.domain.registry import Registry
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.sent_rows import RowPaid
    from paycli.services.show import Shown as Found


def shown(result: Found, registry: Registry) -> Document:
    """Show one thing in full; what draws the other kinds is not imported."""
    if result.envelope is not None:
        from paycli.console.views.envelopes import envelope

        return envelope(result.envelope, registry)
    if result.receipt is not None and result.line is None:
        from paycli.console.views.sales import receipt

        return receipt(result.receipt, registry)
    if result.request is not None:
        from paycli.console.views.requests import request

        return request(result.request, registry)
    if result.line is None:
        raise AssertionError("what is neither has a line in the log")
    return _other(result, result.line, registry)


def _other(result: Found, line: LogLine, registry: Registry) -> Document:
    from paycli.console.documents.show import Shown
    from paycli.console.output import Document, Line
    from paycli.console.views.log import about, amount_text, line_data, other_side, word
    from paycli.console.views.wording import decimal, joined, local, money, play, state_word
    from paycli.domain.ids import short
    from paycli.domain.lives import LIVES
    from paycli.domain.state import PENDING

    kind = result.item.kind if result.item else line.kind
    data = Shown(
        **line_data(line, registry)._asdict(),
        short=short(line.id),
        state=state_word(result.state),
        sale=None,
        given_back=decimal(result.given_back, registry) if result.given_back else None,
        payments=tuple(_row_data(row, registry) for row in result.rows),
    )
    amount = amount_text(line, registry)
    life = LIVES.get(kind)
    what, state = word(line) if life is None else life.word, f"{result.state}{play(registry)}"
    if life is not None and life.has_handle:
        # It waits for nothing and holds no money.
        state = "open" if result.state == PENDING else "closed"
    head = joined((f"{line.short}  {what}, {state}", amount, other_side(line)))
    lines: list[Part] = [Line(head, "head"), f"{local(line.time, registry)}    entry {line.n}"]
    if result.item is not None and life is not None and life.asks and result.state == PENDING:
        ends = "arrives" if result.item.body.arrives_ms is not None else "comes back"
        lines.append(f"{ends} {local(int(result.item.due or 0), registry)}")
    said = about(line, registry) if result.receipt is None else line.note
    if said:
        lines.append(f'"{said}"' if said == line.note else said)
    if result.given_back is not None:
        lines.append(f"given back: {money(result.given_back, registry)}")
    lines += [Line(joined((row.to, money(row.money, registry), row.note or ""))) for row in result.rows]
    if result.receipt is not None:
        from paycli.console.views.sales import receipt, receipt_data

        lines += receipt(result.receipt, registry).lines
        data = data._replace(sale=receipt_data(result.receipt, registry))
    if result.trouble is None:
        return Document(data, tuple(lines), line.id)
    from paycli.console.hints import hint_of

    stale = f"it could not be brought up to date: {result.trouble.message} {hint_of(result.trouble)}".strip()
    return Document(data, tuple(lines), line.id, (stale,))


def _row_data(row: RowPaid, registry: Registry) -> PaidRow:
    from paycli.console.documents.show import PaidRow
    from paycli.console.views.wording import fields

    return PaidRow(to=(row.to,), **fields(row.money, registry), note=row.note)

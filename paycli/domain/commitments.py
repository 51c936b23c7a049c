"""The personal texts that an order commits to, by the names under which they lie beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS

if TYPE_CHECKING:
    from paycli.domain.bodies import Body
    from paycli.domain.orders import Order


def row_note(position: int) -> str:
    """Name the note of a row of an order, from 0 on."""
    return f"note:{position}"


def commitments(order: Order) -> dict[str, str]:
    """Give the commitment to each personal text of an order, by the text's name: a field, or `note:0` for a row's."""
    kind, body = KINDS[order.kind], order.body
    found = {field: getattr(body, field) for field in kind.texts}
    if kind.rows_have_notes:
        found |= {row_note(at): row.note for at, row in enumerate(body.rows)}
    return {name: committed for name, committed in found.items() if committed is not None}


def without_texts(order: Order) -> Body:
    """Give the body of an order with no commitment to a text: two that differ only there say the same but for texts."""
    kind = KINDS[order.kind]
    blank: dict[str, object] = dict.fromkeys(kind.texts)
    if kind.rows_have_notes:
        blank["rows"] = tuple(row._replace(note=None) for row in order.body.rows)
    body: Body = order.body._replace(**blank)
    return body

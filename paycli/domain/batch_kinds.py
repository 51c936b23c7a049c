"""The rows of the authority table for batches."""

from typing import Any

from paycli.domain import batch_bodies, shapes
from paycli.domain.kind import Kind
from paycli.domain.parties import MANDATE
from paycli.domain.shapes import text_commitment

NEW, ROW, SEND = "batch.new", "batch.row", "batch.send"

ROWS_MOST = 1_000_000
"""So many rows a batch has at most."""
SENT_MOST = 400
"""So many rows have room in one order, which is 64 KiB at most."""


def _are_rows(value: Any) -> bool:  # noqa: ANN401  out of JSON
    return isinstance(value, list) and 1 <= len(value) <= SENT_MOST and all(map(_is_row, value))


def _is_row(value: Any) -> bool:  # noqa: ANN401  out of JSON
    if not isinstance(value, list) or len(value) != len(batch_bodies.SentRow._fields):
        return False
    to, amount, note = value
    return bool(shapes.wallet(to) and shapes.amount(amount) and text_commitment(note))


BATCHES = (
    Kind(
        NEW,
        batch_bodies.BatchNewBody,
        {
            "label": text_commitment,
            "currency": shapes.currency,
            "total": shapes.amount,
            "count": shapes.is_whole(1, ROWS_MOST),
            "expires_ms": shapes.duration,
        },
        ("owner", MANDATE),
        "payer's main, to a hold",
        texts=("label",),
        nothing="Nothing was set aside.",
        noun="batch",
    ),
    Kind(
        ROW,
        batch_bodies.BatchRowBody,
        {
            "of": shapes.object_id,
            "to": shapes.wallet,
            "amount": shapes.amount,
            "currency": shapes.currency,
            "note": text_commitment,
        },
        ("owner", MANDATE),
        "the batch",
        texts=("note",),
        nothing="Nothing was sent.",
        noun="batch",
        spends=True,
        tells_of_object=False,
    ),
    Kind(
        SEND,
        batch_bodies.BatchSendBody,
        {"label": text_commitment, "currency": shapes.currency, "rows": _are_rows},
        ("owner", MANDATE),
        "payer's main, once a row",
        texts=("label",),
        rows_have_notes=True,
        nothing="Nothing was sent.",
        spends=True,
    ),
)

"""The rows of the authority table for batches."""

from paycli.domain import batch_bodies, shapes
from paycli.domain.kind import Kind
from paycli.domain.parties import MANDATE
from paycli.domain.shapes import text_commitment

NEW, ROW = "batch.new", "batch.row"

ROWS_MOST = 1_000_000
"""So many rows a batch has at most."""

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
)

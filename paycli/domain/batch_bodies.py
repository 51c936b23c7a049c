"""The bodies of batches: many payments under one name, set aside at once and paid out row by row."""

from typing import NamedTuple


class BatchNewBody(NamedTuple):
    """Set aside what so many rows may come to, for so long (ms); the label is a commitment to the batch's name."""

    label: str | None
    currency: str
    total_minor: int
    row_count: int
    expires_ms: int


class BatchRowBody(NamedTuple):
    """Pay a wallet out of a batch; the note is a commitment."""

    of: str
    to: str
    amount_minor: int
    currency: str
    note: str | None

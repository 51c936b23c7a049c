"""A receipt held against the ledger that it is of: whether it stands there, and what became of it since."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.orders import read_unchecked
from paycli.domain.state import Needs
from paycli.domain.till_bodies import RefundBody
from paycli.errors import ReceiptInvalid

if TYPE_CHECKING:
    from paycli.domain.receipts import ReceiptEntry, ReceiptFile
    from paycli.domain.state import Key
    from paycli.services.reading.reader import Reader


class Since(NamedTuple):
    """What the ledger knows behind the root of a receipt: its own end, what went back since, in minor units.

    `revoked` is when (ms) the key that vouches was revoked; None while it is in force.
    """

    size: int
    refunded_minor: int
    refunds: int
    revoked: int | None


def since(reader: Reader, ledger: str, file: ReceiptFile) -> Since:
    """Hold a receipt, which proves itself, against a ledger, and say what happened since.

    Raises ReceiptInvalid where it is of another ledger, where the ledger has other entries, where the key that vouches
    had been revoked by then, or where it leaves a refund out.
    """
    facts = file.facts
    if facts.ledger != ledger:
        raise ReceiptInvalid(reason="it is of another ledger than the one here", help="ask its own ledger")
    head = reader.view.head()
    if facts.size > head.size:
        raise ReceiptInvalid(reason=f"the ledger here ends at entry {head.size}, before entry {facts.size} of its root")
    for each in file.evidence.entries:
        _check_there(reader, each)
    signer = reader.view.load(Needs(keys=(facts.key,))).keys.get(facts.key)
    # That the key which sold was in force then, the ledger has seen; later it may have been renewed.
    if signer is not None and signer.revoked_n is not None and signer.revoked_n <= facts.size:
        raise ReceiptInvalid(reason=f"its key was revoked by entry {signer.revoked_n}, before it was signed")
    bodies = [(entry.n, read_unchecked(entry.order).body) for entry in reader.view.entries_about(facts.sale)]
    refunds = [(n, body) for n, body in bodies if isinstance(body, RefundBody)]
    if sum(n <= facts.size for n, _ in refunds) != len(facts.refunds):
        raise ReceiptInvalid(reason="it leaves out a refund of before it was signed")
    later = [body for n, body in refunds if n > facts.size]
    return Since(
        size=head.size,
        refunded_minor=sum(body.amount_minor + body.tip_minor + body.rounding_minor for body in later),
        refunds=len(later),
        revoked=None if signer is None else revocation(reader, signer),
    )


def revocation(reader: Reader, key: Key) -> int | None:
    """Say when (ms) a key was revoked; None while it is in force."""
    return None if key.revoked_n is None else reader.entry_time(key.revoked_n)


def _check_there(reader: Reader, shown: ReceiptEntry) -> None:
    entry = reader.view.entry(shown.n)
    there = None if entry is None else (entry.order, entry.signature, entry.time, entry.transfers)
    if there != (shown.order.encode(), shown.signature, shown.time, shown.transfers):
        raise ReceiptInvalid(reason=f"entry {shown.n} of the ledger here is another one")

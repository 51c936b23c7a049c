"""One thing in full, by its id."""

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.kinds import KINDS
from paycli.domain.orders import read_unchecked
from paycli.errors import Misconfigured, NotFound, PaycliError, Unavailable, Unreadable, step
from paycli.services.reading.lookup import find, object_about
from paycli.services.reading.reader import reading
from paycli.services.reading.waiting import state_now

if TYPE_CHECKING:
    from paycli.domain.money import Money
    from paycli.domain.ports import App
    from paycli.domain.state import LedgerObject
    from paycli.services.envelopes.describe import Envelope
    from paycli.services.payments.requested import RequestShown
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.lookup import Found
    from paycli.services.reading.reader import Reader
    from paycli.services.reading.sent_rows import RowPaid
    from paycli.services.sales.receipt import Receipt


class Shown(NamedTuple):
    """One thing in full: an envelope, a request, the receipt of a sale, or the line in the log of anything else.

    A payment has both, its line and the receipt of its sale. `rows` are those of a batch that is one order, as far as
    the wallet may see them. `given_back` is how much of a payment was given back so far, as far as that may be seen.
    """

    state: str
    envelope: "Envelope | None" = None
    receipt: "Receipt | None" = None
    line: "LogLine | None" = None
    item: "LedgerObject | None" = None
    trouble: PaycliError | None = None
    rows: "tuple[RowPaid, ...]" = ()
    request: "RequestShown | None" = None
    given_back: "Money | None" = None


def show(app: "App", typed: str) -> Shown:
    """Show one thing by its id; what is in flight is asked about at its rail first. Raises NotFound.

    Where its rail cannot be asked, it is shown as the ledger has it, with the `trouble`.
    """
    with reading(app) as reader:
        found = find(reader, typed)
        flying = found.subject
        if flying is None or flying.maker != app.profile.wallet or flying.rail is None:
            return _shown(reader, found)
    from paycli.services.rails.in_flight import refresh

    trouble = None
    try:
        refresh(app, flying)
    except (Misconfigured, Unavailable, Unreadable) as error:
        trouble = error
    with reading(app) as reader:
        return _shown(reader, found)._replace(trouble=trouble)


def named_by_key(app: "App", key: str) -> str:
    """Name what this wallet, or the operator of this account, ordered under an idempotency key.

    Raises TextInvalid for what cannot be a key, NotFound where nothing was ordered under it.
    """
    from paycli.domain.ids import name_of, uuid8_of_key
    from paycli.services.engine.drafts import key_bytes

    typed = key_bytes(key) or b""
    with reading(app) as reader:
        ledger = reader.registry.ledger
        names = [name_of(uuid8_of_key(ledger, reader.own, typed), reader.own)]
        if app.profile.operator:
            # Its orders are bound to its key, which is also that of the cash rail.
            owner = reader.registry.rails.get("cash")
            names += [name_of(uuid8_of_key(ledger, None, typed), owner)]
        for name in names:
            with suppress(NotFound):
                return find(reader, name).id
    raise NotFound(what="command under the key", typed=key, help=step("look_at_log"))


def _shown(reader: "Reader", found: "Found") -> Shown:
    """Describe one thing; what describes the other kinds is not imported."""
    item = reader.find_object(found.id)
    item = item if item is not None and item.n == found.n else None
    state = state_now(reader, item) if item else "done"
    envelope, sale, request = lives.as_envelope(item), lives.as_sale(item), lives.as_request(item)
    if envelope is not None:
        from paycli.services.envelopes.describe import envelope_of

        return Shown(state, envelope=envelope_of(reader, envelope))
    if sale is not None:
        from paycli.services.sales.receipt import receipt_of

        return Shown(state, receipt=receipt_of(reader, sale))
    if request is not None:
        from paycli.services.payments.requested import request_shown

        return Shown(state, request=request_shown(reader, request))
    from paycli.services.reading.log_line import LineReader

    line = LineReader(reader).line(entry := reader.entry(found.n))
    if KINDS[line.kind].rows_have_notes:
        from paycli.services.reading.sent_rows import rows_seen

        rows = tuple(rows_seen(reader, entry, read_unchecked(entry.order)))
        return Shown(state, line=line, rows=rows, given_back=_given_back(reader, found.id))
    paid = lives.as_sale(object_about(reader, found)) if item is None else None
    if paid is not None:
        from paycli.services.sales.receipt import receipt_of

        return Shown(state, line=line, receipt=receipt_of(reader, paid))
    return Shown(state, line=line, item=item, given_back=_given_back(reader, found.id))


def _given_back(reader: "Reader", name: str) -> "Money | None":
    """Add up what was given back of a payment: all for the wallet that paid, for others what they gave themselves."""
    from paycli.domain.money import Money
    from paycli.services.reading.given_back import given_back

    found = given_back(reader, name)
    given = [(giver, each) for giver, bodies in found.items() for each in bodies]
    seen = [each for giver, each in given if reader.operator or reader.own in {giver, each.to}]
    return Money(sum(each.amount_minor for each in seen), seen[0].currency) if seen else None

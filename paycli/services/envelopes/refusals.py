"""Why somebody gets nothing from an envelope, for those who may know."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.domain.lives import as_envelope
from paycli.domain.money import format_minor
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.envelopes import is_lucky
from paycli.domain.state import PENDING
from paycli.errors import AlreadyGrabbed, EnvelopeEmpty, EnvelopeExpired, NotForYou, NotYetOpen, OwnEnvelope, step
from paycli.services.envelopes.choice import is_blocked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.errors import PaycliError
    from paycli.services.envelopes.bearer import Bearer
    from paycli.services.reading.reader import Reader


@contextmanager
def secret_unknown(bearer: Bearer | None) -> Iterator[None]:
    """Let a refusal of a link or a word say so: in the same words for a wrong one and for whoever is shut out."""
    try:
        yield
    except NotForYou as error:
        if bearer is not None and bearer.word:
            error.values["detail"] = ": no envelope here has this word"
            error.values["help"] = step("grab_by_word")
        elif bearer is not None:
            error.values["detail"] = ": no envelope here has this link, so perhaps a letter is wrong"
            error.values["help"] = "copy it again, or ask the sender"
        raise


def explained(reader: Reader, error: PaycliError, envelope: str) -> PaycliError:
    """Add to a refusal what those who may see the envelope want to know; whoever may not learns nothing more.

    `at` is a time in ms, which the terminal writes as people read it.
    """
    item = as_envelope(reader.find_object(envelope))
    if item is None:
        return error
    wallet, money = reader.own, error.money
    own = next((claim for claim in reader.claims(envelope) if claim.wallet == wallet), None)
    if isinstance(error, NotForYou) and not is_blocked(reader, item, wallet):
        # Named by its id, without the secret: the sender, and who was there before, see it all the same.
        if own is not None:
            error = AlreadyGrabbed(money=money, of=item.id)
        elif item.maker == wallet:
            error = OwnEnvelope(money=money) if is_lucky(item) else error
    if isinstance(error, AlreadyGrabbed) and own is not None:
        currency = str(item.currency)
        amount = format_minor(own.amount_minor, reader.registry.currencies.get(currency, 0))
        error.values |= {"detail": f": {amount} {currency}", "amount": amount, "currency": currency}
        error.values["id"] = read_unchecked(reader.entry(own.n).order).name
    elif isinstance(error, OwnEnvelope) and item.state_at(reader.time) == PENDING:
        error.values["help"] = step("cancel", thing=reader.short(item.id))
    elif isinstance(error, EnvelopeEmpty) and item.state != PENDING:
        entry = reader.view.entry(item.n)
        began = max(entry.time if entry else 0, item.body.opens_at or 0)
        error.values["detail"] = (
            f", {item.detail.taken} of {item.detail.packets} in {duration_text(max(0, (item.ended or 0) - began))}"
        )
    elif isinstance(error, EnvelopeExpired):
        error.values["at"] = item.due
    elif isinstance(error, NotYetOpen):
        error.values["at"] = item.body.opens_at
    return error


def duration_text(ms: int) -> str:
    """Write how long an envelope lasted, in tenths of a second where it was a matter of seconds."""
    if ms < 120_000:
        return f"{ms // 1000}.{ms % 1000 // 100} s"
    for size, name in ((2 * 86_400_000, "days"), (2 * 3_600_000, "hours")):
        if ms >= size:
            return f"{ms // (size // 2)} {name}"
    return f"{ms // 60_000} minutes"

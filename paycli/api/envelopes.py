"""Red envelopes: sending, listing, grabbing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from paycli.api.turns import Turns
from paycli.api.typed import length_ms, milliseconds, part_of, typed_amount
from paycli.errors import Usage
from paycli.services.envelopes.bearer import bearer_of_link, bearer_of_word
from paycli.services.envelopes.board import Wanted, listed
from paycli.services.envelopes.grab import grab
from paycli.services.envelopes.send import NewEnvelope, send
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from paycli.api.typed import Amount
    from paycli.services.envelopes.describe import Envelope
    from paycli.services.envelopes.grab import Grabbed
    from paycli.services.envelopes.send import EnvelopeSent
    from paycli.services.reading.pages import Page

_DAY = timedelta(days=1)


class EnvelopeVerbs(Turns):
    """Red envelopes: sending, listing, grabbing."""

    def envelope_send(  # noqa: PLR0913  each is one choice about the envelope, as in the command
        self,
        amount: Amount,
        who: Sequence[str] = (),
        *,
        key: str | None,
        packets: int | None = None,
        message: str | None = None,
        rule: str = "even",
        expires: timedelta = _DAY,
        opens_at: datetime | None = None,
        link: bool = False,
        word: str | None = None,
        dry_run: bool = False,
    ) -> EnvelopeSent:
        """Send a red envelope: to handles and groups, to anybody here, or to who has the link or knows the word.

        Raises Usage for an unknown rule or a past time, and what `send` raises.
        """
        with self._turned() as app:
            new = NewEnvelope(
                amount=typed_amount(amount, app.registry),
                who=tuple(who),
                packets=packets,
                message=message,
                rule=rule,
                expires_ms=length_ms(expires),
                opens_at=None if opens_at is None else milliseconds(opens_at),
                link=link,
                word=word,
            )
            return send(app, new, self._execution(key, dry_run=dry_run))

    def envelope_list(
        self, *, open_only: bool = False, mine: bool = False, after: int | None = None, limit: int | None = None
    ) -> Page[Envelope]:
        """List the envelopes that this wallet sent or may take from, newest first; pages as of `log`."""
        with self._turned() as app, reading(app) as reader:
            return listed(reader, Wanted(open_only=open_only, mine=mine), part_of(after, limit))

    def grab(
        self,
        envelope: str | None = None,
        *,
        link: str | None = None,
        word: str | None = None,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Grabbed:
        """Take a packet: of the newest envelope for this wallet, of one by its whole id, by its link or its word.

        One wallet takes one packet of an envelope, so a repeat takes no second. Raises NothingToGrab, EnvelopeEmpty,
        EnvelopeExpired, AlreadyGrabbed, NotForYou and more.
        """
        if sum(each is not None for each in (envelope, link, word)) > 1:
            raise Usage(problem="Nothing was grabbed. Choose one: an id, a link or a word", help="")
        with self._turned() as app:
            bearer = bearer_of_link(app, link) if link is not None else None
            bearer = bearer_of_word(app, word) if word is not None else bearer
            return grab(
                app,
                envelope,
                self._execution(key, dry_run=dry_run, is_safe=True),
                full_ids_required=True,
                bearer=bearer,
            )

"""Asking people for money, and answering what asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from paycli.api.turns import Turns
from paycli.api.typed import length_ms, milliseconds, part_of, typed_amount
from paycli.services.payments import answers
from paycli.services.payments.requested import requests
from paycli.services.payments.requests import Terms, ask
from paycli.services.payments.splitting import NewSplit, split
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from paycli.api.typed import Amount
    from paycli.services.payments.answers import Answered
    from paycli.services.payments.requested import RequestShown
    from paycli.services.payments.requests import RequestMade
    from paycli.services.reading.pages import Page

_LASTS = timedelta(days=30)


class AskingVerbs(Turns):
    """Asking people for money, and answering what asks."""

    def request_new(  # noqa: PLR0913  each is one choice about the request
        self,
        who: str | Sequence[str],
        amount: Amount,
        note: str | None = None,
        *,
        key: str | None,
        due: datetime | None = None,
        expires: timedelta = _LASTS,
        about: str | None = None,
        dry_run: bool = False,
    ) -> RequestMade:
        """Ask each of some people, or of a group, for an amount; `due` is by when, `about` an id of what it is for.

        Raises AmountInvalid, NotFound, RequestsRefused, TooManyOpenRequests, TooManyRequests, Blocked and more.
        """
        with self._turned() as app:
            terms = _terms(note, due, expires)._replace(about=about)
            run = self._execution(key, dry_run=dry_run)
            return ask(app, _names(who), typed_amount(amount, app.registry), terms, run)

    def split(  # noqa: PLR0913  each is one choice about the shares
        self,
        who: str | Sequence[str],
        what: Amount,
        note: str | None = None,
        *,
        key: str | None,
        parts: Mapping[str, int] | None = None,
        amounts: Mapping[str, Amount] | None = None,
        own: bool = True,
        due: datetime | None = None,
        expires: timedelta = _LASTS,
        dry_run: bool = False,
    ) -> RequestMade:
        """Share an amount, or what the payment with an id came to, and ask the others for their shares.

        `parts` and `amounts` are by handle; without `own` the wallet has no share. Raises Usage, and what `request_new`
        raises.
        """
        with self._turned() as app:
            fixed = [f"{name}={typed_amount(amount, app.registry)}" for name, amount in (amounts or {}).items()]
            new_split = NewSplit(
                who=_names(who),
                what=typed_amount(what, app.registry),
                weights=[f"{name}={number}" for name, number in (parts or {}).items()],
                fixed=fixed,
                own=own,
            )
            return split(app, new_split, _terms(note, due, expires), self._execution(key, dry_run=dry_run))

    def accept(self, thing: str, *, key: str | None = None, dry_run: bool = False) -> Answered:
        """Pay what a request asks of the wallet, or take money that waits: a repeat never moves money again.

        Raises NotFound, NotAllowed, AlreadyEnded, InsufficientFunds, Blocked and more.
        """
        with self._turned() as app:
            asked = answers.question(app, thing, full_ids_required=True, to_accept=True)
            return answers.accept(app, asked, self._execution(key, dry_run=dry_run, is_safe=True))

    def decline(self, thing: str, why: str | None = None, *, key: str | None = None, dry_run: bool = False) -> Answered:
        """Say no to a request, or send money back that waits. Raises NotFound, NotAllowed, AlreadyEnded."""
        with self._turned() as app:
            asked = answers.question(app, thing, full_ids_required=True, to_accept=False)
            return answers.decline(app, asked, why, self._execution(key, dry_run=dry_run, is_safe=True))

    def request_list(
        self, *, open_only: bool = False, after: int | None = None, limit: int | None = None
    ) -> Page[RequestShown]:
        """List the own requests, newest first, and the open ones that ask the wallet; pages as of `log`."""
        with self._turned() as app, reading(app) as reader:
            return requests(reader, part_of(after, limit), open_only=open_only)


def _names(who: str | Sequence[str]) -> Sequence[str]:
    return (who,) if isinstance(who, str) else who


def _terms(note: str | None, due: datetime | None, expires: timedelta) -> Terms:
    return Terms(note, None if due is None else milliseconds(due), length_ms(expires))

"""Remembering whom the rows of a batch paid."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.domain.records import Contact
from paycli.errors import PaycliError

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.domain.spool import Spool

_CONTACTS_AT_ONCE = 500


def remember(app: App, spool: Spool) -> None:
    """Remember whom rows were for, as far as that goes: they are paid by now."""
    after = ""
    while payees := spool.new_payees(after, _CONTACTS_AT_ONCE):
        with suppress(PaycliError):
            app.contacts.keep(
                *(
                    Contact(each.handle, each.wallet, each.key, verified=False, since=each.since, shown=False)
                    for each in payees
                )
            )
        after = payees[-1].handle

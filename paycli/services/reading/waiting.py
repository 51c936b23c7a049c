"""How something stands, where its end is due and nobody has settled it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.accounts import main_account
from paycli.domain.lives import as_wait
from paycli.domain.rules.waiting import arrives
from paycli.domain.state import DONE, PENDING, RETURNED, Needs

if TYPE_CHECKING:
    from paycli.domain.lives import Wait
    from paycli.domain.state import LedgerObject
    from paycli.services.reading.reader import Reader


def state_now(reader: Reader, item: LedgerObject) -> str:
    """Give the state of an object that people should see: what is due has ended, settled or not.

    A transfer that arrives by itself has arrived then, unless its payee has blocked its maker or has no room.
    """
    wait, time = as_wait(item), reader.time
    if wait is None or wait.state != PENDING or not wait.is_over(time) or wait.body.arrives_ms is None:
        return item.state_at(time)
    return DONE if _arrives(reader, wait) else RETURNED


def settles_with(reader: Reader, item: LedgerObject) -> str | None:
    """Name the wallet that gets the money of an object that is due: its payee where it arrives, else its maker."""
    wait = as_wait(item)
    return str(wait.body.to) if wait is not None and _arrives(reader, wait) else item.maker


def _arrives(reader: Reader, wait: Wait) -> bool:
    payee = str(wait.body.to)
    state = reader.view.load(Needs(wallets=(payee,), accounts=(main_account(payee, str(wait.currency)),)))
    return arrives(wait, state)

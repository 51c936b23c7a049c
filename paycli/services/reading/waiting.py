"""How something stands, where its end is due and nobody has settled it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.accounts import main_account
from paycli.domain.lives import as_wait
from paycli.domain.rules.waiting import arrives
from paycli.domain.state import DONE, PENDING, RETURNED, Needs

if TYPE_CHECKING:
    from paycli.domain.state import LedgerObject
    from paycli.services.reading.reader import Reader


def state_now(reader: Reader, item: LedgerObject) -> str:
    """Give the state of an object that people should see: what is due has ended, settled or not.

    A transfer that arrives by itself has arrived then, unless its payee has blocked its maker or has no room.
    """
    wait, time = as_wait(item), reader.time
    if wait is None or wait.state != PENDING or not wait.is_over(time) or wait.body.arrives_ms is None:
        return item.state_at(time)
    payee = str(wait.body.to)
    state = reader.view.load(Needs(wallets=(payee,), accounts=(main_account(payee, str(wait.currency)),)))
    return DONE if arrives(wait, state) else RETURNED

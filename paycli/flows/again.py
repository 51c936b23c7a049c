"""Money that is on its way already, and is asked for once more: a repeat after a lost answer, or one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.ask import confirm
from paycli.console.options import options
from paycli.console.stream import can_ask
from paycli.errors import AlreadyInFlight

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.services.rails.card_transfers import RailTransfer


def once_or_again(move: Callable[[bool], RailTransfer], *, again: bool, dry_run: bool) -> RailTransfer:
    """Move money unless the same sum is in flight; a person is asked whether it is wanted once more, and Enter says no.

    `move` gets whether it may be one more. `--yes` agrees to what was typed, not to a second one. Raises what `move`
    raises, AlreadyInFlight where nobody can be asked, Cancelled.
    """
    try:
        return move(again)
    except AlreadyInFlight as found:
        if dry_run or options().yes or not can_ask():
            raise
        confirm(f"{found.filled(found.message_template)} Once more?", default=False, option="--again")
    return move(True)  # noqa: FBT003  it is the one thing that is handed over

"""A till that runs in another process, as its journal has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.home.till_journal import follow

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.home.till_journal import Followed


def followed(app: OpenedApp, till: int) -> Followed:
    """Look at the carts of a till of this shop that may run elsewhere; raises Misconfigured."""
    return follow(app.machine.home, app.profile, till)

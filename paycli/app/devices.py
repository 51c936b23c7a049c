"""A device of a wallet that has asked for a key of its own: whether it was let in by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.services.people import key_requests

if TYPE_CHECKING:
    from paycli.app.machine import LocalMachine
    from paycli.app.opened import OpenedApp


def let_in(machine: LocalMachine, app: OpenedApp) -> None:
    """Note in the profile that another device has added the key of this one.

    Raises KeyWaits where none has, and KeyRequestOver where none can any more; then the book is closed.
    """
    try:
        key_requests.let_in(machine, app)
    except BaseException:
        app.book.close()
        raise
    app.profile = app.profile._replace(waits=None)
    if not machine.is_read_only:
        machine.save_profile(app.profile)

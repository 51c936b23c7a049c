"""What a till keeps in folders of its own, which it cannot where nothing is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.errors import Misconfigured

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp


def check_remembers(app: OpenedApp, thing: str) -> None:
    """Raise Misconfigured where a till has no folder to keep a thing in."""
    if not app.remembers:
        problem = f"Nothing was done. {thing} is kept in a folder of the till, and none is set"
        raise Misconfigured(problem=problem, help="set PAYCLI_HOME or STATE_DIRECTORY")

"""What a person is asked before another device may act, and before it may no longer; Enter alone is no yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.ask import confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.opened import OpenedApp
    from paycli.services.people.keys import KeyOffered, KeyShown


def agreed_to_add(app: OpenedApp) -> Callable[[KeyOffered], None]:
    """Give what asks whether a device gets all rights of the wallet."""

    def agree(key: KeyOffered) -> None:
        from paycli.console.views.keys import question_of_adding

        confirm(question_of_adding(key, app.registry), default=False)

    return agree


def agreed_to_revoke(app: OpenedApp) -> Callable[[KeyShown], None]:
    """Give what asks whether a device loses its rights for good."""

    def agree(key: KeyShown) -> None:
        from paycli.console.views.keys import question_of_revoking

        confirm(question_of_revoking(key, app.registry), default=False)

    return agree

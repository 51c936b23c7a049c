"""Calls of several threads on one wallet, one after the other, and what a fork waits for."""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from paycli.app.mandated import check_memory
from paycli.errors import Usage
from paycli.services.engine.intents import Execution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.app.opened import OpenedApp

_open: weakref.WeakSet[Turns] = weakref.WeakSet()
_still: list[Turns] = []
_opening = threading.Lock()


class Turns:
    """An opened profile whose calls wait for each other; `with` closes it."""

    def __init__(self, app: OpenedApp) -> None:
        self._app = app
        self._turn = threading.RLock()
        self._closed = False
        with _opening:
            _open.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger; the wallet cannot be used afterwards."""
        with self._turn:
            self._closed = True
            self._app.let_notes_go()
            self._app.machine.close()

    @contextmanager
    def _turned(self) -> Iterator[OpenedApp]:
        """Wait for the calls of other threads, and give what the services work with.

        What is ordered inside without a key is noted until the caller has its outcome, as with a command.
        """
        with self._turn:
            if self._closed:
                raise Usage(problem="This wallet was closed", help="open it again")
            with self._app.reporting():
                yield self._app

    def _execution(self, key: str | None, *, dry_run: bool, again: bool = False, is_safe: bool = False) -> Execution:
        """Say how an order is carried out; `is_safe` says that a repeat moves nothing more, also without a key.

        Raises Usage for a mandate that remembers nothing, where nothing else makes a repeat safe.
        """
        if not dry_run:
            check_memory(self._app, key, is_safe=is_safe)
        return Execution(key, dry_run, noted=key is None, again=again)


def _hold_still() -> None:
    """Let a fork wait for all calls: what one of them has locked, in SQLite perhaps, nobody would free in the child.

    The services are imported before the first call, since a lock of the interpreter's on a module is such a thing too.
    """
    _opening.acquire()
    _still.extend(sorted(_open, key=id))
    for wallet in _still:
        wallet._turn.acquire()  # noqa: SLF001  it is this module's own


def _go_on() -> None:
    while _still:
        _still.pop()._turn.release()  # noqa: SLF001  it is this module's own
    _opening.release()


def _go_on_in_child() -> None:
    for wallet in _still:
        # The file for notes is the parent's.
        wallet._app.let_notes_go()  # noqa: SLF001  it is this module's own
    _go_on()


os.register_at_fork(before=_hold_still, after_in_parent=_go_on, after_in_child=_go_on_in_child)

"""Work done in a forked process: under another account, under limits, or holding what others wait for."""

from __future__ import annotations

import os
import traceback
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import paycli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65_534


def in_child(work: Callable[[], None], *, uid: int | None = None) -> None:
    """Do some work in a forked process, as another account if asked for; what fails there fails here."""
    if uid is not None:
        _import_everything()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if uid is not None:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            work()
        except BaseException:  # noqa: BLE001  a failed assertion has to be told too
            os.write(writing, traceback.format_exc().encode()[-60_000:])
        finally:
            # Nothing of the test runner may run in the child, whatever happened.
            os._exit(0)
    os.close(writing)
    told = b""
    while part := os.read(reading, 65_536):
        told += part
    os.close(reading)
    os.waitpid(child, 0)
    assert not told, told.decode(errors="replace")


@cache
def _import_everything() -> None:
    """Import all of paycli, whose files another account may not read, but for the scripts that Alembic runs."""
    for module in walk_packages(paycli.__path__, "paycli."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            import_module(module.name)


@contextmanager
def holding(enter: Callable[[], object]) -> Iterator[tuple[int, Callable[[], None]]]:
    """Let another process hold what `enter` gives; yields its id and what makes it let go, at the latest at the end.

    The process is in a group of its own, as a shell would start it.
    """
    ready, tell = os.pipe()
    wait, go = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            os.close(go)
            with enter():  # type: ignore[attr-defined]  # whatever it is, it is a context manager
                os.write(tell, b".")
                os.read(wait, 1)
        finally:
            os._exit(0)
    os.close(wait)
    os.close(tell)
    assert os.read(ready, 1) == b".", "the holder did not get what it should hold"
    os.close(ready)
    open_ends = [go]

    def let_go() -> None:
        while open_ends:
            os.close(open_ends.pop())

    try:
        yield child, let_go
    finally:
        let_go()
        os.waitpid(child, 0)

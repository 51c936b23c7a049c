"""Keeping secrets out of core dumps, and other programs of this account out of our memory."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache

_SET_DUMPABLE = 4


@cache
def keep_out_of_dumps() -> None:
    """Let no core of this process be written from here on; on Linux nobody attaches to it either, but root.

    It is done before the first secret is read, and by nothing that reads none. Where the system refuses, it goes on:
    a dump is a risk, and a wallet that does not open is a loss.
    """
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        import ctypes

        # A dump that goes to a program instead of a file does not ask for the limit.
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)

"""What makes a recorded child repeat itself: Python imports this before the program, and it knows nothing of paycli.

Randomness is a stream out of RECORD_SEED, and the clock stands at RECORD_NOW_MS. A sleep of at least LOOK_SECONDS is
not slept: it moves the clock instead, so that what looks again and again comes to its end at once, and always alike.
With RECORD_STILL the clock stands still for good, and every sleep is slept: for what is looked at while it waits.
"""

from __future__ import annotations

import os
import time
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import SupportsIndex

LOOK_SECONDS = 0.2
_BREATH_SECONDS = 0.002
# Long enough that nothing which is drawn in between is ever drawn, as on a machine that is fast enough.
_PATIENCE = 1000

_really_sleep, _real_monotonic = time.sleep, time.monotonic


class _Fixed:
    """The stream of random bytes and the clock of one process."""

    def __init__(self, seed: str, now_ms: int, hurry: float) -> None:
        self._seed, self._now_ns, self._hurry = seed.encode(), now_ms * 1_000_000, hurry
        self._drawn = 0
        self._began = _real_monotonic()

    def urandom(self, size: int, /) -> bytes:
        """Give the next bytes of the stream: each call begins a block of its own."""
        found = b""
        while len(found) < size:
            self._drawn += 1
            found += sha256(b"%s %d" % (self._seed, self._drawn)).digest()
        return found[:size]

    def sleep(self, seconds: float | SupportsIndex, /) -> None:
        """Let the clock go on instead of waiting; a short sleep waits for somebody else, and does so really."""
        seconds = float(seconds)
        if seconds < LOOK_SECONDS or "RECORD_STILL" in os.environ:
            _really_sleep(seconds)
            return
        self._now_ns += int(seconds * 1e9)
        _really_sleep(_BREATH_SECONDS)

    def time_ns(self) -> int:
        """Give the clock in nanoseconds."""
        return self._now_ns

    def time(self) -> float:
        """Give the clock in seconds."""
        return self._now_ns / 1e9

    def monotonic(self) -> float:
        """Give the same clock, which only sleeps move; a process in a hurry sees real time pass many times as fast."""
        return self._now_ns / 1e9 + (_real_monotonic() - self._began) * self._hurry

    def monotonic_ns(self) -> int:
        """Give it in nanoseconds."""
        return int(self.monotonic() * 1e9)


def _be_patient() -> None:
    """Let a thread that draws every now and then draw its first picture only: what comes later is chance."""
    import threading

    wait = threading.Event.wait

    def waits_long(event: threading.Event, timeout: float | None = None) -> bool:
        return wait(event, timeout and timeout * _PATIENCE)

    threading.Event.wait = waits_long  # type: ignore[method-assign,assignment]


def _fix() -> None:
    seed = os.environ.get("RECORD_SEED")
    if seed is None:
        return
    fixed = _Fixed(seed, int(os.environ["RECORD_NOW_MS"]), float(os.environ.get("RECORD_HURRY", "0")))
    os.urandom = fixed.urandom
    time.sleep, time.time, time.time_ns = fixed.sleep, fixed.time, fixed.time_ns
    time.monotonic, time.monotonic_ns = fixed.monotonic, fixed.monotonic_ns
    time.perf_counter, time.perf_counter_ns = fixed.monotonic, fixed.monotonic_ns
    if "RECORD_PATIENT" in os.environ:
        _be_patient()


_fix()

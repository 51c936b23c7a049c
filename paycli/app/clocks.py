"""The clocks: the machine's own, and one that PAYCLI_NOW moved."""

from __future__ import annotations

import os
import re
import time
from datetime import datetime
from typing import TYPE_CHECKING

from paycli.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paycli.domain.ports import Clock

_SHIFT = r"([+-])([0-9]{1,9})([smhd])"
# A year before calendars end, so that whatever ends later than now still has a date.
_LAST_MS = 253_370_764_800_000
_UNIT_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Give milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000


class ShiftedClock:
    """The machine's clock moved by so many ms: for rehearsals and tests on play ledgers."""

    def __init__(self, shift_ms: int) -> None:
        self._shift_ms = shift_ms

    def now_ms(self) -> int:
        """Give the moved time."""
        return time.time_ns() // 1_000_000 + self._shift_ms


def clock_of(environ: Mapping[str, str]) -> Clock:
    """Give the clock that PAYCLI_NOW wants: a moment (`2026-11-22T20:00:00Z`), a shift (`+26h`), or the machine's."""
    wanted = environ.get("PAYCLI_NOW", "")
    if not wanted:
        return SystemClock()
    clock = _moved_clock(wanted)
    if not 0 <= clock.now_ms() <= _LAST_MS:
        raise Misconfigured(
            problem=f"PAYCLI_NOW is {wanted[:40]!r}, which paycli cannot use", help="a year from 1970 to 9998"
        )
    return clock


def _moved_clock(wanted: str) -> Clock:
    match = re.fullmatch(_SHIFT, wanted)
    if match:
        return ShiftedClock((-1 if match[1] == "-" else 1) * int(match[2]) * _UNIT_MS[match[3]])
    try:
        moment = datetime.fromisoformat(wanted)
        if moment.tzinfo is None:
            raise ValueError  # noqa: TRY301  one answer for all wrong forms
    except ValueError:
        raise Misconfigured(
            problem=f"PAYCLI_NOW is {wanted[:40]!r}, which is not a time", help="like 2026-11-22T20:00:00Z or +26h"
        ) from None
    return ShiftedClock(int(moment.timestamp() * 1000) - time.time_ns() // 1_000_000)


def named_zone(environ: Mapping[str, str]) -> str:
    """Give the name that TZ or else /etc/localtime has for the machine's time zone; empty where there is none."""
    return environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]


def is_zone(name: str) -> bool:
    """Tell whether a name is that of a time zone that is known here."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True

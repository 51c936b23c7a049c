"""Times and durations as people read them, and as programs do; never dependent on the locale."""

from __future__ import annotations

import time

from paycli.console.surroundings import surroundings

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The last millisecond of the year 9999: RFC 3339 has four digits for a year, and an order may name any time.
LATEST_MS = 253_402_300_799_999
# Below two minutes seconds are told alone: 118 s is easier to watch than 1 min 58 s.
_SECONDS_ALONE = 120
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def iso_utc(ms: int) -> str:
    """Write ms since 1970 UTC as RFC 3339, `2026-11-22T11:04:00.123Z`; what is out of the years 1970 to 9999 is cut."""
    ms = min(max(ms, 0), LATEST_MS)
    at = time.gmtime(ms // 1000)
    date = f"{at.tm_year:04d}-{at.tm_mon:02d}-{at.tm_mday:02d}"
    return f"{date}T{at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d}.{ms % 1000:03d}Z"


def time_local(ms: int, zone: str, *, now_ms: int | None = None) -> str:
    """Write ms since 1970 UTC in this machine's time, `Mon 23 Nov 20:03`.

    The zone's abbreviation follows where the ledger's `zone` (an IANA name) has another time at that moment, or is
    not known here. With `now_ms` the year is added when it is not the one of now.
    """
    ms = min(max(ms, 0), LATEST_MS)
    at = time.localtime(ms // 1000)
    text = f"{_DAYS[at.tm_wday]} {at.tm_mday} {_MONTHS[at.tm_mon - 1]}"
    if now_ms is not None and time.localtime(now_ms // 1000).tm_year != at.tm_year:
        text += f" {at.tm_year}"
    return _with_zone(f"{text} {at.tm_hour:02d}:{at.tm_min:02d}", at, ms, zone)


def clock_local(ms: int, zone: str) -> str:
    """Write the time of day alone, to the second, `20:14:07`; the zone's abbreviation follows as in `time_local`."""
    ms = min(max(ms, 0), LATEST_MS)
    at = time.localtime(ms // 1000)
    return _with_zone(f"{at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d}", at, ms, zone)


def _with_zone(text: str, at: time.struct_time, ms: int, zone: str) -> str:
    return text if _offset(zone, ms // 1000) == at.tm_gmtoff else f"{text} {at.tm_zone}"


def duration(ms: int) -> str:
    """Write a length of time in its two biggest units: `0.4 s`, `118 s`, `1 h 5 min`, `2 d 3 h`."""
    if ms < 0:
        return f"-{duration(-ms)}"
    if 0 < ms < 1000:
        return f"0.{ms // 100} s" if ms >= 100 else f"{ms} ms"
    seconds = ms // 1000
    if seconds < _SECONDS_ALONE:
        return f"{seconds} s"
    for place, (size, name) in enumerate(_UNITS[:-1]):
        if seconds >= size:
            smaller, smaller_name = _UNITS[place + 1]
            rest = seconds % size // smaller
            return f"{seconds // size} {name} {rest} {smaller_name}" if rest else f"{seconds // size} {name}"
    return f"{seconds} s"


def _offset(zone: str, seconds: int) -> int | None:
    """Give a zone's seconds east of UTC at a moment; None if the zone is not known here."""
    if zone == "UTC":
        return 0
    if zone and zone == surroundings().environ.get("TZ"):
        return time.localtime(seconds).tm_gmtoff
    from datetime import datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        offset = datetime.fromtimestamp(seconds, ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return None
    return None if offset is None else int(offset.total_seconds())
